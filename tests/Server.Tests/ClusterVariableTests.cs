using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>Values that all processes read, through the REST API and the command line.</summary>
public sealed class ClusterVariableTests(SharedServer shared)
{
    private const int WrongUsage = 2;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cluster_variables_are_created_changed_seen_found_and_deleted()
    {
        var transcript = new Transcript(shared.Http);
        await AskAsync("POST", "/global", """{"name":"restBase","value":"https://global.example"}""");
        await AskAsync("POST", "/global", """{"name":"restBase","value":1}""");
        await AskAsync("POST", "/tenants/%3Cdefault%3E", """{"name":"restBase","value":{"url": "https://own.example", "ports": [1, 2.50]}}""");
        await AskAsync("GET", "/global/restBase");
        await AskAsync("GET", "/tenants/%3Cdefault%3E/restBase");
        await EvaluateAsync("=[camunda.vars.cluster.restBase, camunda.vars.env.restBase.ports[2], camunda.vars.tenant.restAbsent]");
        await AskAsync("PUT", "/global/restBase", """{"value":"https://new.example"}""");
        await AskAsync("DELETE", "/tenants/%3Cdefault%3E/restBase");
        await EvaluateAsync("=camunda.vars.env.restBase");
        // A variable of that name hides none of them.
        await transcript.AskAsync(
            "POST",
            "/v2/expression/evaluation",
            """{"expression":"=[camunda.vars.env.restBase, camunda.own]","variables":{"camunda":{"vars":1,"own":2}}}""",
            Cancellation);
        await AskAsync("POST", "/search", """{"filter":{"name":{"$like":"rest*"},"scope":"GLOBAL"},"sort":[{"field":"name","order":"DESC"}]}""");
        await AskAsync("POST", "/search", """{"filter":{"name":"restBase","tenantId":"<default>"}}""");

        Snapshot.Match(transcript.ToString());

        Task AskAsync(string method, string path, string? body = null) =>
            transcript.AskAsync(method, "/v2/cluster-variables" + path, body, Cancellation);
        Task EvaluateAsync(string expression) =>
            transcript.AskAsync("POST", "/v2/expression/evaluation", $$"""{"expression":"{{expression}}"}""", Cancellation);
    }

    [Fact]
    public async Task Requests_about_cluster_variables_that_make_no_sense_are_explained()
    {
        var transcript = new Transcript(shared.Http);
        foreach (var (method, path, body) in ((string, string, string?)[])
        [
            ("GET", "/global/restNone", null),
            ("PUT", "/global/restNone", """{"value":1}"""),
            ("DELETE", "/global/restNone", null),
            ("GET", "/tenants/other/restNone", null),
            ("POST", "/global", """{"name":"restNull","value":null}"""),
            ("POST", "/global", """{"name":"restNothing"}"""),
            ("POST", "/global", """{"name":"","value":1}"""),
            ("POST", "/global", """{"name":"restMore","value":1,"metadata":{}}"""),
            ("POST", "/search", """{"filter":{"scope":"WORLD"}}"""),
            ("POST", "/search", """{"sort":[{"field":"age"}]}"""),
        ])
        {
            await transcript.AskAsync(method, "/v2/cluster-variables" + path, body, Cancellation);
        }

        Snapshot.Match(transcript.ToString());
    }

    [Fact]
    public async Task Long_values_come_cut_unless_they_are_wanted_whole()
    {
        var text = new string('x', ClusterVariableItem.ValueAtMost);
        var value = new JsonValueText(System.Text.Encoding.UTF8.GetBytes($"\"{text}\""));
        await shared.Cluster.ClusterVariables.CreateAsync(null, new() { Name = "restLong", Value = value }, Cancellation);
        var query = new SearchQuery<ClusterVariableFilter> { Filter = new() { Name = "restLong", IsTruncated = true } };

        var found = Assert.Single((await shared.Cluster.ClusterVariables.SearchAsync(query, Cancellation)).Items);
        var whole = await shared.Cluster.ClusterVariables.GetAsync(null, "restLong", Cancellation);
        await shared.Cluster.ClusterVariables.DeleteAsync(null, "restLong", Cancellation);

        Assert.Equal((true, ClusterVariableItem.ValueAtMost), (found.IsTruncated, found.Value.Length));
        Assert.Equal($"\"{text}\"", whole.Value);
        Assert.Empty((await shared.Cluster.ClusterVariables.SearchAsync(query, Cancellation)).Items);
        var refusal = await Assert.ThrowsAsync<ClusterException>(
            () => shared.Cluster.ClusterVariables.GetAsync(null, "restLong", Cancellation));
        Assert.Equal(ClusterError.NotFound, refusal.Error);
    }

    [Fact]
    public async Task The_command_line_sets_shows_and_deletes_cluster_variables()
    {
        using var folder = new TestFolder();
        var file = Path.Combine(folder.Path, "value.json");
        await File.WriteAllTextAsync(file, """{"a": [1]}""", Cancellation);

        var created = await RunAsync("set", "cliBase", "https://one.example", "--text");
        var changed = await RunAsync("set", "cliBase", "@" + file);
        var got = await RunAsync("get", "cliBase");
        var listed = await RunAsync("list", "--limit", "1000");
        var noJson = await RunAsync("set", "cliBase", "https://one.example");
        var otherTenant = await RunAsync("get", "cliBase", "--tenant", "<default>");
        var deleted = await RunAsync("delete", "cliBase");
        var gone = await RunAsync("get", "cliBase");

        Assert.Equal("Cluster variable cliBase is set." + Environment.NewLine, created.Output);
        Assert.Equal(created.Output, changed.Output);
        Assert.Equal("""{"a":[1]}""" + Environment.NewLine, got.Output);
        Assert.Matches("""(?m)^cliBase +\(all\) +\{"a":\[1\]\}\s*$""", listed.Output);
        Assert.Equal(WrongUsage, noJson.ExitCode);
        Assert.Contains("--text", noJson.Errors, StringComparison.Ordinal);
        Assert.Contains("There is no cluster variable 'cliBase' of the tenant '<default>'.", otherTenant.Errors, StringComparison.Ordinal);
        Assert.Equal("Cluster variable cliBase is deleted." + Environment.NewLine, deleted.Output);
        Assert.NotEqual(0, gone.ExitCode);
    }

    private Task<CommandRun> RunAsync(params string[] arguments) =>
        CommandRun.OfAsync(shared.Server.Url, Cancellation, ["cluster-variables", .. arguments]);
}
