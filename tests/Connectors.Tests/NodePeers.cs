using Fairlead.Connectors.Tests;
using Fairlead.Tests.Servers;

[assembly: AssemblyFixture(typeof(NodePeers))]

namespace Fairlead.Connectors.Tests;

/// <summary>Servers of tests/node/servers, each started by the first test that asks for it, once for all.</summary>
public sealed class NodePeers : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<NodeServer>> _servers = new(StringComparer.Ordinal);

    /// <param name="script">Name of the script.</param>
    /// <returns>Where it listens, such as <c>http://127.0.0.1:4711</c>.</returns>
    public async Task<string> AddressOfAsync(string script)
    {
        Task<NodeServer> server;
        lock (_gate)
        {
            if (!_servers.TryGetValue(script, out server!))
                _servers[script] = server = NodeServer.StartAsync(script, CancellationToken.None);
        }

        return $"http://127.0.0.1:{(await server).Port}";
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values.Where(server => server.IsCompletedSuccessfully))
            await (await server).DisposeAsync();
    }
}
