using static System.FormattableString;

namespace Fairlead.Tests.Servers;

/// <summary>Tinyproxy: an HTTP proxy, with the login of one user or for anybody.</summary>
internal sealed class TinyproxyServer(LocalServer server, int port) : IAsyncDisposable
{
    public int Port => port;

    /// <summary>What it wrote: each request it was asked for.</summary>
    public string Log => server.Log;

    /// <param name="cancellation">Ends the start.</param>
    /// <param name="login">User and password with a blank between; null for anybody.</param>
    public static async Task<TinyproxyServer> StartAsync(CancellationToken cancellation, string? login = null)
    {
        var program = LocalServer.Require("tinyproxy", "tinyproxy");
        var folder = Directory.CreateTempSubdirectory("fairlead-tinyproxy").FullName;
        var port = LocalServer.FindFreePort();
        await File.WriteAllTextAsync(
            Path.Combine(folder, "tinyproxy.conf"),
            Invariant($"""
                Port {port}
                Listen 127.0.0.1
                Allow 127.0.0.1
                Timeout 60
                MaxClients 50
                LogLevel Connect
                {(login is null ? "" : $"BasicAuth {login}")}

                """),
            cancellation);
        var server = await LocalServer.StartAsync(
            new ServerPlan
            {
                Name = "tinyproxy",
                Command = [program, "-d", "-c", Path.Combine(folder, "tinyproxy.conf")],
                Folder = folder,
                OwnsFolder = true,
                IsReady = token => LocalServer.AcceptsAsync(port, token),
            },
            cancellation);
        return new TinyproxyServer(server, port);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
