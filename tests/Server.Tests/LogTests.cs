using System.Text;
using System.Text.Json;
using Fairlead.Server.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace Fairlead.Server.Tests;

/// <summary>The log says what happened, and never what a process works on.</summary>
public sealed class LogTests
{
    private const string Marked = "marked-payload-4711";
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(StatusCodes.Status200OK)]
    [InlineData(StatusCodes.Status500InternalServerError)]
    public async Task No_line_quotes_data_even_when_everything_is_logged(int status)
    {
        await using var target = await Target.StartAsync(status, $$"""{"answer": "{{Marked}}", "list": ["{{Marked}}"]}""");
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(
            folder.Data, Cancellation, ["--Logging:Format", "json", "--Logging:LogLevel:Default", "Trace", .. target.Settings]);
        await DeployAsync(server, Diagrams.WebhookAndCall("marked", "marked"));

        using var request = Post("/inbound/marked", $$"""{"id": "{{Marked}}"}""");
        request.Headers.Add("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        using var answer = await server.Http.SendAsync(request, Cancellation);
        answer.EnsureSuccessStatusCode();
        using var broken = await server.Http.SendAsync(Post("/inbound/marked", $$"""{"id": {{Marked}}"""), Cancellation);
        using var message = await server.Http.SendAsync(
            Post("/v2/messages/correlation", $$$"""{"name": "{{{Marked}}}", "correlationKey": "{{{Marked}}}", "variables": {"a": "{{{Marked}}}"}}"""), Cancellation);
        await target.NextAsync();
        if (status is StatusCodes.Status500InternalServerError)
            await Eventually.GetAsync(() => Task.FromResult(Lines(server)), lines => lines.Any(IsFailure), Cancellation);
        server.Program.Terminate();
        await server.Program.WaitAsync(Cancellation);

        var lines = Lines(server);
        Assert.NotEmpty(lines);
        Assert.DoesNotContain(Marked, server.Program.Errors, StringComparison.Ordinal);
        if (status is StatusCodes.Status500InternalServerError)
        {
            var failure = lines.First(IsFailure);
            Assert.Equal(("WARNING", "io.camunda:http-json:1", "call", "<default>", Trace, "500"), (
                Text(failure, "severity"), Text(failure, "jobType"), Text(failure, "elementId"), Text(failure, "tenantId"), Text(failure, "traceId"), Text(failure, "code")));
            Assert.True(failure.GetProperty("jobKey").GetInt64() > 0);
        }
    }

    [Theory]
    [InlineData("CONNECTORS_LOG_APPENDER", "stackdriver", true)]
    [InlineData("FAIRLEAD_Logging__Format", "json", true)]
    [InlineData("FAIRLEAD_Logging__Format", "text", false)]
    public async Task The_format_is_chosen_as_here_or_as_in_the_original(string variable, string value, bool isJson)
    {
        using var folder = new TestFolder();
        using var program = new RunningProgram(
            "Server",
            ["--data", folder.Data, "--address", "http://127.0.0.1:0", "--Logging:LogLevel:Default", "Debug"],
            environment: new Dictionary<string, string> { [variable] = value });

        var log = await Eventually.GetAsync(() => Task.FromResult(program.Errors), errors => errors.Contains('\n', StringComparison.Ordinal), Cancellation);

        Assert.Equal(isJson, log.StartsWith('{'));
    }

    [Fact]
    public async Task A_format_that_there_is_not_is_named()
    {
        using var folder = new TestFolder();
        using var program = new RunningProgram("Server", ["--data", folder.Data, "--address", "http://127.0.0.1:0", "--Logging:Format", "xml"]);

        Assert.Equal(1, await program.WaitAsync(Cancellation));
        Assert.Contains("'xml'", program.Errors, StringComparison.Ordinal);
    }

    private static bool IsFailure(JsonElement line) => line.GetProperty("eventId").GetInt32() is 3001;

    private static List<JsonElement> Lines(TestServer server) =>
        [.. server.Program.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.StartsWith('{')).Select(line => JsonElement.Parse(line))];

    private static async Task DeployAsync(TestServer server, string diagram)
    {
        await server.Cluster.DeployAsync([("marked.bpmn", Encoding.UTF8.GetBytes(diagram))], Cancellation);
        await Eventually.GetAsync(
            () => server.Http.GetStringAsync("/inbound", Cancellation), listed => listed.Contains("\"UP\"", StringComparison.Ordinal), Cancellation);
    }

    private static HttpRequestMessage Post(string path, string body) =>
        new(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    private static string? Text(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetString() : null;
}
