using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>How an instance goes on in another version, through the REST API: what people search follows it.</summary>
public sealed class MigrationTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_is_migrated()
    {
        await shared.DeployAsync("rest-migrate.bpmn", Diagrams.Work("rest-migrate", "rest-migrate"), Cancellation);
        var created = await AskAsync("POST", "/v2/process-instances", """{"processDefinitionId":"rest-migrate"}""");
        var instance = created.GetProperty("processInstanceKey").GetString();
        await shared.DeployAsync("rest-migrate.bpmn", Renamed("rest-migrate"), Cancellation);
        var target = await FindAsync("rest-migrate", version: 2);
        var transcript = new Transcript(shared.Http);
        var activated = await transcript.AskAsync(
            "POST",
            "/v2/jobs/activation",
            """{"type":"rest-migrate","worker":"tester","timeout":60000,"maxJobsToActivate":1,"requestTimeout":30000}""",
            Cancellation);
        var job = activated.GetProperty("jobs")[0].GetProperty("jobKey").GetString();
        await transcript.AskAsync("POST", $"/v2/jobs/{job}/failure", """{"retries":0,"errorMessage":"The machine is out of paper."}""", Cancellation);
        var path = $"/v2/process-instances/{instance}/migration";
        foreach (var mapping in Mappings())
        {
            await transcript.AskAsync(
                "POST", path, $$"""{"targetProcessDefinitionKey":"{{target}}","mappingInstructions":[{{mapping}}]}""", Cancellation);
        }

        await transcript.AskAsync("POST", path, """{"targetProcessDefinitionKey":"42","mappingInstructions":[]}""", Cancellation);
        await transcript.AskAsync("POST", path, "{}", Cancellation);
        await transcript.AskAsync("GET", $"/v2/process-instances/{instance}", body: null, Cancellation);
        var filter = $$$"""{"filter":{"processInstanceKey":"{{{instance}}}"}}""";
        await transcript.AskAsync("POST", "/v2/element-instances/search", filter, Cancellation);
        await transcript.AskAsync("POST", "/v2/incidents/search", filter, Cancellation);
        await transcript.AskAsync("POST", "/v2/jobs/search", filter, Cancellation);

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task An_instance_is_migrated_from_the_command_line()
    {
        await shared.DeployAsync("cli-migrate.bpmn", Diagrams.Work("cli-migrate", "cli-migrate"), Cancellation);
        var started = await RunAsync("start", "cli-migrate", "--json");
        var instance = started.Json.GetProperty("processInstanceKey").GetString()!;
        await shared.DeployAsync("cli-migrate.bpmn", Renamed("cli-migrate"), Cancellation);

        var refused = await RunAsync("migrate", instance, "--to", "cli-migrate", "--map", "work:end");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("'work'", refused.Errors, StringComparison.Ordinal);
        var migrated = await RunAsync("migrate", instance, "--to", "cli-migrate", "--map", "work:labour");
        Assert.Equal((0, ""), (migrated.ExitCode, migrated.Errors));
        Assert.StartsWith($"Instance {instance} goes on in cli-migrate (version 2).", migrated.Output, StringComparison.Ordinal);
        Assert.Contains("labour", (await RunAsync("instance", instance)).Output, StringComparison.Ordinal);
        Assert.Contains("Goes on in process cli-migrate, version 2.", (await RunAsync("instance", instance, "--history")).Output, StringComparison.Ordinal);

        var back = await RunAsync("migrate", instance, "--to", await FindAsync("cli-migrate", version: 1), "--map", "labour:work", "--json");
        Assert.Equal(1, back.Json.GetProperty("processDefinitionVersion").GetInt32());
    }

    [Theory]
    [InlineData(1, "no process 'no-such-process'", "--to", "no-such-process")]
    [InlineData(1, "42", "--to", "43")]
    [InlineData(2, "ELEMENT:ELEMENT", "--to", "43", "--map", "x")]
    [InlineData(2, "--to")]
    public async Task What_cannot_be_migrated_is_said(int exitCode, string named, params string[] arguments)
    {
        var run = await RunAsync(["migrate", "42", .. arguments]);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(named, run.Errors, StringComparison.Ordinal);
    }

    private static string[] Mappings() =>
    [
        "",
        """{"sourceElementId":"work","targetElementId":"nowhere"}""",
        """{"sourceElementId":"work","targetElementId":"end"}""",
        """{"sourceElementId":"work","targetElementId":"labour"}""",
    ];

    private static string Renamed(string processId) =>
        Diagrams.Work(processId, "other").Replace("\"work\"", "\"labour\"", StringComparison.Ordinal).Replace("\"Work\"", "\"Labour\"", StringComparison.Ordinal);

    private async Task<string> FindAsync(string processId, int version)
    {
        var found = await AskAsync(
            "POST",
            "/v2/process-definitions/search",
            $$$"""{"filter":{"processDefinitionId":"{{{processId}}}","version":{{{version}}}}}""");
        return found.GetProperty("items")[0].GetProperty("processDefinitionKey").GetString()!;
    }

    private Task<System.Text.Json.JsonElement> AskAsync(string method, string path, string body) =>
        new Transcript(shared.Http).AskAsync(method, path, body, Cancellation);

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync(shared.Server.Url, Cancellation, arguments);
}
