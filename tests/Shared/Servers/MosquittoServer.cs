using static System.FormattableString;

namespace Fairlead.Tests.Servers;

/// <summary>Mosquitto, an MQTT 5 broker: anybody may connect, nothing is kept over a restart unless asked for.</summary>
internal sealed class MosquittoServer(LocalServer server, int port) : IAsyncDisposable
{
    public LocalServer Server => server;

    public int Port => port;

    /// <param name="cancellation">Ends the start.</param>
    /// <param name="persistence">Sessions and messages survive an orderly stop; and a kill, with the loss of a second.</param>
    public static async Task<MosquittoServer> StartAsync(CancellationToken cancellation, bool persistence = false)
    {
        var program = LocalServer.Require("mosquitto", "mosquitto");
        var folder = Directory.CreateTempSubdirectory("fairlead-mosquitto").FullName;
        var port = LocalServer.FindFreePort();
        await File.WriteAllTextAsync(
            Path.Combine(folder, "mosquitto.conf"),
            Invariant($"""
                user root
                listener {port} 127.0.0.1
                allow_anonymous true
                max_queued_messages 0
                persistence {(persistence ? "true" : "false")}
                persistence_location {folder}/
                autosave_interval 1
                autosave_on_changes true

                """),
            cancellation);
        var server = await LocalServer.StartAsync(
            new ServerPlan
            {
                Name = "mosquitto",
                Command = [program, "-c", Path.Combine(folder, "mosquitto.conf")],
                Folder = folder,
                OwnsFolder = true,
                IsReady = token => LocalServer.AcceptsAsync(port, token),
            },
            cancellation);
        return new MosquittoServer(server, port);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
