using System.Text;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>What connectors of a server may call that was started as a newcomer does.</summary>
public sealed class NetworkTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Beside_the_examples_nothing_on_this_machine_is_called_and_the_incident_says_what_to_change()
    {
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(
            folder.Data, Cancellation, [.. Programs.UsualExamples, "--Network:AllowLoopback", "false"]);
        var diagram = Diagrams.CallOnly("network", $"http://{other.LocalEndpoint}/");
        await server.Cluster.DeployAsync([("network.bpmn", Encoding.UTF8.GetBytes(diagram))], Cancellation);
        await server.Cluster.CreateInstanceAsync(new() { ProcessDefinitionId = "network" }, Cancellation);

        var query = new SearchQuery<IncidentFilter> { Filter = new IncidentFilter { State = IncidentState.Active } };
        var found = await Eventually.GetAsync(() => server.Cluster.SearchAsync(query, Cancellation), result => result.Items.Count > 0, Cancellation);
        var incident = found.Items[0];

        Assert.Contains("NETWORK_DENIED", incident.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains($"{other.LocalEndpoint}", incident.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("Network:AllowHosts", incident.ErrorMessage, StringComparison.Ordinal);
        Assert.False(other.Pending());
    }

    [Fact]
    public async Task The_server_says_at_its_start_what_the_examples_may_call()
    {
        var place = new Uri(shared.Server.Url).Authority;

        await Eventually.GetAsync(
            () => Task.FromResult(shared.Server.Program.Output),
            text => text.Contains($"For them connectors may call {place};", StringComparison.Ordinal),
            Cancellation);
    }

    [Fact]
    public async Task A_setting_opens_this_machine()
    {
        using var folder = new TestFolder();
        using var server = await TestServer.StartAsync(folder.Data, Cancellation, "--Network:AllowHosts:0", "127.0.0.1");
        var diagram = Diagrams.CallOnly("network", $"{server.Url}/v2/topology");
        await server.Cluster.DeployAsync([("network.bpmn", Encoding.UTF8.GetBytes(diagram))], Cancellation);
        var created = await server.Cluster.CreateInstanceAsync(new() { ProcessDefinitionId = "network" }, Cancellation);

        await Eventually.GetAsync(
            () => server.Cluster.GetInstanceAsync(created.ProcessInstanceKey, Cancellation),
            instance => instance.State is ProcessInstanceState.Completed,
            Cancellation);
    }
}
