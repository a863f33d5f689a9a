using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>How an instance is repaired by hand, through the REST API.</summary>
public sealed class ModificationTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_is_modified()
    {
        await shared.DeployAsync("rest-modify.bpmn", Steps("rest-modify"), Cancellation);
        var transcript = new Transcript(shared.Http);
        var created = await transcript.AskAsync("POST", "/v2/process-instances", """{"processDefinitionId":"rest-modify"}""", Cancellation);
        var instance = created.GetProperty("processInstanceKey").GetString();
        var path = $"/v2/process-instances/{instance}/modification";
        var elements = await FindAsync(instance);
        var first = elements.Single(element => element.Id == "first").Key;

        await transcript.AskAsync(
            "POST",
            path,
            $$$"""
            {"activateInstructions":[{"elementId":"inner","ancestorElementInstanceKey":"{{{instance}}}",
            "variableInstructions":[{"variables":{"a":1}},{"scopeId":"outer","variables":{"b":2}}]}],
            "terminateInstructions":[{"elementInstanceKey":"{{{first}}}"}],"operationReference":7}
            """,
            Cancellation);
        await transcript.AskAsync(
            "POST",
            path,
            """{"moveInstructions":[{"sourceElementInstruction":{"sourceType":"byId","sourceElementId":"inner"},"targetElementId":"last","ancestorScopeInstruction":{"ancestorScopeType":"inferred"}}]}""",
            Cancellation);
        foreach (var wrong in Wrong()) await transcript.AskAsync("POST", path, wrong, Cancellation);
        await transcript.AskAsync(
            "POST", "/v2/variables/search", $$$"""{"filter":{"processInstanceKey":"{{{instance}}}"},"sort":[{"field":"name"}]}""", Cancellation);
        await transcript.AskAsync("POST", path, """{"terminateInstructions":[{"elementId":"last"}]}""", Cancellation);
        await transcript.AskAsync("GET", $"/v2/process-instances/{instance}", body: null, Cancellation);
        await transcript.AskAsync("POST", path, """{"activateInstructions":[{"elementId":"last"}]}""", Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task An_instance_begins_at_elements_and_ends_after_them()
    {
        await shared.DeployAsync("rest-begin.bpmn", Steps("rest-begin"), Cancellation);
        var transcript = new Transcript(shared.Http);
        var created = await transcript.AskAsync(
            "POST",
            "/v2/process-instances",
            """
            {"processDefinitionId":"rest-begin","startInstructions":[{"elementId":"inner"}],
            "runtimeInstructions":[{"type":"TERMINATE_PROCESS_INSTANCE","afterElementId":"inner"}]}
            """,
            Cancellation);
        var instance = created.GetProperty("processInstanceKey").GetString();
        var activated = await transcript.AskAsync(
            "POST",
            "/v2/jobs/activation",
            """{"type":"rest-begin","worker":"tester","timeout":60000,"maxJobsToActivate":1,"requestTimeout":30000}""",
            Cancellation);
        var job = activated.GetProperty("jobs")[0].GetProperty("jobKey").GetString();
        await transcript.AskAsync("POST", $"/v2/jobs/{job}/completion", "{}", Cancellation);
        await transcript.AskAsync("GET", $"/v2/process-instances/{instance}", body: null, Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/process-instances",
            """{"processDefinitionId":"rest-begin","startInstructions":[{"elementId":"start"},{"elementId":"nowhere"}]}""",
            Cancellation);
        await transcript.AskAsync(
            "POST",
            "/v2/process-instances",
            """{"processDefinitionId":"rest-begin","runtimeInstructions":[{"type":"PAUSE","afterElementId":"inner"}]}""",
            Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task An_instance_is_modified_from_the_command_line()
    {
        await shared.DeployAsync("cli-modify.bpmn", Steps("cli-modify"), Cancellation);
        var started = await RunAsync("start", "cli-modify", "--before", "inner", "--until", "last", "--json");
        var instance = started.Json.GetProperty("processInstanceKey").GetString()!;
        var inner = (await FindAsync(instance)).Single(element => element.Id == "inner").Key;
        Assert.Contains(inner, (await RunAsync("instance", instance)).Output, StringComparison.Ordinal);

        var modified = await RunAsync(
            "modify", instance, "--activate", $"inner@{instance}", "--move", $"{inner}:first", "--variables", """{"by":"hand"}""", "--scope", "cli-modify");
        Assert.Equal((0, ""), (modified.ExitCode, modified.Errors));
        Assert.StartsWith($"Instance {instance} is modified.", modified.Output, StringComparison.Ordinal);
        Assert.Contains("by = \"hand\"", (await RunAsync("instance", instance)).Output, StringComparison.Ordinal);

        var ended = await RunAsync("modify", instance, "--terminate", "inner", "--terminate", "first", "--json");
        Assert.Equal("TERMINATED", ended.Json.GetProperty("state").GetString());
    }

    [Theory]
    [InlineData(1, "42", "--activate", "x")]
    [InlineData(2, "--activate, --move or --terminate")]
    [InlineData(2, "SOURCE:TARGET", "--move", "x")]
    [InlineData(2, "no key of a scope", "--activate", "x@y")]
    [InlineData(2, "no --activate", "--terminate", "x", "--variables", "{}")]
    public async Task What_cannot_be_modified_is_said(int exitCode, string named, params string[] arguments)
    {
        var run = await RunAsync(["modify", "42", .. arguments]);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(named, run.Errors, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Wrong() =>
    [
        "{}",
        """{"activateInstructions":[{"elementId":"nowhere"}],"terminateInstructions":[{"elementId":"start"}]}""",
        """{"activateInstructions":[{"elementId":"last","variableInstructions":[{"variables":[1]}]}]}""",
        """{"activateInstructions":[{"elementId":"last","scope":"x"}]}""",
        """{"terminateInstructions":[{}]}""",
        """{"moveInstructions":[{"sourceElementInstruction":{"sourceType":"byName","sourceElementId":"last"},"targetElementId":"first"}]}""",
        """{"moveInstructions":[{"sourceElementInstruction":{"sourceElementId":"last"},"targetElementId":"first","ancestorScopeInstruction":{"ancestorScopeType":"direct"}}]}""",
    ];

    /// <summary>A task, one in a sub-process, and another one.</summary>
    private static string Steps(string processId) => Diagrams.Process(
        processId,
        $"""
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_first" sourceRef="start" targetRef="first" />
            {Task("first", processId)}
            <bpmn:sequenceFlow id="to_outer" sourceRef="first" targetRef="outer" />
            <bpmn:subProcess id="outer">
              <bpmn:startEvent id="begin" />
              <bpmn:sequenceFlow id="to_inner" sourceRef="begin" targetRef="inner" />
              {Task("inner", processId)}
            </bpmn:subProcess>
            <bpmn:sequenceFlow id="to_last" sourceRef="outer" targetRef="last" />
            {Task("last", processId)}
        """);

    private static string Task(string id, string type) =>
        $"""<bpmn:serviceTask id="{id}"><bpmn:extensionElements><zeebe:taskDefinition type="{type}" /></bpmn:extensionElements></bpmn:serviceTask>""";

    private async Task<IReadOnlyList<(string Id, string Key)>> FindAsync(string? instance)
    {
        var found = await new Transcript(shared.Http).AskAsync(
            "POST", "/v2/element-instances/search", $$$"""{"filter":{"processInstanceKey":"{{{instance}}}"}}""", Cancellation);
        return
        [
            .. found.GetProperty("items").EnumerateArray().Select(item =>
                (item.GetProperty("elementId").GetString()!, item.GetProperty("elementInstanceKey").GetString()!)),
        ];
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync(shared.Server.Url, Cancellation, arguments);
}
