using System.Net;
using System.Text;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>Secrets as a person and a script deal with them: command line, REST, and what the server leaves behind.</summary>
public sealed class SecretTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_secret_that_was_missing_is_set_and_used_and_everybody_can_see_by_whom_but_nobody_its_value()
    {
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation, "--Network:AllowLoopback", "true");
        var value = $"{server.Url}/v2/topology?x=very-secret-value";
        var xml = Diagrams.CallOnly("secret-set", "{{secrets.TARGET/URL}}");
        await server.Cluster.DeployAsync([("secret-set.bpmn", Encoding.UTF8.GetBytes(xml))], Cancellation);
        var instance = await server.Cluster.CreateInstanceAsync(
            new CreateProcessInstanceRequest { ProcessDefinitionId = "secret-set" }, Cancellation);
        var incident = await IncidentOfAsync(server, instance.ProcessInstanceKey);
        Assert.Contains("./fairlead secrets set TARGET/URL", incident.ErrorMessage, StringComparison.Ordinal);

        var set = await RunAsync(server, ["secrets", "set", "TARGET/URL", "--from-file", folder.Write("value.txt", value + "\n")]);
        Assert.Equal((0, "The secret TARGET/URL is set.\n", ""), (set.ExitCode, set.Output.ReplaceLineEndings("\n"), set.Errors));
        await RunAsync(server, ["resolve", $"{incident.IncidentKey.Value}"]);
        await Eventually.GetAsync(
            () => server.Cluster.GetInstanceAsync(instance.ProcessInstanceKey, Cancellation),
            found => found.State is ProcessInstanceState.Completed,
            Cancellation);

        var usage = await server.Cluster.Secrets.GetUsageAsync("TARGET/URL", limit: 10, before: null, Cancellation);
        Assert.Equal(
            ["RESOLVED store secret-set call", "MISSING  secret-set call"],
            usage.Items.Select(item => $"{RestWord.Of(item.Outcome)} {item.Provider} {item.ProcessDefinitionId} {item.ElementId}"));
        Assert.All(usage.Items, item => Assert.Equal(instance.ProcessInstanceKey, item.ProcessInstanceKey));

        var shown = await RunAsync(server, ["secrets", "usage", "TARGET/URL"]);
        var listed = await RunAsync(server, ["secrets", "list"]);
        Assert.Matches(@"RESOLVED +store +secret-set +call +\d+", shown.Output);
        Assert.Matches(@"TARGET/URL +store +\d{4}-\d\d-\d\d \S+ +\d{4}-\d\d-\d\d", listed.Output);

        server.Program.Terminate();
        await server.Program.WaitAsync(Cancellation);
        Assert.DoesNotContain(
            "very-secret-value",
            $"{set.Output}{shown.Output}{listed.Output}{server.Program.Output}{server.Program.Errors}{await TextsOfAsync(folder.Data)}",
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_from_standard_input_that_another_provider_hides_says_so_and_survives_a_restart()
    {
        using var folder = new TestFolder();
        folder.Write("mounted/HIDDEN", "from a file");
        using (var server = await TestServer.StartAsync(folder.Data, Cancellation, "--Secrets:Folder", Path.Combine(folder.Path, "mounted")))
        {
            var set = await RunAsync(server, ["secrets", "set", "HIDDEN"], input: "typed\n");
            Assert.Contains("not used: the provider files has it, too, and comes first", set.Output.Replace("but ", ""), StringComparison.Ordinal);
            Assert.Contains("HIDDEN", (await RunAsync(server, ["secrets", "list", "--json"])).Output, StringComparison.Ordinal);
            server.Program.Terminate();
            await server.Program.WaitAsync(Cancellation);
        }

        using var again = await TestServer.StartAsync(folder.Data, Cancellation);
        var item = Assert.Single((await again.Cluster.Secrets.ListAsync(Cancellation)).Items, item => item.Name is "HIDDEN");
        Assert.Equal(("store", null), (item.Provider, item.HiddenBy));
        await again.Cluster.Secrets.RemoveAsync("HIDDEN", Cancellation);
        var gone = await Assert.ThrowsAsync<ClusterException>(() => again.Cluster.Secrets.RemoveAsync("HIDDEN", Cancellation));
        Assert.Equal((ClusterError.NotFound, "There is no secret HIDDEN."), (gone.Error, gone.Message));
    }

    [Fact]
    public async Task Requests_that_make_no_sense_are_refused_without_the_value()
    {
        using var folder = new TestFolder();
        folder.Write("mounted/ELSEWHERE", "value");
        using var server = await TestServer.StartAsync(folder.Data, Cancellation, "--Secrets:Folder", Path.Combine(folder.Path, "mounted"));

        Assert.Contains(
            "beginning with a letter", await RefusedAsync(server, HttpMethod.Put, "/fairlead/v1/secrets/.hidden", """{"value":"a"}"""), StringComparison.Ordinal);
        Assert.Contains(
            "1 to 65,536 characters", await RefusedAsync(server, HttpMethod.Put, "/fairlead/v1/secrets/A", """{"value":""}"""), StringComparison.Ordinal);
        Assert.Contains(
            "required, but missing: 'value'", await RefusedAsync(server, HttpMethod.Put, "/fairlead/v1/secrets/A", "{}"), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "hunter2", await RefusedAsync(server, HttpMethod.Put, "/fairlead/v1/secrets/A", """{"value":["hunter2"]}"""), StringComparison.Ordinal);
        Assert.DoesNotContain(
            "hunter2", await RefusedAsync(server, HttpMethod.Put, "/fairlead/v1/secrets/A", """{"value":"hunter2"""), StringComparison.Ordinal);
        Assert.Contains(
            "the provider files has it", await RefusedAsync(server, HttpMethod.Delete, "/fairlead/v1/secrets/ELSEWHERE", null), StringComparison.Ordinal);
        Assert.Contains(
            "limit to be a number", await RefusedAsync(server, HttpMethod.Get, "/fairlead/v1/secrets/A/usage?limit=0", null), StringComparison.Ordinal);
        Assert.Contains(
            "Nothing answers", await RefusedAsync(server, HttpMethod.Get, "/fairlead/v1/secrets/A/value", null), StringComparison.Ordinal);
    }

    private static async Task<IncidentItem> IncidentOfAsync(TestServer server, ProcessInstanceKey key)
    {
        var query = new SearchQuery<IncidentFilter> { Filter = new IncidentFilter { ProcessInstanceKey = key, State = IncidentState.Active } };
        var found = await Eventually.GetAsync(
            () => server.Cluster.SearchAsync(query, Cancellation), result => result.Items.Count > 0, Cancellation);
        return found.Items[0];
    }

    private static async Task<string> RefusedAsync(TestServer server, HttpMethod method, string path, string? json)
    {
        using var request = new HttpRequestMessage(method, path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await server.Http.SendAsync(request, Cancellation);
        Assert.InRange(response.StatusCode, HttpStatusCode.BadRequest, HttpStatusCode.NotFound);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private static async Task<CommandRun> RunAsync(TestServer server, string[] arguments, string input = "")
    {
        using var program = new RunningProgram(
            "Cli", arguments, environment: new Dictionary<string, string> { ["FAIRLEAD_SERVER"] = server.Url }, input: input);
        var code = await program.WaitAsync(Cancellation);
        return new CommandRun(code, program.Output, program.Errors);
    }

    /// <summary>Every file of the data folder, as far as it is text.</summary>
    private static async Task<string> TextsOfAsync(string folder)
    {
        var all = new StringBuilder();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            all.Append(Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file, Cancellation)));
        return all.ToString();
    }
}
