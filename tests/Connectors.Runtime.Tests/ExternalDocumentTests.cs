using System.Net;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Sdk;
using Fairlead.Tests;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Documents that lie at an address, from a real server.</summary>
public sealed class ExternalDocumentTests : IAsyncDisposable
{
    private readonly HttpTransport _transport = new(new NetworkPolicy(new NetworkOptions { AllowLoopback = true }));
    private readonly KeptDocuments _documents = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_external_document_is_fetched_by_the_call()
    {
        await using var server = await ServerAsync(context =>
        {
            context.Response.ContentType = "text/plain";
            context.Response.Headers.ContentDisposition = "attachment; filename=\"theirs.txt\"";
            return context.Response.WriteAsync("hello", Cancellation);
        });
        var call = Call();

        await using var content = await call.Documents.OpenAsync(Document.External($"{server.Urls.Single()}/a.txt"), Cancellation);

        Assert.Equal("hello", await new StreamReader(content.Stream).ReadToEndAsync(Cancellation));
        Assert.Equal(("text/plain", "theirs.txt"), (content.ContentType, content.FileName));
        // The journal sees it as any other request.
        Assert.EndsWith("/a.txt", Assert.Single(call.Exchanges).RequestLine, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ours.txt", "ours.txt")]
    [InlineData(null, "a b.txt")]
    public async Task Its_name_is_that_of_the_reference_or_the_end_of_its_address(string? name, string expected)
    {
        await using var server = await ServerAsync(context => context.Response.WriteAsync("hello", Cancellation));

        await using var content = await Call().Documents.OpenAsync(Document.External($"{server.Urls.Single()}/x/a%20b.txt?q=1", name), Cancellation);

        Assert.Equal(expected, content.FileName);
    }

    [Fact]
    public async Task A_redirect_is_followed_and_one_without_end_is_not()
    {
        await using var server = await ServerAsync(context =>
        {
            if (context.Request.Path == "/new")
                return context.Response.WriteAsync("hello", Cancellation);
            context.Response.StatusCode = 302;
            context.Response.Headers.Location = context.Request.Path == "/old" ? "/new" : "/round";
            return Task.CompletedTask;
        });

        Assert.Equal("hello"u8.ToArray(), (await Call().Documents.ReadAsync(Document.External($"{server.Urls.Single()}/old"), Cancellation)).ToArray());
        var failure = await FailAsync($"{server.Urls.Single()}/round");
        Assert.Contains("redirected too often", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, true)]
    [InlineData(503, false)]
    public async Task What_is_not_there_is_final_and_a_server_that_fails_is_not(int status, bool isFinal)
    {
        await using var server = await ServerAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        var failure = await FailAsync($"{server.Urls.Single()}/S3CRET");

        Assert.Equal("DOCUMENT_UNREACHABLE", failure.Code);
        Assert.Equal(isFinal, failure.Retry == RetryAdvice.Never);
        Assert.Contains($"answered {status}", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_said_in_words()
    {
        var failure = await FailAsync("http://127.0.0.1:1/a");

        Assert.Equal(("DOCUMENT_UNREACHABLE", RetryAdvice.AsModelled), (failure.Code, failure.Retry));
    }

    [Fact]
    public async Task A_content_that_does_not_say_its_length_is_counted()
    {
        await using var server = await ServerAsync(async context =>
        {
            for (var i = 0; i < 3; i++)
                await context.Response.Body.WriteAsync(new byte[500], Cancellation);
        });
        var call = new CallInProgress(new JobFacts { Key = 1, Type = "test" }, _transport, TimeProvider.System)
        {
            DocumentService = _documents.Service(new() { TextBytesAtMost = 1_499 }),
        };

        var failure = await Assert.ThrowsAsync<ConnectorException>(
            () => call.Documents.ReadAsync(Document.External(server.Urls.Single()), Cancellation));

        Assert.Equal("DOCUMENT_TOO_LARGE", failure.Code);
    }

    [Fact]
    public async Task A_dry_run_stores_nothing()
    {
        var call = new CallInProgress(new JobFacts { Key = 1, Type = "test" }, _transport, TimeProvider.System)
        {
            DocumentService = _documents.Service(),
            OnlyPlans = true,
        };

        var planned = await call.Documents.CreateAsync(new MemoryStream("hello"u8.ToArray()), "text/plain", "a.txt", Cancellation);

        Assert.Equal((DocumentKind.Inline, "a.txt"), (planned.Kind, planned.FileName));
        Assert.Equal(0, _documents.Count);
    }

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await _documents.DisposeAsync();
    }

    private CallInProgress Call() => new(new JobFacts { Key = 1, Type = "test" }, _transport, TimeProvider.System);

    private Task<ConnectorException> FailAsync(string url) =>
        Assert.ThrowsAsync<ConnectorException>(() => Call().Documents.OpenAsync(Document.External(url), Cancellation));

    private static async Task<WebApplication> ServerAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync(Cancellation);
        return server;
    }
}
