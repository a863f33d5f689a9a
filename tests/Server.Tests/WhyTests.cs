using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>Why an input is null, as a person and as a program ask it.</summary>
public sealed class WhyTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_inputs_of_a_job_are_explained()
    {
        var elements = """
            <bpmn:startEvent id="start" />
            <bpmn:serviceTask id="ask">
              <bpmn:extensionElements>
                <zeebe:taskDefinition type="why-nobody" />
                <zeebe:ioMapping>
                  <zeebe:input source="=order.id" target="id" />
                  <zeebe:input source="={name: order.custmer.name, id: id}" target="body" />
                </zeebe:ioMapping>
              </bpmn:extensionElements>
            </bpmn:serviceTask>
            <bpmn:endEvent id="end" />
            <bpmn:sequenceFlow id="to-ask" sourceRef="start" targetRef="ask" />
            <bpmn:sequenceFlow id="to-end" sourceRef="ask" targetRef="end" />
            """;
        await shared.DeployAsync("why.bpmn", Diagrams.Process("why", elements), Cancellation);
        await shared.Cluster.CreateInstanceAsync(
            new CreateProcessInstanceRequest
            {
                ProcessDefinitionId = "why",
                Variables = new("""{"order":{"id":7,"customer":{"name":"Ada"}}}"""u8.ToArray()),
            },
            Cancellation);
        var job = Assert.Single((await shared.Cluster.SearchAsync(
            new SearchQuery<JobFilter> { Filter = new JobFilter { ProcessDefinitionId = "why" } }, Cancellation)).Items);

        var explained = await shared.Cluster.ExplainInputsAsync(job.JobKey, withTrace: true, Cancellation);
        var found = Assert.Single(explained.Inputs[1].Nulls);
        Assert.Equal(("name", "order.custmer", "NO_CONTEXT_ENTRY_FOUND", 1, 8), (found.Path, found.Part, found.Code, found.Line, found.Column));
        Assert.Empty(explained.Inputs[0].Nulls);
        Assert.NotNull(explained.Inputs[0].Trace);

        var told = await CommandRun.OfAsync(shared.Server.Url, Cancellation, "why", $"{job.ElementInstanceKey.Value}");
        Assert.Equal((0, ""), (told.ExitCode, told.Errors));
        Assert.Contains(
            "name is null because of 'order.custmer' (character 8): No context entry found with key 'custmer'. Available keys: 'id', 'customer'.",
            told.Output,
            StringComparison.Ordinal);
        Assert.Contains("id = 7", told.Output, StringComparison.Ordinal);
        var traced = await CommandRun.OfAsync(shared.Server.Url, Cancellation, "why", $"{job.JobKey.Value}", "--trace");
        Assert.Contains("\n    order.custmer.name = null", traced.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_over_cannot_be_explained()
    {
        var refused = await CommandRun.OfAsync(shared.Server.Url, Cancellation, "why", "1");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("Expected to find job 1, but there is no such job, or it is done.", refused.Errors, StringComparison.Ordinal);
    }
}
