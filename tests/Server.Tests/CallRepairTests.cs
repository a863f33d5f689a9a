using System.Text;
using System.Text.Json;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;
using static System.FormattableString;

namespace Fairlead.Server.Tests;

/// <summary>Calls that are done again, in whole or only their mapping, and calls that are looked at in other tools.</summary>
public sealed class CallRepairTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_whose_job_is_an_incident_is_made_again_under_the_same_key()
    {
        await using var peer = await Peer.StartAsync((http, number) => Peer.JsonAsync(http, number is 1 ? 500 : 200, """{"id": 1}"""));
        var (instance, call) = await FailAsync("again-incident", peer);
        var shown = await RunAsync("instance", Invariant($"{instance.Value}"));
        Assert.Contains(Invariant($"  What was sent: ./fairlead call {call.CallKey.Value}"), shown.Output, StringComparison.Ordinal);

        var retried = await RunAsync("call", Key(call), "--retry");

        Assert.Equal((0, ""), (retried.ExitCode, retried.Errors));
        await shared.WaitForStateAsync(instance, ProcessInstanceState.Completed, Cancellation);
        Assert.Single(peer.Keys.Distinct());
        Assert.Equal(2, peer.Keys.Count);
        var refused = await RunAsync("call", Key(call), "--retry");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("is COMPLETED", refused.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pause_between_attempts_is_ended()
    {
        await using var peer = await Peer.StartAsync((http, number) => Peer.JsonAsync(http, number is 1 ? 500 : 200, """{"id": 1}"""));
        var (instance, call) = await FailAsync("again-pause", peer, retries: 2);
        Assert.NotNull(call.NextAttemptTime);

        await shared.Cluster.Calls.RetryAsync(call.CallKey, new CallRetryRequest(), Cancellation);

        await shared.WaitForStateAsync(instance, ProcessInstanceState.Completed, Cancellation);
        Assert.Equal((2, 2), ((await LastAsync(instance)).Attempt, (await LastAsync(instance)).Attempts));
    }

    [Fact]
    public async Task A_call_is_made_again_with_edited_inputs_and_a_key_of_its_own()
    {
        await using var peer = await Peer.StartAsync(async (http, number) => await Peer.JsonAsync(http, number is 1 ? 422 : 200, """{"id": 1}"""));
        var (instance, call) = await FailAsync("again-edited", peer);
        using var folder = new TestFolder();

        var hidden = await RunAsync("call", Key(call), "--retry", "--input", """{"body": {"amount": "***"}}""");
        var retried = await RunAsync("call", Key(call), "--retry", "--input", folder.Write("edited.json", """{"body": {"amount": 5}}"""));

        Assert.Equal(1, hidden.ExitCode);
        Assert.Equal((0, ""), (retried.ExitCode, retried.Errors));
        await shared.WaitForStateAsync(instance, ProcessInstanceState.Completed, Cancellation);
        Assert.Equal(["""{"amount":12.5,"note":"paid"}""", """{"amount":5}"""], peer.Bodies);
        Assert.Equal([call.IdempotencyKey, call.IdempotencyKey + "-1"], peer.Keys);

        var compared = await RunAsync("calls", "compare", Key(call), Key(await LastAsync(instance)));
        Assert.Contains("inputs/body/amount\n  - 12.5\n  + 5\n", compared.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("exchanges/1/answer\n  - HTTP/1.1 422", compared.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.DoesNotContain("template/", compared.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_mapping_is_done_again_and_applied_without_another_call()
    {
        await using var peer = await Peer.StartAsync((http, _) => Peer.JsonAsync(http, 200, """{"id": 17}"""));
        var (instance, call) = await FailAsync("again-mapping", peer, headers: ("resultExpression", "=body.id"));
        Assert.Equal("RESULT_NOT_AN_OBJECT", call.ErrorCode);

        var same = await RunAsync("call", Key(call), "--remap", "--apply");
        Assert.Equal(1, same.ExitCode);
        Assert.Contains("RESULT_NOT_AN_OBJECT", same.Errors, StringComparison.Ordinal);
        var tried = await RunAsync("call", Key(call), "--remap", "--result-expression", "={receipt: body.id}");
        Assert.StartsWith("The job would become COMPLETED.", tried.Output, StringComparison.Ordinal);
        Assert.Contains("\"receipt\": 17", tried.Output, StringComparison.Ordinal);
        Assert.True((await shared.WaitForIncidentAsync(instance, Cancellation)).State is IncidentState.Active);

        var applied = await RunAsync("call", Key(call), "--remap", "--result-expression", "={receipt: body.id}", "--apply");

        Assert.Equal((0, ""), (applied.ExitCode, applied.Errors));
        await shared.WaitForStateAsync(instance, ProcessInstanceState.Completed, Cancellation);
        Assert.Equal("17", (await shared.ReadVariablesAsync(instance, Cancellation))["receipt"]);
        Assert.Single(peer.Bodies);
        var last = await LastAsync(instance);
        Assert.Equal((call.CallKey, 0, CallState.Completed), (last.RemapOf, last.Requests, last.State));
    }

    [Fact]
    public async Task A_mapping_is_tried_with_other_expressions_of_every_kind()
    {
        await using var peer = await Peer.StartAsync((http, _) => Peer.JsonAsync(http, 200, """{"id": null}"""));
        var (_, call) = await FailAsync("again-try", peer, headers: ("resultExpression", "=1"));

        var nulls = await RemapAsync(new CallRemapRequest { ResultExpression = "={receipt: body.id}" });
        var error = await RemapAsync(new CallRemapRequest { ResultExpression = "", ErrorExpression = "=bpmnError(\"NO_ID\", \"None.\")" });
        var broken = await RemapAsync(new CallRemapRequest { ResultExpression = "={" });
        var whole = await RemapAsync(new CallRemapRequest { ResultExpression = "", ResultVariable = "answer" });

        Assert.Equal((CallState.Completed, """{"receipt":null}"""), (nulls.State, nulls.Mapping.Result?.Text));
        Assert.Equal((CallState.BpmnError, "NO_ID", "None."), (error.State, error.ErrorCode, error.ErrorMessage));
        Assert.Equal((CallState.Failed, "RESULT_EXPRESSION_FAILED"), (broken.State, broken.ErrorCode));
        Assert.Equal("""{"id":null}""", JsonElement.Parse(whole.Variables!.Text).GetProperty("answer").GetProperty("body").GetRawText());

        Task<CallRemapResult> RemapAsync(CallRemapRequest request) => shared.Cluster.Calls.RemapAsync(call.CallKey, request, Cancellation);
    }

    [Fact]
    public async Task A_call_is_written_for_curl_and_as_an_archive()
    {
        await using var peer = await Peer.StartAsync((http, _) => Peer.JsonAsync(http, 500, """{"why": "it's late"}"""));
        var (_, call) = await FailAsync("again-export", peer);

        var curl = (await RunAsync("call", Key(call), "--curl")).Output.ReplaceLineEndings("\n");
        Assert.StartsWith($"curl -X POST '{peer.Url}/payments?of=tea' \\\n  -H 'X-Site: {{{{secrets.EXAMPLES_URL}}}}' \\\n", curl, StringComparison.Ordinal);
        Assert.Contains("  -H 'Authorization: Bearer ***' \\\n", curl, StringComparison.Ordinal);
        Assert.EndsWith("  --data-raw '{\"amount\":12.5,\"note\":\"paid\"}'\n", curl, StringComparison.Ordinal);

        foreach (var har in (string[])[(await RunAsync("call", Key(call), "--har")).Output, (await RunAsync("calls", "--job", Invariant($"{call.JobKey!.Value.Value}"), "--har")).Output])
        {
            var log = JsonElement.Parse(har).GetProperty("log");
            Assert.Equal("1.2", log.GetProperty("version").GetString());
            var entry = Assert.Single(log.GetProperty("entries").EnumerateArray());
            Assert.Equal(("POST", "tea"), (entry.GetProperty("request").GetProperty("method").GetString(), entry.GetProperty("request").GetProperty("queryString")[0].GetProperty("value").GetString()));
            Assert.Equal(500, entry.GetProperty("response").GetProperty("status").GetInt32());
            Assert.Equal("""{"why": "it's late"}""", entry.GetProperty("response").GetProperty("content").GetProperty("text").GetString());
        }
    }

    [Fact]
    public async Task Wishes_that_contradict_each_other_are_explained()
    {
        Assert.Equal(2, (await RunAsync("call", "1", "--retry", "--curl")).ExitCode);
        Assert.Equal(2, (await RunAsync("call", "1", "--input", "{}")).ExitCode);
        Assert.Equal(2, (await RunAsync("call", "1", "--apply")).ExitCode);
    }

    private static string Key(CallItem call) => Invariant($"{call.CallKey.Value}");

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync(shared.Server.Url, Cancellation, arguments);

    /// <summary>Starts an instance whose call does not go well.</summary>
    private async Task<(ProcessInstanceKey Instance, CallItem Call)> FailAsync(
        string process, Peer peer, int retries = 1, params (string Name, string Value)[] headers)
    {
        await shared.DeployAsync($"{process}.bpmn", CallDiagram.Of(process, peer.Url, retries, headers: headers), Cancellation);
        var instance = (await shared.Cluster.CreateInstanceAsync(
            new CreateProcessInstanceRequest
            {
                ProcessDefinitionId = process,
                Variables = new JsonObjectText(Encoding.UTF8.GetBytes("""{"token": "t0ken", "amount": 12.50}""")),
            },
            Cancellation)).ProcessInstanceKey;
        var call = await LastAsync(instance);
        Assert.Equal(CallState.Failed, call.State);
        return (instance, call);
    }

    /// <summary>The last call of an instance, once it has ended.</summary>
    private async Task<CallItem> LastAsync(ProcessInstanceKey instance)
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
}
