using System.Text;
using System.Text.RegularExpressions;
using Fairlead.Connectors.Http;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;
using Fairlead.Testing;
using Fairlead.Tests;
using static System.FormattableString;

namespace Fairlead.Server.Tests;

/// <summary>Calls of the real connector to a real server, as people look at them afterwards.</summary>
public sealed partial class CallTests(SharedServer shared)
{
    private const string Token = "t0ken-of-a-variable";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_is_shown_layer_by_layer_and_without_secrets()
    {
        await using var peer = await Peer.StartAsync((http, _) => Peer.JsonAsync(http, 201, """{"id": 17, "state": "booked"}"""));
        await shared.DeployAsync(
            "calls-look.bpmn",
            CallDiagram.Of(
                "calls-look", peer.Url, headers:
                [
                    ("resultExpression", "={receipt: body.id}"),
                    ("errorExpression", "=if receipt = 0 then bpmnError(\"NONE\") else null"),
                ]),
            Cancellation);
        var instance = await StartAsync("calls-look");
        await shared.WaitForStateAsync(instance, ProcessInstanceState.Completed, Cancellation);

        var listed = await RunAsync("calls", "--instance", Invariant($"{instance.Value}"));
        Assert.Matches(@"(?m)^\d+ .* COMPLETED +1 of 1 .* POST http://127\.0\.0\.1:\d+/payments\?of=tea +HTTP/1\.1 201 Created$", listed.Output);
        var call = await FindAsync(instance);
        var shown = await RunAsync("call", Invariant($"{call.CallKey.Value}"));
        Snapshot.Match(Mask(shown.Output));

        var json = (await RunAsync("call", Invariant($"{call.CallKey.Value}"), "--json")).Output;
        Assert.DoesNotContain(Token, json, StringComparison.Ordinal);
        Assert.DoesNotContain(shared.Server.Url + "/", json, StringComparison.Ordinal);
        var result = await shared.Cluster.Calls.GetAsync(call.CallKey, Cancellation);
        Assert.True(result.Times.QueuedTime <= result.Times.StartTime && result.Times.StartTime <= result.Times.SentTime, "in this order");
        Assert.True(result.Times.SentTime <= result.Times.FirstByteTime && result.Times.FirstByteTime <= result.Times.EndTime, "in this order");
        Assert.Equal(peer.Keys.Single(), call.IdempotencyKey);
    }

    [Fact]
    public async Task A_call_that_fails_tells_why_and_when_it_is_tried_again()
    {
        await using var peer = await Peer.StartAsync((http, _) => Peer.JsonAsync(http, 503, """{"detail": "closed"}"""));
        await shared.DeployAsync("calls-fail.bpmn", CallDiagram.Of("calls-fail", peer.Url, retries: 2), Cancellation);
        var instance = await StartAsync("calls-fail");

        var call = await FindAsync(instance);

        Assert.Equal((CallState.Failed, 1, 2), (call.State, call.Attempt, call.Attempts));
        Assert.Equal(("503", 503), (call.ErrorCode, call.Status));
        Assert.InRange((call.NextAttemptTime - call.EndTime)!.Value.TotalMinutes, 59, 61);
        var failed = await RunAsync("calls", "--failed", "--process", "calls-fail", "--host", peer.Url[7..], "--url", "payments?of", "--status", "503", "--json");
        Assert.Equal(1, failed.Json.GetProperty("page").GetProperty("totalItems").GetInt32());
    }

    [Fact]
    public async Task A_call_becomes_a_case_that_a_test_replays()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "payment.case.json");
        ProcessInstanceKey instance;
        await using (var peer = await Peer.StartAsync((http, _) => Peer.JsonAsync(http, 201, """{"id": 17}""")))
        {
            await shared.DeployAsync(
                "calls-case.bpmn", CallDiagram.Of("calls-case", peer.Url, headers: [("resultExpression", "={receipt: body.id}")]), Cancellation);
            instance = await StartAsync("calls-case");
            await shared.WaitForStateAsync(instance, ProcessInstanceState.Completed, Cancellation);
        }

        var call = await FindAsync(instance);
        Assert.Equal(0, (await RunAsync("call", Invariant($"{call.CallKey.Value}"), "--case", file)).ExitCode);

        var run = await ConnectorCase.Load(file).ReplayAsync<RestConnector>(Cancellation);
        Assert.Equal(17, run.Variables.GetProperty("receipt").GetInt32());
        Assert.DoesNotContain(Token, await File.ReadAllTextAsync(file, Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Questions_about_calls_that_make_no_sense_are_explained()
    {
        Assert.Equal((1, "There is no call with key 999999."), Trimmed(await RunAsync("call", "999999")));
        Assert.Equal(2, (await RunAsync("calls", "--state", "sleeping")).ExitCode);
        Assert.Equal(2, (await RunAsync("calls", "--since", "yesterday")).ExitCode);
        Assert.Equal(2, (await RunAsync("call", "abc")).ExitCode);
    }

    private static (int, string) Trimmed(CommandRun run) => (run.ExitCode, run.Errors.Trim());

    private async Task<ProcessInstanceKey> StartAsync(string process) => (await shared.Cluster.CreateInstanceAsync(
        new CreateProcessInstanceRequest
        {
            ProcessDefinitionId = process,
            Variables = new JsonObjectText(Encoding.UTF8.GetBytes($$"""{"token": "{{Token}}", "amount": 12.50}""")),
        },
        Cancellation)).ProcessInstanceKey;

    /// <summary>The last call of an instance, once it has ended.</summary>
    private async Task<CallItem> FindAsync(ProcessInstanceKey instance)
    {
        var query = new SearchQuery<CallFilter>
        {
            Filter = new CallFilter { ProcessInstanceKey = instance },
            Sort = [new SearchSort { Field = "callKey", Order = SortOrder.Desc }],
        };
        var found = await Eventually.GetAsync(
            () => shared.Cluster.Calls.SearchAsync(query, Cancellation),
            result => result.Items.Count > 0 && result.Items[0].State is not CallState.InFlight,
            Cancellation);
        return found.Items[0];
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync(shared.Server.Url, Cancellation, arguments);

    private static string Mask(string text)
    {
        text = Key().Replace(text, match => match.Groups[1].Value + "KEY");
        text = Moment().Replace(text, "MOMENT");
        text = Day().Replace(text, "DAY");
        text = Took().Replace(text, "TIME");
        text = Port().Replace(text, "127.0.0.1:PORT");
        return Cluster().Replace(text, "CLUSTER-KEY");
    }

    [GeneratedRegex(@"((?:Call|instance|job) )\d+")]
    private static partial Regex Key();

    [GeneratedRegex(@"(?:\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{3}")]
    private static partial Regex Moment();

    [GeneratedRegex(@"[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT")]
    private static partial Regex Day();

    [GeneratedRegex(@"\b\d+(?:\.\d+)? m?s\b")]
    private static partial Regex Took();

    [GeneratedRegex(@"127\.0\.0\.1:\d+")]
    private static partial Regex Port();

    [GeneratedRegex(@"\b[0-9a-f]{16}-\d+\b")]
    private static partial Regex Cluster();
}
