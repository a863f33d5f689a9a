using System.Net;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>The systems that connectors call, as operators see and hold them.</summary>
public sealed class ConnectionTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_is_held_back_by_hand_and_its_jobs_wait_without_an_incident()
    {
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation, "--Network:AllowLoopback", "true");
        var name = new Uri(server.Url).Authority;
        await RunAsync(server, "connections", "open", name);
        await server.Cluster.DeployAsync(
            [("held.bpmn", System.Text.Encoding.UTF8.GetBytes(Diagrams.CallOnly("held", $"{server.Url}/v2/topology")))], Cancellation);
        var created = await server.Cluster.CreateInstanceAsync(new() { ProcessDefinitionId = "held" }, Cancellation);

        await Eventually.GetAsync(() => server.Cluster.Connections.GetAllAsync(Cancellation), found => found.Items[0].Parked > 0, Cancellation);
        Assert.Contains($"{name}  0", await RunAsync(server, "connections"), StringComparison.Ordinal);
        Assert.Equal(ProcessInstanceState.Active, (await server.Cluster.GetInstanceAsync(created.ProcessInstanceKey, Cancellation)).State);
        await RunAsync(server, "connections", "reset", name);

        var item = Assert.Single((await server.Cluster.Connections.GetAllAsync(Cancellation)).Items);
        Assert.Equal((name, ConnectionCircuit.Closed), (item.Name, item.Circuit));
    }

    [Fact]
    public async Task A_connection_that_nobody_called_is_not_found()
    {
        using var response = await shared.Http.GetAsync("/fairlead/v1/connections/nobody:1", Cancellation);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Contains("nobody:1", await response.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    private static async Task<string> RunAsync(TestServer server, params string[] arguments)
    {
        var run = await CommandRun.OfAsync(server.Url, Cancellation, arguments);
        Assert.Equal(0, run.ExitCode);
        return run.Output;
    }
}
