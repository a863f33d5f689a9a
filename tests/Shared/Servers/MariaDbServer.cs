using static System.FormattableString;

namespace Fairlead.Tests.Servers;

/// <summary>MariaDB: root needs no password. What was committed survives a kill.</summary>
internal sealed class MariaDbServer(LocalServer server, int port) : IAsyncDisposable
{
    public LocalServer Server => server;

    public int Port => port;

    public static async Task<MariaDbServer> StartAsync(CancellationToken cancellation)
    {
        var program = LocalServer.Require("mariadbd", "mariadb-server");
        var install = LocalServer.Require("mariadb-install-db", "mariadb-server");
        var folder = Directory.CreateTempSubdirectory("fairlead-mariadb").FullName;
        var port = LocalServer.FindFreePort();
        await Folders.GiveToAsync("mysql", folder, cancellation);
        await Folders.RunAsync(
            user: "mysql",
            [
                install, "--no-defaults", $"--datadir={folder}/data", "--auth-root-authentication-method=normal", "--skip-test-db",
                "--innodb-flush-log-at-trx-commit=0",
            ],
            cancellation);
        var server = await LocalServer.StartAsync(
            new ServerPlan
            {
                Name = "mariadbd",
                Command =
                [
                    program, "--no-defaults", $"--datadir={folder}/data", "--bind-address=127.0.0.1", Invariant($"--port={port}"),
                    $"--socket={folder}/my.sock", "--skip-name-resolve", "--innodb-flush-log-at-trx-commit=2", "--max-connections=60",
                    "--innodb-buffer-pool-size=32M",
                ],
                Folder = folder,
                OwnsFolder = true,
                User = "mysql",
                IsReady = token => LocalServer.AcceptsAsync(port, token),
            },
            cancellation);
        return new MariaDbServer(server, port);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
