using System.IO.Compression;
using System.Text;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;
using Fairlead.Testing;
using Fairlead.Tests;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Tests.Http;

public sealed class RestAnswerTests
{
    private const string Get = """ "url": "{peer}/" """;
    private readonly VirtualTime _time = new();
    private readonly RestConnector _connector;

    public RestAnswerTests() => _connector = new RestConnector(_time);

    [Fact]
    public async Task The_shape_of_an_answer()
    {
        await using var peer = await Peer.StartAsync(async context =>
        {
            context.Response.Headers["X-One"] = "1";
            context.Response.Headers.Append("X-Two", "1");
            context.Response.Headers.Append("X-Two", "2");
            context.Response.Headers["X-None"] = "";
            context.Response.Headers.Date = "Tue, 01 Jan 2030 00:00:00 GMT";
            context.Response.StatusCode = 201;
            await context.Response.WriteAsJsonAsync(new { id = 7, lines = "a" }, context.RequestAborted);
        });

        Snapshot.Match(Calls.Json(await _connector.CallAsync(Get, peer.Address)), "json");
    }

    [Theory]
    [InlineData("12")]
    [InlineData("007")]
    [InlineData("true")]
    [InlineData("null")]
    [InlineData("\"text\"")]
    public async Task Trap_27_JSON_scalar_bodies_stay_strings(string body)
    {
        await using var peer = await Peer.AnsweringAsync(200, body);

        Assert.Equal(body, (await _connector.CallAsync(Get, peer.Address)).Body);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(" \r\n", null)]
    [InlineData("\uFEFF", null)]
    [InlineData("hello", "\"hello\"")]
    [InlineData("{ \"a\": 1.0 }", "{\"a\":1.0}")]
    [InlineData("\uFEFF[1]", "[1]")]
    [InlineData("  [ ]", "[]")]
    [InlineData("{ not json }", "\"{ not json }\"")]
    [InlineData("{} {}", "\"{} {}\"")]
    public async Task Objects_and_lists_are_read_whatever_the_type_says_and_blank_is_null(string body, string? expected)
    {
        await using var peer = await Peer.AnsweringAsync(200, body, "text/plain");

        var answer = await _connector.CallAsync(Get, peer.Address);

        Assert.Equal(expected, answer.Body is null ? null : Calls.Json(answer.Body));
    }

    [Fact]
    public async Task Text_is_returned_as_text_when_asked_for()
    {
        await using var peer = await Peer.AnsweringAsync(200, """{"a":1}""");

        var answer = await _connector.CallAsync(Get + """, "documentReturnFormat": {"choice": "text"}""", peer.Address);

        Assert.Equal("""{"a":1}""", answer.Body);
    }

    [Theory]
    [InlineData("text/plain; charset=iso-8859-1", "UTF-8", "\"ü\"")]
    [InlineData("text/plain", "iso-8859-1", "\"ü\"")]
    [InlineData("text/plain; charset=nonsense", "UTF-8", "\"\uFFFD\"")]
    public async Task The_answers_charset_counts_before_the_tasks(string type, string encoding, string expected)
    {
        await using var peer = await Peer.StartAsync(async context =>
        {
            context.Response.Headers.ContentType = type;
            await context.Response.Body.WriteAsync(new byte[] { 0xFC }, context.RequestAborted);
        });

        var answer = await _connector.CallAsync(Get + $$""", "documentReturnFormat": {"encoding": "{{encoding}}"}""", peer.Address);

        Assert.Equal(expected, Calls.Json(answer.Body));
    }

    [Fact]
    public async Task JSON_in_another_charset_is_read()
    {
        await using var peer = await Peer.StartAsync(async context =>
        {
            context.Response.Headers.ContentType = "application/json; charset=utf-16";
            await context.Response.Body.WriteAsync(Encoding.Unicode.GetBytes("""{"a":"ü"}"""), context.RequestAborted);
        });

        Assert.Equal("""{"a":"ü"}""", Calls.Json((await _connector.CallAsync(Get, peer.Address)).Body));
    }

    [Fact]
    public async Task A_compressed_answer_is_unpacked()
    {
        await using var peer = await Peer.StartAsync(context => CompressAsync(context, "[1,2]"u8.ToArray(), times: 1));

        var answer = await _connector.CallAsync(Get, peer.Address);

        Assert.Equal("[1,2]", Calls.Json(answer.Body));
        Assert.DoesNotContain("Content-Encoding", answer.Headers.Keys);
    }

    [Fact]
    public async Task A_redirect_that_is_not_followed_is_a_result()
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });

        var answer = await _connector.CallAsync(Get, peer.Address);

        Assert.Equal((302, "/elsewhere", null), (answer.Status, answer.Headers["Location"], answer.Body));
    }

    [Theory]
    [InlineData(400, """{"why":"no"}""", "Bad Request", """{"why":"no"}""")]
    [InlineData(404, "gone", "Not Found", "\"gone\"")]
    [InlineData(500, "[1, 2]", "Internal Server Error", "\"[1, 2]\"")]
    [InlineData(503, null, "Service Unavailable", "null")]
    public async Task From_400_on_an_answer_is_an_error_with_its_body(int status, string? body, string reason, string expected)
    {
        await using var peer = await Peer.AnsweringAsync(status, body);

        var failure = await _connector.FailAsync(Get, peer.Address);

        Assert.Equal(($"{status}", reason, RetryAdvice.AsModelled), (failure.Code, failure.Message, failure.Retry));
        var variables = Calls.Json(failure.Variables);
        Assert.StartsWith("""{"response":{"headers":{""", variables, StringComparison.Ordinal);
        Assert.EndsWith($"\"body\":{expected}}}}}", variables, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_without_a_reason_says_so()
    {
        await using var peer = new RawPeer(async (socket, cancellation) =>
        {
            await RawPeer.ReadRequestAsync(socket, cancellation);
            await socket.SendAsync("HTTP/1.1 418 \r\nContent-Length: 0\r\n\r\n"u8.ToArray(), cancellation);
        });

        var failure = await _connector.FailAsync(Get, $"http://{peer.Place}");

        Assert.Equal(("418", "[no reason]"), (failure.Code, failure.Message));
    }

    [Theory]
    [InlineData(429, "7", 7)]
    [InlineData(503, "Tue, 01 Jan 2030 00:01:30 GMT", 90)]
    [InlineData(503, "999999", 3600)]
    [InlineData(503, "Wed, 01 Jan 2020 00:00:00 GMT", 0)]
    public async Task A_pause_that_the_other_side_asks_for_is_kept(int status, string retryAfter, int seconds)
    {
        await using var peer = await Peer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.RetryAfter = retryAfter;
            return Task.CompletedTask;
        });

        Assert.Equal(TimeSpan.FromSeconds(seconds), (await _connector.FailAsync(Get, peer.Address)).Retry.Delay);
    }

    [Fact]
    public async Task An_answer_that_announces_too_much_is_not_read()
    {
        await using var peer = new RawPeer(async (socket, cancellation) =>
        {
            await RawPeer.ReadRequestAsync(socket, cancellation);
            await socket.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 60000000\r\n\r\n"u8.ToArray(), cancellation);
            await RawPeer.ReadRequestAsync(socket, cancellation);
        });

        var failure = await _connector.FailAsync(Get, $"http://{peer.Place}");

        Assert.Equal(("RESPONSE_TOO_LARGE", RetryAdvice.Never), (failure.Code, failure.Retry));
    }

    [Fact]
    public async Task A_small_answer_that_unpacks_to_too_much_is_cut_off()
    {
        await using var peer = await Peer.StartAsync(context => CompressAsync(context, new byte[1024 * 1024], times: 60));

        Assert.Equal("RESPONSE_TOO_LARGE", (await _connector.FailAsync(Get, peer.Address)).Code);
    }

    private static async Task CompressAsync(HttpContext context, byte[] piece, int times)
    {
        context.Response.Headers.ContentEncoding = "gzip";
        await using var packed = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        for (var i = 0; i < times && !context.RequestAborted.IsCancellationRequested; i++)
            await packed.WriteAsync(piece, CancellationToken.None);
    }
}
