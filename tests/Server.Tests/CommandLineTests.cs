using System.Globalization;
using System.Text.RegularExpressions;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>The command line as a person and as a script use it.</summary>
public sealed partial class CommandLineTests(SharedServer shared)
{
    private const int Refused = 1;
    private const int WrongUsage = 2;
    private const int NoServer = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_diagram_is_deployed_started_and_looked_at()
    {
        using var folder = new TestFolder();
        var file = folder.Write("cli-look.bpmn", Diagrams.Wait("cli-look", "cli-message"));

        var deployed = await RunAsync("deploy", file);
        Assert.Equal((0, ""), (deployed.ExitCode, deployed.Errors));
        Assert.StartsWith("cli-look.bpmn: cli-look is deployed in version 1 (key ", deployed.Output, StringComparison.Ordinal);

        var started = await RunAsync("start", "cli-look", "--variables", """{"id":"c-1"}""", "--json");
        var key = started.Json.GetProperty("processInstanceKey").GetString()!;
        var listed = await RunAsync("instances", "--process", "cli-look", "--state", "active");
        Assert.Contains(key, listed.Output, StringComparison.Ordinal);
        Assert.Contains("ACTIVE", listed.Output, StringComparison.Ordinal);

        var published = await RunAsync("publish", "cli-message", "--key", "c-1", "--ttl", "60", "--variables", """{"paid":12.50}""");
        Assert.Equal(0, published.ExitCode);
        await shared.WaitForStateAsync(Key(key), ProcessInstanceState.Completed, Cancellation);
        var shown = await RunAsync("instance", key);
        Snapshot.Match(Mask(shown.Output));

        var told = await RunAsync("instance", key, "--history");
        Assert.Matches(@"(?m)^  \d\d:\d\d:\d\d\.\d{3}  Process cli-look, version 1, begins\.$", told.Output);
        Assert.EndsWith("  The instance completes.\n", told.Output, StringComparison.Ordinal);
        var items = (await RunAsync("instance", key, "--history", "--json")).Json.GetProperty("items");
        Assert.Equal("INSTANCE_CREATED", items[0].GetProperty("event").GetString());
        Assert.Equal("Sets paid = 12.50.", Assert.Single(items.EnumerateArray(), item => item.GetProperty("text").GetString()!.Contains("paid")).GetProperty("text").GetString());
    }

    [Fact]
    public async Task An_instance_is_started_with_labels_and_found_by_them()
    {
        using var folder = new TestFolder();
        await RunAsync("deploy", folder.Write("cli-labels.bpmn", Diagrams.Wait("cli-labels", "cli-labels-message")));

        var started = await RunAsync(
            "start", "cli-labels", "--variables", """{"id":"c-2"}""", "--tag", "cli-vip", "--tag", "cli-eu", "--business-id", "cli order 9", "--json");
        await RunAsync("start", "cli-labels", "--variables", """{"id":"c-3"}""", "--tag", "cli-vip");
        var key = started.Json.GetProperty("processInstanceKey").GetString()!;

        var byTags = await RunAsync("instances", "--tag", "cli-vip", "--tag", "cli-eu", "--json");
        Assert.Equal([key], byTags.Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("processInstanceKey").GetString()));
        var byId = await RunAsync("instances", "--business-id", "cli order 9", "--json");
        Assert.Equal(1, byId.Json.GetProperty("page").GetProperty("totalItems").GetInt32());
        var shown = await RunAsync("instance", key);
        Assert.Contains("Business id cli order 9\nTags cli-vip, cli-eu\n", shown.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_deployed_can_be_deleted()
    {
        using var folder = new TestFolder();
        var deployed = await RunAsync(
            "deploy",
            folder.Write("cli-delete.bpmn", Diagrams.Wait("cli-delete", "cli-delete-message")),
            folder.Write("cli-delete.form", """{"id":"cli-delete"}"""),
            folder.Write("cli-delete.md", "# Notes"));
        var started = await RunAsync("start", "cli-delete", "--variables", """{"id":"c-5"}""", "--json");
        var keys = Keys().Matches(deployed.Output).Select(match => match.Value).ToList();
        Assert.Matches("(?s)cli-delete is deployed.*form cli-delete is deployed.*resource cli-delete.md is deployed", deployed.Output);

        Assert.Contains("It goes with the last instance of it.", (await RunAsync("delete", keys[0])).Output, StringComparison.Ordinal);
        Assert.Contains("is deleted", (await RunAsync("delete", keys[1], "--history")).Output, StringComparison.Ordinal);
        Assert.Equal(keys[2], (await RunAsync("delete", keys[2], "--json")).Json.GetProperty("resourceKey").GetString());
        Assert.Equal(Refused, (await RunAsync("delete", keys[2])).ExitCode);
        Assert.Equal(0, (await RunAsync("cancel", started.Json.GetProperty("processInstanceKey").GetString()!)).ExitCode);
        Assert.Equal(Refused, (await RunAsync("delete", keys[0])).ExitCode);
    }

    [Fact]
    public async Task An_incident_is_explained_and_resolved()
    {
        using var folder = new TestFolder();
        var file = folder.Write("cli-incident.bpmn", Diagrams.CallOnly("cli-incident", $"{shared.Server.Url}/examples/stock?item=broken"));
        await RunAsync("deploy", file);
        var started = await RunAsync("start", "cli-incident", "--json");
        var key = started.Json.GetProperty("processInstanceKey").GetString()!;
        var incident = await shared.WaitForIncidentAsync(Key(key), Cancellation);
        var incidentKey = incident.IncidentKey.Value.ToString(CultureInfo.InvariantCulture);

        var shown = await RunAsync("instance", key);
        Assert.Contains("What went wrong: ", shown.Output, StringComparison.Ordinal);
        Assert.Contains("The shelf of this item is broken", shown.Output, StringComparison.Ordinal);
        Assert.Contains($"./fairlead resolve {incidentKey} --retries 1", shown.Output, StringComparison.Ordinal);
        Assert.Contains(incidentKey, (await RunAsync("incidents")).Output, StringComparison.Ordinal);

        var resolved = await RunAsync("resolve", incidentKey, "--json");
        Assert.Equal("RESOLVED", resolved.Json.GetProperty("state").GetString());
        // It is tried again, and fails again: there is a new one.
        await Eventually.GetAsync(
            () => shared.WaitForIncidentAsync(Key(key), Cancellation), found => found.IncidentKey != incident.IncidentKey, Cancellation);

        // What is resolved already gives its job no more attempts.
        var again = await RunAsync("resolve", incidentKey, "--retries", "7");
        Assert.Equal(Refused, again.ExitCode);
        var told = (await RunAsync("instance", key, "--history", "--json")).Json.GetProperty("items");
        Assert.Single(told.EnumerateArray(), item => item.GetProperty("event").GetString() == "JOB_UPDATED");

        Assert.Equal(0, (await RunAsync("cancel", key)).ExitCode);
        Assert.Equal("TERMINATED", (await RunAsync("instance", key, "--json")).Json.GetProperty("instance").GetProperty("state").GetString());
    }

    [Fact]
    public async Task Jobs_are_listed()
    {
        using var folder = new TestFolder();
        await RunAsync("deploy", folder.Write("cli-jobs.bpmn", Diagrams.Work("cli-jobs", "cli-jobs-job")));
        var started = await RunAsync("start", "cli-jobs", "--json");
        var key = started.Json.GetProperty("processInstanceKey").GetString()!;

        var listed = await RunAsync("jobs", "--instance", key, "--state", "created", "--kind", "bpmn_element");
        Assert.Matches($"(?m)^[0-9]+  cli-jobs-job +CREATED +3 +work +{key} ", listed.Output);
        var found = await RunAsync("jobs", "--type", "cli-jobs-job", "--json");
        Assert.Equal("work", Assert.Single(found.Json.GetProperty("items").EnumerateArray()).GetProperty("elementId").GetString());
        Assert.Equal("There are no jobs.", (await RunAsync("jobs", "--instance", key, "--kind", "task_listener")).Output.Trim());
        var wrong = await RunAsync("jobs", "--state", "sleeping");
        Assert.Equal(WrongUsage, wrong.ExitCode);
        Assert.Contains("There is no state 'sleeping'. It is one of CREATED, ", wrong.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_task_is_found_assigned_and_completed()
    {
        using var folder = new TestFolder();
        await RunAsync("deploy", folder.Write("cli-task.bpmn", Diagrams.UserTask(
            "cli-task", """<zeebe:assignmentDefinition candidateGroups="cli-group" /><zeebe:formDefinition externalReference="form-7" />""")));
        var started = await RunAsync("start", "cli-task", "--variables", """{"amount":2}""", "--json");
        var instance = started.Json.GetProperty("processInstanceKey").GetString()!;

        var listed = await RunAsync("tasks", "--group", "cli-group", "--json");
        var key = Assert.Single(listed.Json.GetProperty("items").EnumerateArray()).GetProperty("userTaskKey").GetString()!;
        Assert.Contains("Review the order", (await RunAsync("tasks", "--process", "cli-task")).Output, StringComparison.Ordinal);
        var assigned = await RunAsync("task", key, "--assign", "ann");
        Assert.Equal(
            $"""
            Task {key} is CREATED: Review the order
            Element review of cli-task (version 1), instance {instance}
            Assigned to ann
            Candidate groups cli-group
            Form form-7
            Priority 50
            amount = 2

            """.ReplaceLineEndings("\n"),
            assigned.Output.ReplaceLineEndings("\n"));
        Assert.Equal(key, (await RunAsync("tasks", "--assignee", "ann", "--process", "cli-task", "--json")).Json.GetProperty("items")[0].GetProperty("userTaskKey").GetString());
        await RunAsync("task", key, "--unassign");
        Assert.Contains("There are no user tasks.", (await RunAsync("tasks", "--assignee", "ann", "--process", "cli-task")).Output, StringComparison.Ordinal);

        Assert.Equal(WrongUsage, (await RunAsync("task", key, "--variables", "{}")).ExitCode);
        Assert.Equal(WrongUsage, (await RunAsync("task", key, "--assign", "ann", "--unassign")).ExitCode);
        Assert.Equal(WrongUsage, (await RunAsync("tasks", "--state", "SLEEPING")).ExitCode);
        var completed = await RunAsync("task", key, "--complete", "--variables", """{"approved":true}""");
        Assert.Contains($"./fairlead instance {instance}", completed.Output, StringComparison.Ordinal);
        Assert.Equal(Refused, (await RunAsync("task", key, "--complete")).ExitCode);
        Assert.Contains("COMPLETED", (await RunAsync("tasks", "--state", "all", "--process", "cli-task")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_start_may_wait_for_the_result()
    {
        using var folder = new TestFolder();
        var file = folder.Write("cli-wait.bpmn", Diagrams.CallOnly("cli-wait", $"{shared.Server.Url}/examples/stock?item=tea"));
        await RunAsync("deploy", file);
        var variables = folder.Write("variables.json", """{"customer":"Ada"}""");

        var run = await RunAsync("start", "cli-wait", "--variables", "@" + variables, "--wait", "--json");

        Assert.Equal("Ada", run.Json.GetProperty("variables").GetProperty("customer").GetString());
        Assert.Equal(4.2, run.Json.GetProperty("variables").GetProperty("answer").GetProperty("body").GetProperty("price").GetDouble());
    }

    [Fact]
    public async Task A_broken_diagram_is_refused_with_all_its_problems()
    {
        using var folder = new TestFolder();
        var file = folder.Write("cli-broken.bpmn", Diagrams.Process("cli-broken", "<bpmn:adHocSubProcess id=\"a\" /><bpmn:complexGateway id=\"b\" />"));

        var run = await RunAsync("deploy", file);

        Assert.Equal((Refused, ""), (run.ExitCode, run.Output));
        Assert.Contains("cli-broken.bpmn:5: a: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains("cli-broken.bpmn:5: b: ", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Refused, "42", "instance", "42")]
    [InlineData(Refused, "42", "cancel", "42")]
    [InlineData(Refused, "42", "resolve", "42")]
    [InlineData(Refused, "nobody-deployed-this", "start", "nobody-deployed-this")]
    [InlineData(Refused, "nobody-waits", "correlate", "nobody-waits", "--key", "x")]
    [InlineData(WrongUsage, "no-such-file.bpmn", "deploy", "no-such-file.bpmn")]
    [InlineData(WrongUsage, "abc", "instance", "abc")]
    [InlineData(WrongUsage, "dance", "dance")]
    [InlineData(WrongUsage, "SLEEPING", "instances", "--state", "SLEEPING")]
    [InlineData(WrongUsage, "JSON object", "start", "order", "--variables", "[1]")]
    [InlineData(WrongUsage, "JSON", "start", "order", "--variables", "{")]
    [InlineData(WrongUsage, "--retries", "resolve", "42", "--retries", "0")]
    [InlineData(WrongUsage, "nonsense", "status", "--server", "nonsense")]
    [InlineData(NoServer, "./run", "status", "--server", "http://127.0.0.1:1")]
    public async Task What_cannot_be_done_is_said_on_standard_error(int exitCode, string named, params string[] arguments)
    {
        var run = await RunAsync(arguments);

        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Contains(named, run.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_names_what_is_deployed()
    {
        var run = await RunAsync("status");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("healthy", run.Output, StringComparison.Ordinal);
        Assert.Contains("order (version 1)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_from_the_server_cannot_command_the_terminal()
    {
        using var folder = new TestFolder();
        var file = folder.Write("cli-terminal.bpmn", Diagrams.Wait("cli-terminal", "cli-terminal-message"));
        await RunAsync("deploy", file);
        var started = await RunAsync("start", "cli-terminal", "--json", "--variables", """{"id":"[red]\u001b[2Jx"}""");

        var shown = await RunAsync("instance", started.Json.GetProperty("processInstanceKey").GetString()!);

        Assert.Contains("[red]", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", shown.Output, StringComparison.Ordinal);
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync(shared.Server.Url, Cancellation, arguments);

    private static ProcessInstanceKey Key(string text) => new(long.Parse(text, CultureInfo.InvariantCulture));

    private static string Mask(string text) => Took().Replace(Clock().Replace(Keys().Replace(text, "«key»"), "«time»"), "«duration»");

    [GeneratedRegex(@"\b22517998136\d{5,}\b")]
    private static partial Regex Keys();

    [GeneratedRegex(@"(\d{4}-\d\d-\d\d )?\d\d:\d\d:\d\d\.\d{3}")]
    private static partial Regex Clock();

    [GeneratedRegex(@"\b\d+(\.\d)? (ms|s)\b")]
    private static partial Regex Took();
}
