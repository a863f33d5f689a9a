using Fairlead.Server.Tests.Support;
using Fairlead.Tests;

namespace Fairlead.Server.Tests;

/// <summary>Two tenants with processes of the same id, kept apart by a server that has tenants.</summary>
public sealed class TenantTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_tenants_with_the_same_process_are_kept_apart()
    {
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation, "--Broker:MultiTenancy", "true");
        var transcript = new Transcript(server.Http);
        foreach (var tenant in (string[])["north", "south"])
        {
            await DeployAsync(transcript, tenant, "order.bpmn", Diagrams.Work("order", "work"));
            await server.Cluster.DeployAsync(
                [("hears.bpmn", System.Text.Encoding.UTF8.GetBytes(Diagrams.Wait("hears", "news")))], tenant, Cancellation);
            await AskAsync("POST", $"/v2/cluster-variables/tenants/{tenant}", $$"""{"name":"place","value":"{{tenant}}"}""");
        }

        await AskAsync("POST", "/v2/process-instances", """{"processDefinitionId":"order"}""");
        var created = await AskAsync("POST", "/v2/process-instances", """{"processDefinitionId":"order","tenantId":"north"}""");
        var definition = created.GetProperty("processDefinitionKey").GetString();
        await AskAsync("POST", "/v2/process-instances", $$"""{"processDefinitionKey":"{{definition}}","tenantId":"south"}""");
        await AskAsync("POST", "/v2/jobs/activation", Activation("\"south\", \"<default>\""));
        await AskAsync("POST", "/v2/jobs/activation", Activation("\"south\", \"north\""));
        await AskAsync("POST", "/v2/process-instances/search", """{"filter":{"tenantId":"north"}}""");
        await AskAsync("POST", "/v2/process-instances/search", """{"filter":{"tenantId":"south"}}""");
        await AskAsync("POST", "/v2/process-definitions/search", """{"filter":{"processDefinitionId":"order","isLatestVersion":true},"sort":[{"field":"tenantId"}]}""");

        await AskAsync("POST", "/v2/process-instances", """{"processDefinitionId":"hears","variables":{"id":"1"},"tenantId":"south"}""");
        await AskAsync("POST", "/v2/messages/correlation", """{"name":"news","correlationKey":"1","tenantId":"north"}""");
        await AskAsync("POST", "/v2/messages/publication", """{"name":"news","correlationKey":"1"}""");
        await AskAsync("POST", "/v2/messages/correlation", """{"name":"news","correlationKey":"1","tenantId":"south"}""");
        await AskAsync("POST", "/v2/signals/broadcast", """{"signalName":"storm","tenantId":"north"}""");
        await AskAsync("POST", "/v2/expression/evaluation", """{"expression":"=camunda.vars.env.place","tenantId":"south"}""");
        await AskAsync("POST", "/v2/expression/evaluation", """{"expression":"=camunda.vars.env.place"}""");
        await AskAsync("POST", "/v2/process-instances", """{"processDefinitionId":"order","tenantId":"<nobody>"}""");

        Snapshot.Match(transcript.ToString());

        Task<System.Text.Json.JsonElement> AskAsync(string method, string path, string body) => transcript.AskAsync(method, path, body, Cancellation);
    }

    [Fact]
    public async Task The_command_line_names_the_tenant()
    {
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation, "--Broker:MultiTenancy", "true");
        var file = Path.Combine(folder.Path, "order.bpmn");
        await File.WriteAllTextAsync(file, Diagrams.Work("order", "work"), Cancellation);

        var deployed = await RunAsync("deploy", file, "--tenant", "north");
        var elsewhere = await RunAsync("start", "order");
        var started = await RunAsync("start", "order", "--tenant", "north", "--json");

        Assert.Equal(0, deployed.ExitCode);
        Assert.Contains("no such process is deployed", elsewhere.Errors, StringComparison.Ordinal);
        Assert.Equal("north", started.Json.GetProperty("tenantId").GetString());

        Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.OfAsync(server.Url, Cancellation, arguments);
    }

    private static string Activation(string tenants) =>
        $$"""{"type":"work","timeout":60000,"maxJobsToActivate":5,"worker":"test","requestTimeout":-1,"tenantIds":[{{tenants}}]}""";

    private static async Task DeployAsync(Transcript transcript, string tenant, string name, string diagram)
    {
        using var form = new MultipartFormDataContent
        {
            { new StringContent(tenant), "tenantId" },
            { new StringContent(diagram), "resources", name },
        };
        await transcript.AskAsync("POST", "/v2/deployments", form, $"tenantId {tenant}, {name}", Cancellation);
    }
}
