using System.Globalization;

namespace Fairlead.Tests.Servers;

/// <summary>A server out of tests/node/servers, which listens on loopback at the port in PORT.</summary>
internal sealed class NodeServer(LocalServer server, int port) : IAsyncDisposable
{
    public LocalServer Server => server;

    public int Port => port;

    /// <param name="script">A file of tests/node/servers.</param>
    /// <param name="cancellation">Ends the start.</param>
    /// <param name="folder">Where it works; deleted in the end. Null for none.</param>
    /// <param name="environment">More of it.</param>
    public static async Task<NodeServer> StartAsync(
        string script, CancellationToken cancellation, string? folder = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var program = LocalServer.Require("node", "nodejs");
        // The scripts are always there, what they import may not be.
        LocalServer.RequireNode("node_modules/.package-lock.json");
        var port = LocalServer.FindFreePort();
        var server = await LocalServer.StartAsync(
            new ServerPlan
            {
                Name = script,
                Command = [program, LocalServer.RequireNode(Path.Combine("servers", script))],
                Folder = folder,
                OwnsFolder = folder is not null,
                Environment = new Dictionary<string, string>(environment ?? new Dictionary<string, string>())
                {
                    ["PORT"] = port.ToString(CultureInfo.InvariantCulture),
                },
                IsReady = token => LocalServer.AcceptsAsync(port, token),
            },
            cancellation);
        return new NodeServer(server, port);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
