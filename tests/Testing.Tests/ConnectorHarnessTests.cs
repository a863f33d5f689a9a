using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;
using Fairlead.Testing.Http;

namespace Fairlead.Testing.Tests;

public sealed class ConnectorHarnessTests : IDisposable
{
    private const string Line = "GET https://greetings.example.com/Ada";
    private const string Inputs = """{"name": "Ada", "apiKey": "{{secrets.GREETINGS}}"}""";

    private readonly ConnectorHarness _greeting = ConnectorHarness.Of<GreetingConnector>();

    public ConnectorHarnessTests() => _greeting.Secrets["GREETINGS"] = "key-of-\"greetings\"";

    public void Dispose() => _greeting.Dispose();

    [Fact]
    public async Task A_connector_runs_with_bound_inputs_and_a_scripted_answer()
    {
        _greeting.Http.Answer(Line, 200, """{"text": "Hello, Ada"}""");

        var run = await RunAsync(_greeting, Inputs);

        Assert.Equal("Hello, Ada", run.Output.GetProperty("text").GetString());
        Assert.Equal(1, run.Output.GetProperty("job").GetInt64());
        Assert.Equal("key-of-\"greetings\"", _greeting.Http.Only.Headers["X-Api-Key"]);
        Assert.Equal(["Asking for Ada."], run.Log);
    }

    [Fact]
    public async Task What_went_over_the_wire_is_shown_with_the_names_of_secrets()
    {
        _greeting.Http.Answer(Line, 200, "{}");

        var exchange = Assert.Single((await RunAsync(_greeting, Inputs)).Exchanges);

        Assert.Equal(Line, exchange.RequestLine);
        Assert.Contains(exchange.RequestHeaders, header => header is { Key: "X-Api-Key", Value: "{{secrets.GREETINGS}}" });
        Assert.Equal("HTTP/1.1 200 OK", exchange.AnswerLine);
    }

    [Fact]
    public async Task Headers_map_the_output()
    {
        _greeting.Http.Answer(Line, 200, """{"text": "Hello, Ada"}""");

        var run = await RunAsync(_greeting, Inputs, ("resultVariable", "whole"), ("resultExpression", "={length: string length(text)}"));

        Assert.Equal(10, run.Variables.GetProperty("length").GetInt32());
        Assert.Equal("Hello, Ada", run.Variables.GetProperty("whole").GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_refusal_is_the_connectors_own()
    {
        _greeting.Http.Answer(Line, 503);

        Assert.Equal("GREETING_REFUSED", (await RunAsync(_greeting, Inputs)).Error.Code);
        Assert.Equal(ConnectorInputException.InvalidInput, (await RunAsync(_greeting, "{}")).Error.Code);
    }

    [Fact]
    public async Task Answers_of_one_line_follow_each_other_and_the_last_stays()
    {
        _greeting.Http.Answer(Line, 503).Answer("GET https://*/Ada", 200, """{"text": "Again"}""");

        Assert.False((await RunAsync(_greeting, Inputs)).Succeeded);
        Assert.True((await RunAsync(_greeting, Inputs)).Succeeded);
        Assert.True((await RunAsync(_greeting, Inputs)).Succeeded);
        Assert.Equal(3, _greeting.Http.Sent.Count);
    }

    [Fact]
    public async Task A_request_without_an_answer_fails_the_test_and_says_what_there_is()
    {
        _greeting.Http.Answer("GET https://greetings.example.com/Grace", 200);

        var wrong = await Assert.ThrowsAsync<TestFailedException>(() => RunAsync(_greeting, Inputs));

        Assert.Equal($"The script has no answer for {Line}. It has answers for:\n  GET https://greetings.example.com/Grace", wrong.Message);
    }

    [Fact]
    public async Task A_secret_without_a_value_fails_the_test() => await Assert.ThrowsAsync<TestFailedException>(
        () => RunAsync(_greeting, """{"name": "Ada", "apiKey": "{{secrets.OTHER}}"}"""));

    [Fact]
    public async Task An_output_is_not_to_be_had_from_a_failure_and_a_failure_not_from_an_output()
    {
        _greeting.Http.Answer(Line, 200, "{}");

        var good = await RunAsync(_greeting, Inputs);
        var bad = await RunAsync(_greeting, "{}");

        Assert.Throws<TestFailedException>(() => good.Error);
        Assert.Contains("name: expected text", Assert.Throws<TestFailedException>(() => bad.Output).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plan_sends_nothing_and_shows_the_request()
    {
        var run = await _greeting.PlanAsync(Inputs, cancellation: TestContext.Current.CancellationToken);

        Assert.False(run.Succeeded);
        Assert.Empty(_greeting.Http.Sent);
        Assert.Equal(Line, Assert.Single(run.Exchanges).RequestLine);
    }

    /// <summary>Twenty seconds by its clock, no time by ours.</summary>
    [Fact]
    public async Task Time_moves_on_to_what_the_connector_waits_for()
    {
        using var rest = ConnectorHarness.Of<RestConnector>();
        var begin = rest.Time.GetUtcNow();
        rest.Http.Answer("GET https://example.com/slow", HttpReply.Never);

        var run = await RunAsync(rest, """{"url": "https://example.com/slow"}""");

        Assert.Equal("408", run.Error.Code);
        Assert.Equal(TimeSpan.FromSeconds(20), rest.Time.GetUtcNow() - begin);
    }

    [Fact]
    public async Task A_late_answer_arrives_when_it_is_due()
    {
        using var rest = ConnectorHarness.Of<RestConnector>();
        var begin = rest.Time.GetUtcNow();
        rest.Http.Answer("GET https://example.com/slow", HttpReply.Json(200, "{}") with { After = TimeSpan.FromSeconds(19) });

        Assert.True((await RunAsync(rest, """{"url": "https://example.com/slow"}""")).Succeeded);
        Assert.Equal(TimeSpan.FromSeconds(19), rest.Time.GetUtcNow() - begin);
    }

    private static Task<ConnectorRun> RunAsync(ConnectorHarness harness, string inputs, params (string Name, string Value)[] headers) =>
        harness.RunAsync(inputs, headers.ToDictionary(header => header.Name, header => header.Value), TestContext.Current.CancellationToken);
}
