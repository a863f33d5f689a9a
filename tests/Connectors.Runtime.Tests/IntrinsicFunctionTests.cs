using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Tests;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Functions in inputs: what they give, and that only the model can write them.</summary>
public sealed class IntrinsicFunctionTests : IAsyncDisposable
{
    private readonly KeptDocuments _documents = new();

    [Theory]
    [InlineData("base64", "[doc]", "\"eyJhIjpbMSwyLDNdfQ==\"")]
    [InlineData("base64", "[\"hello\"]", "\"aGVsbG8=\"")]
    [InlineData("getText", "[doc]", """
        "{\"a\":[1,2,3]}"
        """)]
    [InlineData("getText", "[[doc], \"iso-8859-1\"]", """
        "{\"a\":[1,2,3]}"
        """)]
    [InlineData("getJson", "[doc]", """{"a":[1,2,3]}""")]
    [InlineData("getJson", "[doc, \"=a[item > 1]\"]", "[2,3]")]
    [InlineData("getJson", "[{\"camunda.document.type\": \"inline\", content: [1, 2]}, \"sum(document)\"]", "3")]
    [InlineData("createLink", "[{\"camunda.document.type\": \"external\", url: \"http://x.org/a\"}]", "\"http://x.org/a\"")]
    public async Task A_function_that_the_model_writes_is_run(string name, string parameters, string expected)
    {
        var reference = await _documents.PutAsync("""{"a":[1,2,3]}""");

        var body = await BodyAsync(
            $$"""{"body":{"x":{"camunda.function.type":"{{name}}","params":{{Filled(parameters, reference)}} } } }""",
            $$$"""={x: {"camunda.function.type": "{{{name}}}", params: {{{parameters}}}}}""");

        Assert.True(JsonElement.DeepEquals(JsonElement.Parse(expected), JsonElement.Parse(body).GetProperty("x")), body);
    }

    [Fact]
    public async Task A_link_leads_to_this_server()
    {
        var reference = await _documents.PutAsync("hello");

        var body = await BodyAsync(
            $$$"""{"body":{"camunda.function.type":"createLink","params":[{{{reference}}},"PT10M"]}}""",
            "={\"camunda.function.type\": \"createLink\", params: [doc, \"PT10M\"]}");

        Assert.StartsWith("\"https://fairlead.example.org/fairlead/v1/documents/", body, StringComparison.Ordinal);
        Assert.Contains("?until=", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_may_be_a_parameter_of_another()
    {
        var body = await BodyAsync(
            """
            {"body":{"camunda.function.type":"base64","params":[{"camunda.function.type":"getText","params":[
            {"camunda.document.type":"inline","content":"hello"}]}]}}
            """,
            """={"camunda.function.type": "base64", params: [{"camunda.function.type": "getText", params: [doc]}]}""");

        Assert.Equal("\"aGVsbG8=\"", body);
    }

    [Theory]
    // The whole input comes from outside.
    [InlineData("=outside")]
    // So does the place below a context that the model writes.
    [InlineData("={x: outside}")]
    [InlineData("={x: if flag then outside else {\"camunda.function.type\": \"base64\", params: [\"a\"]}}")]
    [InlineData("={x: [outside][1]}")]
    [InlineData("={x: context merge([{\"camunda.function.type\": \"base64\"}, outside])}")]
    // The model writes a function elsewhere.
    [InlineData("={y: {\"camunda.function.type\": \"base64\", params: [\"a\"]}, x: outside}")]
    // Or another one here.
    [InlineData("={x: {\"camunda.function.type\": \"getText\", params: [outside]}}")]
    public async Task A_function_that_arrives_in_process_data_stays_data(string source)
    {
        var calls = new KeptCalls();
        const string Body = """{"x":{"camunda.function.type":"base64","params":["a"]}}""";

        Assert.Equal(Body, await BodyAsync($$"""{"body":{{Body}}}""", source, calls));
        Assert.Contains("came with process data", Assert.Single((await calls.EndOf(1)).Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_later_input_takes_the_place_of_a_function()
    {
        const string Function = """{"camunda.function.type":"base64","params":["a"]}""";

        Assert.Equal(Function, await BodyAsync($$"""{"body":{{Function}}}""", [($"={Function}", "body"), ("=outside", "body")]));
        Assert.Equal(
            """{"x":"YQ=="}""",
            await BodyAsync($$$"""{"body":{"x":{{{Function}}}}}""", [("=outside", "body"), ($"={Function}", "body.x")]));
    }

    [Theory]
    [InlineData("shred", "[]", "there is no such function; there are base64, getText")]
    [InlineData("base64", "[]", "must be a list of a document or a text, but it has 0")]
    [InlineData("base64", "[7]", "parameter 1 must be a reference to a document")]
    [InlineData("getText", "[\"a\"]", "parameter 1 must be a reference to a document")]
    [InlineData("getText", "[{\"camunda.document.type\":\"inline\",\"content\":\"a\"},\"klingon\"]", "parameter 2 must be one of UTF-8")]
    [InlineData("getJson", "[{\"camunda.document.type\":\"inline\",\"content\":\"S3CRET\"}]", "the content of the document is not JSON")]
    [InlineData("getJson", "[{\"camunda.document.type\":\"inline\",\"content\":{}},\"1 +\"]", "its filter could not be evaluated")]
    [InlineData("createLink", "[{\"camunda.document.type\":\"inline\",\"content\":{}}]", "has no address")]
    [InlineData("createLink", "[{\"camunda.document.type\":\"inline\",\"content\":{}},\"soon\"]", "parameter 2 must be a duration")]
    [InlineData("createGithubAppInstallationToken", "[\"no key\",\"1\",\"2\"]", "the private key is not an RSA key in PEM")]
    public async Task A_function_that_cannot_do_its_work_fails_the_job_for_good(string name, string parameters, string reason)
    {
        await using var host = await StartAsync(calls: null);
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(
            ($$"""={"camunda.function.type": "{{name}}", params: p}""", "body")));

        var failed = await host.DoAsync<RecordingCluster.Failed>(
            host.Job($$$"""{"body":{"camunda.function.type":"{{{name}}}","params":{{{parameters}}}}}"""));

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains(reason, failed.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("S3CRET", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public async Task Ten_functions_are_run_for_one_job_and_no_more(int count, bool runs)
    {
        const string Function = """{"camunda.function.type":"base64","params":["a"]}""";
        await using var host = await StartAsync(calls: null);
        var list = $"[{string.Join(',', Enumerable.Repeat(Function, count))}]";
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(($"={list}", "body")));

        host.Cluster.Give(host.Job($$"""{"body":{{list}}}""", headers: ("resultVariable", "answer")));

        if (runs)
            Assert.Equal(count, (await host.Cluster.NextAsync<RecordingCluster.Completed>()).Variables.Split("YQ==").Length - 1);
        else
            Assert.Contains("more than 10 functions", (await host.Cluster.NextAsync<RecordingCluster.Failed>()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\\n")]
    [InlineData(" ")]
    public async Task A_token_of_a_GitHub_app_is_asked_for_with_a_signed_statement_and_not_shown(string lineBreak)
    {
        using var key = RSA.Create(2048);
        string? asked = null;
        string? statement = null;
        await using var github = await GithubAsync(async context =>
        {
            asked = $"{context.Request.Method} {context.Request.Path} {context.Request.Headers.Accept}";
            statement = context.Request.Headers.Authorization.ToString()["Bearer ".Length..];
            context.Response.StatusCode = 201;
            await context.Response.WriteAsync("""{"token":"ghs_0123456789","expires_at":"2026-01-01T01:00:00Z"}""");
        });
        var calls = new KeptCalls();
        await using var host = await StartAsync(
            calls,
            ("Documents:GithubApiUrl", github.Urls.Single()),
            ("Secrets:Values:KEY", key.ExportRSAPrivateKeyPem().Replace("\n", lineBreak, StringComparison.Ordinal)));
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask((
            """={token: {"camunda.function.type": "createGithubAppInstallationToken", params: ["{{secrets.KEY}}", "12", 34]}}""", "body")));

        var done = await host.DoAsync<RecordingCluster.Completed>(host.Job(
            """{"body":{"token":{"camunda.function.type":"createGithubAppInstallationToken","params":["{{secrets.KEY}}","12",34]}}}""",
            headers: ("resultVariable", "body")));

        Assert.Equal("""{"body":{"token":"ghs_0123456789"}}""", done.Variables);
        Assert.Equal("POST /app/installations/34/access_tokens application/vnd.github+json", asked);
        var parts = statement!.Split('.');
        Assert.True(key.VerifyData(
            Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"),
            System.Buffers.Text.Base64Url.DecodeFromChars(parts[2]),
            HashAlgorithmName.SHA256,
            RSASignaturePadding.Pkcs1));
        Assert.Equal("""{"alg":"RS256","typ":"JWT"}""", Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[0])));
        var claims = JsonElement.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
        var now = host.Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal("12", claims.GetProperty("iss").GetString());
        Assert.InRange(claims.GetProperty("exp").GetInt64(), now + 1, now + 600);
        Assert.InRange(claims.GetProperty("iat").GetInt64(), now - 120, now);

        var record = await calls.EndOf(1);
        var kept = JsonSerializer.Serialize(record.Exchanges);
        Assert.NotEmpty(record.Exchanges);
        Assert.DoesNotContain("ghs_0123456789", kept, StringComparison.Ordinal);
        Assert.DoesNotContain(parts[2], kept, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_GitHub_refuses_is_asked_for_again_as_the_model_says()
    {
        using var key = RSA.Create(2048);
        await using var github = await GithubAsync(context =>
        {
            context.Response.StatusCode = 401;
            return context.Response.WriteAsync("""{"message":"Bad credentials"}""");
        });
        await using var host = await StartAsync(
            calls: null,
            ("Documents:GithubApiUrl", github.Urls.Single()),
            ("Secrets:Values:KEY", key.ExportPkcs8PrivateKeyPem()));
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask((
            """={"camunda.function.type": "createGithubAppInstallationToken", params: ["{{secrets.KEY}}", "1", "2"]}""", "body")));

        var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job(
            """{"body":{"camunda.function.type":"createGithubAppInstallationToken","params":["{{secrets.KEY}}","1","2"]}}"""));

        Assert.Equal(2, failed.RetriesLeft);
        Assert.Contains("answered 401 without a token", failed.Message, StringComparison.Ordinal);
        Assert.Contains("[GITHUB_TOKEN_REFUSED]", failed.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _documents.DisposeAsync();

    private static string Filled(string parameters, string reference) => parameters
        .Replace("doc]", $"{reference}]", StringComparison.Ordinal)
        .Replace("[doc", $"[{reference}", StringComparison.Ordinal)
        .Replace("content:", "\"content\":", StringComparison.Ordinal)
        .Replace("url:", "\"url\":", StringComparison.Ordinal);

    private static async Task<WebApplication> GithubAsync(RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var server = builder.Build();
        server.Run(answer);
        await server.StartAsync(TestContext.Current.CancellationToken);
        return server;
    }

    private Task<OutboundHost> StartAsync(KeptCalls? calls, params (string Key, string Value)[] configuration) => OutboundHost.StartAsync(
        calls,
        _documents.Store,
        (input, _, _) => Task.FromResult<object?>(input.Body),
        [.. configuration, ("Documents:PublicUrl", "https://fairlead.example.org/")]);

    private Task<string> BodyAsync(string variables, string source, KeptCalls? calls = null) => BodyAsync(variables, [(source, "body")], calls);

    /// <summary>What a connector gets as its body when the engine gives these variables for these inputs.</summary>
    private async Task<string> BodyAsync(string variables, (string Source, string Target)[] inputs, KeptCalls? calls = null)
    {
        var seen = "";
        await using var host = await OutboundHost.StartAsync(
            calls,
            _documents.Store,
            (input, _, _) =>
            {
                seen = input.Body!.Value.GetRawText();
                return Task.FromResult<object?>(null);
            },
            ("Documents:PublicUrl", "https://fairlead.example.org/"));
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(inputs));

        await host.DoAsync<RecordingCluster.Completed>(host.Job(variables));

        return seen;
    }
}
