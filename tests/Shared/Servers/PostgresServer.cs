using static System.FormattableString;

namespace Fairlead.Tests.Servers;

/// <summary>PostgreSQL: the account postgres needs no password, others do. What was committed survives a kill.</summary>
internal sealed class PostgresServer(LocalServer server, int port) : IAsyncDisposable
{
    private const string Programs = "/usr/lib/postgresql/15/bin";

    public LocalServer Server => server;

    public int Port => port;

    public static async Task<PostgresServer> StartAsync(CancellationToken cancellation)
    {
        var program = LocalServer.Require($"{Programs}/postgres", "postgresql-15");
        var folder = Directory.CreateTempSubdirectory("fairlead-postgres").FullName;
        var port = LocalServer.FindFreePort();
        await Folders.GiveToAsync("postgres", folder, cancellation);
        await Folders.RunAsync(
            "postgres",
            [$"{Programs}/initdb", "-D", $"{folder}/data", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C"],
            cancellation);
        await File.WriteAllTextAsync(
            $"{folder}/data/pg_hba.conf",
            "local all postgres trust\nhost all postgres 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n",
            cancellation);
        var server = await LocalServer.StartAsync(
            new ServerPlan
            {
                Name = "postgres",
                // What is left of a server that was killed would keep the next one from starting, as long as nobody has buried it.
                Command =
                [
                    "bash", "-c", $"rm -f {folder}/data/postmaster.pid; exec \"$@\"", "postgres", program, "-D", $"{folder}/data", "-p", Invariant($"{port}"), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off",
                    "-c", "unix_socket_directories=", "-c", "max_connections=60", "-c", "restart_after_crash=off",
                ],
                Folder = folder,
                OwnsFolder = true,
                User = "postgres",
                StopSignal = "INT",
                IsReady = async token =>
                    await LocalServer.AcceptsAsync(port, token) && await Folders.SucceedsAsync(
                        [$"{Programs}/pg_isready", "-q", "-h", "127.0.0.1", "-p", Invariant($"{port}")], token),
            },
            cancellation);
        return new PostgresServer(server, port);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
