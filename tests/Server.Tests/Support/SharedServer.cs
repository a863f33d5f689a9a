using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

[assembly: AssemblyFixture(typeof(SharedServer))]

namespace Fairlead.Server.Tests.Support;

/// <summary>One server with the examples for all tests that only talk to it. Each test brings processes and ids of its own.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    private readonly TestFolder _folder = new();
    private TestServer? _server;

    internal TestServer Server => _server!;

    internal HttpClient Http => Server.Http;

    internal ClusterClient Cluster => Server.Cluster;

    public async ValueTask InitializeAsync() => _server = await TestServer.StartAsync(
        _folder.Data, TestContext.Current.CancellationToken, Programs.UsualExamples);

    public ValueTask DisposeAsync()
    {
        _server?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    internal async Task DeployAsync(string name, string diagram, CancellationToken cancellation) =>
        await Cluster.DeployAsync([(name, System.Text.Encoding.UTF8.GetBytes(diagram))], cancellation);

    internal Task<ProcessInstanceItem> WaitForStateAsync(
        ProcessInstanceKey key, ProcessInstanceState state, CancellationToken cancellation) =>
        Eventually.GetAsync(() => Cluster.GetInstanceAsync(key, cancellation), instance => instance.State == state, cancellation);

    internal async Task<IncidentItem> WaitForIncidentAsync(ProcessInstanceKey key, CancellationToken cancellation)
    {
        var query = new SearchQuery<IncidentFilter> { Filter = new IncidentFilter { ProcessInstanceKey = key, State = IncidentState.Active } };
        var found = await Eventually.GetAsync(
            () => Cluster.SearchAsync(query, cancellation), result => result.Items.Count > 0, cancellation);
        return found.Items[0];
    }

    internal async Task<Dictionary<string, string>> ReadVariablesAsync(ProcessInstanceKey key, CancellationToken cancellation)
    {
        var scope = new ElementInstanceKey(key.Value);
        var query = new SearchQuery<VariableFilter> { Filter = new VariableFilter { ProcessInstanceKey = key, ScopeKey = scope } };
        var found = await Cluster.SearchAsync(query, cancellation);
        return found.Items.ToDictionary(variable => variable.Name, variable => variable.Value);
    }
}
