using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>What is done about a job whose earlier attempt may have taken effect.</summary>
public sealed class UnknownOutcomeTests
{
    private const string ReadBackInput = """= {url: "find/" + idempotencyKey}""";
    private const string ReadBackResult = """
        = if error != null then (if error.code = "404" then {done: false} else null) else {done: true, response: {id: id}}
        """;

    private readonly KeptCalls _calls = new();
    private readonly List<string?> _asked = [];

    [Fact]
    public async Task It_is_made_again_under_the_same_key_and_then_nothing_is_unknown_any_more()
    {
        await using var host = await HostAsync((_, call) => call.IdempotencyKey);
        var job = Unknown(host);

        var done = await host.DoAsync<RecordingCluster.Completed>(job);

        Assert.Equal("""{"r":"test-1"}""", done.Variables);
        Assert.Contains("made again", (await _calls.EndOf(1)).Log[0], StringComparison.Ordinal);
        Assert.Empty(_calls.Unknown);
    }

    [Fact]
    public async Task An_attempt_that_was_put_aside_before_it_sent_anything_leaves_the_question_open()
    {
        await using var host = await HostAsync((_, _) => throw new CallParkedException(TimeSpan.FromSeconds(5), "busy"));
        var job = Unknown(host);

        await host.DoAsync<RecordingCluster.Held>(job);

        Assert.Equal(CallState.Parked, (await _calls.EndOf(1)).State);
        Assert.Single(_calls.Unknown);
    }

    [Fact]
    public async Task Where_the_model_wants_a_person_it_is_an_incident_and_made_again_when_that_is_resolved()
    {
        await using var host = await HostAsync((_, _) => 1);
        var job = Unknown(host, ("outcomeUnknown", "incident"));

        var failed = await host.DoAsync<RecordingCluster.Failed>(job);
        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains("OUTCOME_UNKNOWN", failed.Message, StringComparison.Ordinal);
        Assert.Contains("call 40", failed.Message, StringComparison.Ordinal);
        Assert.Empty(_asked);

        await _calls.EndOf(1);
        await host.DoAsync<RecordingCluster.Completed>(job);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task An_answer_that_the_connector_waited_for_in_vain_is_no_failure_like_others()
    {
        await using var host = await HostAsync((_, _) => throw new ConnectorException("FAIL", "No answer came.") { IsOutcomeUnknown = true });
        var job = host.Job("""{"url": "pay"}""", headers: [("outcomeUnknown", "incident")]);

        Assert.Equal(2, (await host.DoAsync<RecordingCluster.Failed>(job)).RetriesLeft);
        var record = await _calls.EndOf(1);
        Assert.Equal((CallState.Unknown, "FAIL"), (record.State, record.ErrorCode));

        var asked = await host.DoAsync<RecordingCluster.Failed>(job);
        Assert.Equal(0, asked.RetriesLeft);
        Assert.Contains("OUTCOME_UNKNOWN", asked.Message, StringComparison.Ordinal);
        Assert.Single(_asked);
    }

    [Fact]
    public async Task The_other_side_is_asked_and_what_it_says_stands_for_the_response()
    {
        await using var host = await HostAsync((input, _) => input.Url == "find/test-1" ? new { id = 5 } : new { id = 6 });

        var done = await host.DoAsync<RecordingCluster.Completed>(
            Unknown(host, ("outcomeUnknown", "readBack"), ("readBackInput", ReadBackInput), ("readBackResult", ReadBackResult)));

        Assert.Equal("""{"r":{"id":5}}""", done.Variables);
        Assert.Equal(["find/test-1"], _asked);
    }

    [Fact]
    public async Task A_call_that_the_other_side_does_not_know_is_made()
    {
        await using var host = await HostAsync((input, _) =>
            input.Url == "find/test-1" ? throw new ConnectorException("404", "Not Found") : new { id = 6 });

        var done = await host.DoAsync<RecordingCluster.Completed>(
            Unknown(host, ("outcomeUnknown", "readBack"), ("readBackInput", ReadBackInput), ("readBackResult", ReadBackResult)));

        Assert.Equal("""{"r":{"id":6}}""", done.Variables);
        Assert.Equal(["find/test-1", "pay"], _asked);
    }

    [Fact]
    public async Task When_the_other_side_cannot_be_asked_nothing_is_sent_and_the_question_stays()
    {
        await using var host = await HostAsync((_, _) => throw new ConnectorException("503", "Busy"));

        var failed = await host.DoAsync<RecordingCluster.Failed>(
            Unknown(host, ("outcomeUnknown", "readBack"), ("readBackInput", ReadBackInput), ("readBackResult", ReadBackResult)));

        Assert.Equal(2, failed.RetriesLeft);
        Assert.Equal(["find/test-1"], _asked);
        Assert.Single(_calls.Unknown);
    }

    [Theory]
    [InlineData("outcomeUnknown", "maybe")]
    [InlineData("outcomeUnknown", "readBack")]
    [InlineData("idempotencyKey", "yes")]
    public async Task A_header_that_cannot_be_followed_is_an_incident_and_no_call(string header, string value)
    {
        await using var host = await HostAsync((_, _) => 1);

        var failed = await host.DoAsync<RecordingCluster.Failed>((header, value));

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains("OUTCOME_POLICY_INVALID", failed.Message, StringComparison.Ordinal);
        Assert.Empty(_asked);
    }

    [Theory]
    [InlineData("off", true, false)]
    [InlineData("on", false, true)]
    [InlineData("", false, false)]
    public async Task Whether_the_key_is_sent_is_said_by_the_model_else_by_the_installation(string header, bool installation, bool sent)
    {
        await using var host = await HostAsync((_, call) => call.SendsIdempotencyKey, ("Connectors:SendIdempotencyKey", $"{installation}"));

        var done = await host.DoAsync<RecordingCluster.Completed>(("idempotencyKey", header), ("resultVariable", "r"));

        Assert.Equal(sent ? """{"r":true}""" : """{"r":false}""", done.Variables);
    }

    [Theory]
    [InlineData("", "Repeat", false)]
    [InlineData("incident", "Repeat", true)]
    [InlineData("", "Incident", true)]
    [InlineData("repeat", "Incident", false)]
    public async Task The_disk_must_know_of_a_call_that_may_not_be_repeated(string header, string installation, bool must)
    {
        await using var host = await HostAsync((_, _) => 1, ("Connectors:OutcomeUnknown", installation));

        await host.DoAsync<RecordingCluster.Completed>(("outcomeUnknown", header));

        Assert.Equal(must, _calls.Intents.Single().MustBeOnDisk);
    }

    private Task<OutboundHost> HostAsync(Func<CallInput, OutboundCall, object?> answer, params (string, string)[] configuration) =>
        OutboundHost.StartAsync(
            _calls,
            (input, call, _) =>
            {
                _asked.Add(input.Url);
                return Task.FromResult(answer(input, call));
            },
            configuration);

    private Protocol.ActivatedJob Unknown(OutboundHost host, params (string, string)[] headers)
    {
        var job = host.Job("""{"url": "pay"}""", headers: [("resultVariable", "r"), .. headers]);
        _calls.Unknown[job.Key.Value] = new UnknownCall(40, host.Time.GetUtcNow());
        return job;
    }
}
