using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>Ad-hoc sub-processes as a client sees them.</summary>
public sealed class AdHocTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_worker_and_a_caller_choose_in_an_ad_hoc_sub_process()
    {
        await shared.DeployAsync("rest-ad-hoc.bpmn", Diagrams.AdHoc("rest-ad-hoc", "rest-ad-hoc"), Cancellation);
        var transcript = new Transcript(shared.Http);
        var created = await transcript.AskAsync("POST", "/v2/process-instances", """{"processDefinitionId":"rest-ad-hoc"}""", Cancellation);
        var instance = created.GetProperty("processInstanceKey").GetString();

        var (first, tools) = await ActivateAsync("rest-ad-hoc");
        await CompleteAsync(first, """{"result":{"type":"adHocSubProcess","activateElements":[{"elementId":"sing"}]}}""");
        await CompleteAsync(
            first,
            """{"variables":{"round":1},"result":{"type":"adHocSubProcess","activateElements":[{"elementId":"search","variables":{"toolCall":{"query":"tea"}}}]}}""");
        var activation = $"/v2/element-instances/ad-hoc-activities/{tools}/activation";
        await transcript.AskAsync("POST", activation, """{"elements":[{"elementId":"search"},{"elementId":"sing"}]}""", Cancellation);
        await transcript.AskAsync(
            "POST", activation, """{"elements":[{"elementId":"search","variables":{"toolCall":{"query":"milk"}}}],"cancelRemainingInstances":true}""", Cancellation);
        var (search, _) = await ActivateAsync("rest-ad-hoc-search");
        await CompleteAsync(search, """{"variables":{"result":"white"}}""");
        var (second, _) = await ActivateAsync("rest-ad-hoc");
        await transcript.AskAsync(
            "POST",
            "/v2/element-instances/search",
            $$$"""{"filter":{"processInstanceKey":"{{{instance}}}","type":"AD_HOC_SUB_PROCESS_INNER_INSTANCE"}}""",
            Cancellation);
        await CompleteAsync(second, """{"result":{"type":"adHocSubProcess","isCompletionConditionFulfilled":true,"isCancelRemainingInstances":true}}""");
        await transcript.AskAsync("GET", $"/v2/element-instances/{tools}", body: null, Cancellation);
        await transcript.AskAsync("POST", activation, """{"elements":[{"elementId":"search"}]}""", Cancellation);

        Snapshot.Match(transcript.ToString());

        async Task<(string Job, string Element)> ActivateAsync(string type)
        {
            var answer = await transcript.AskAsync(
                "POST", "/v2/jobs/activation", $$"""{"type":"{{type}}","timeout":60000,"maxJobsToActivate":1,"requestTimeout":30000}""", Cancellation);
            var job = answer.GetProperty("jobs")[0];
            return (job.GetProperty("jobKey").GetString()!, job.GetProperty("elementInstanceKey").GetString()!);
        }

        Task CompleteAsync(string job, string body) => transcript.AskAsync("POST", $"/v2/jobs/{job}/completion", body, Cancellation);
    }

    [Fact]
    public async Task The_typed_client_begins_elements()
    {
        await shared.DeployAsync("client-ad-hoc.bpmn", Diagrams.AdHoc("client-ad-hoc", "client-ad-hoc"), Cancellation);
        var created = await shared.Cluster.CreateInstanceAsync(new() { ProcessDefinitionId = "client-ad-hoc" }, Cancellation);
        var found = await shared.Cluster.SearchAsync(
            new Protocol.Rest.SearchQuery<Protocol.Rest.ElementInstanceFilter>
            {
                Filter = new() { ProcessInstanceKey = created.ProcessInstanceKey, ElementId = "tools" },
            },
            Cancellation);
        var tools = Assert.Single(found.Items).ElementInstanceKey;

        await shared.Cluster.ActivateAdHocElementsAsync(tools, new() { Elements = [new() { ElementId = "search" }] }, Cancellation);
        var refusal = await Assert.ThrowsAsync<Protocol.ClusterException>(() =>
            shared.Cluster.ActivateAdHocElementsAsync(tools, new() { Elements = [] }, Cancellation));

        Assert.Equal(Protocol.ClusterError.InvalidArgument, refusal.Error);
        var begun = await shared.Cluster.SearchAsync(
            new Protocol.Rest.SearchQuery<Protocol.Rest.ElementInstanceFilter>
            {
                Filter = new() { ProcessInstanceKey = created.ProcessInstanceKey, ElementId = "search" },
            },
            Cancellation);
        Assert.Single(begun.Items);
    }
}
