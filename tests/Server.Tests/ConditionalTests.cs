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
        await shared.DeployAsync("rest-conditional.bpmn", Conditional("rest-conditional", "restConditionalAmount"), Cancellation);
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

    [Fact]
    public async Task The_command_line_asks_conditions()
    {
        await shared.DeployAsync("cli-conditional.bpmn", Conditional("cli-conditional", "cliConditionalAmount"), Cancellation);

        var none = await RunAsync("conditionals", "--variables", """{"cliConditionalAmount":1}""");
        var one = await RunAsync("conditionals", "--variables", """{"cliConditionalAmount":101}""", "--json");
        var started = one.Json.GetProperty("processInstances")[0];
        var again = await RunAsync(
            "conditionals",
            "--variables",
            """{"cliConditionalAmount":102}""",
            "--definition",
            started.GetProperty("processDefinitionKey").GetString()!);
        var unknown = await RunAsync("conditionals", "--definition", "1");

        Assert.Equal("No condition is true." + Environment.NewLine, none.Output);
        Assert.Equal(1, one.Json.GetProperty("processInstances").GetArrayLength());
        Assert.Matches("^Instance [0-9]+ of definition [0-9]+ is started\\.\\s*$", again.Output);
        Assert.NotEqual(0, unknown.ExitCode);
        Assert.Contains("no such definition", unknown.Errors, StringComparison.Ordinal);
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync(shared.Server.Url, Cancellation, arguments);

    private static string Conditional(string processId, string variable) => Diagrams.Process(
        processId,
        $"""
            <bpmn:startEvent id="start">
              <bpmn:conditionalEventDefinition><bpmn:condition>={variable} &gt; 100</bpmn:condition></bpmn:conditionalEventDefinition>
            </bpmn:startEvent>
            <bpmn:sequenceFlow id="to_wait" sourceRef="start" targetRef="wait" />
            <bpmn:intermediateCatchEvent id="wait">
              <bpmn:conditionalEventDefinition><bpmn:condition>=stock &gt; 0</bpmn:condition></bpmn:conditionalEventDefinition>
            </bpmn:intermediateCatchEvent>
            <bpmn:sequenceFlow id="to_end" sourceRef="wait" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);
}
