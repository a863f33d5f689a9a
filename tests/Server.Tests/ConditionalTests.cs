using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>Conditional events, through the REST API.</summary>
public sealed class ConditionalTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Conditions_of_start_events_are_asked()
    {
        await shared.DeployAsync("rest-conditional.bpmn", Conditional("rest-conditional"), Cancellation);
        var transcript = new Transcript(shared.Http);
        await transcript.AskAsync("POST", "/v2/conditionals/evaluation", """{"variables":{"restConditionalAmount":1}}""", Cancellation);
        var evaluated = await transcript.AskAsync(
            "POST", "/v2/conditionals/evaluation", """{"variables":{"restConditionalAmount":101},"tenantId":"<default>"}""", Cancellation);
        var started = evaluated.GetProperty("processInstances")[0];
        var (definition, instance) = (
            started.GetProperty("processDefinitionKey").GetString(), started.GetProperty("processInstanceKey").GetString());
        await transcript.AskAsync(
            "POST",
            "/v2/conditionals/evaluation",
            $$$"""{"processDefinitionKey":"{{{definition}}}","variables":{"restConditionalAmount":2}}""",
            Cancellation);
        foreach (var wrong in new[]
        {
            """{"processDefinitionKey":"1","variables":{}}""", """{"variables":[1]}""", "{}", """{"variables":{},"tenantId":"other"}""",
        })
        {
            await transcript.AskAsync("POST", "/v2/conditionals/evaluation", wrong, Cancellation);
        }

        // The instance waits until the condition of its catch event is true.
        await transcript.AskAsync("GET", $"/v2/process-instances/{instance}", body: null, Cancellation);
        await transcript.AskAsync("PUT", $"/v2/element-instances/{instance}/variables", """{"variables":{"stock":3}}""", Cancellation);
        await transcript.AskAsync("GET", $"/v2/process-instances/{instance}", body: null, Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    private static string Conditional(string processId) => Diagrams.Process(
        processId,
        """
            <bpmn:startEvent id="start">
              <bpmn:conditionalEventDefinition><bpmn:condition>=restConditionalAmount &gt; 100</bpmn:condition></bpmn:conditionalEventDefinition>
            </bpmn:startEvent>
            <bpmn:sequenceFlow id="to_wait" sourceRef="start" targetRef="wait" />
            <bpmn:intermediateCatchEvent id="wait">
              <bpmn:conditionalEventDefinition><bpmn:condition>=stock &gt; 0</bpmn:condition></bpmn:conditionalEventDefinition>
            </bpmn:intermediateCatchEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="wait" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);
}
