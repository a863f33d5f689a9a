using static System.FormattableString;

namespace Fairlead.Tests.Servers;

/// <summary>Mosquitto, an MQTT 5 broker: anybody may connect, nothing is kept over a restart unless asked for.</summary>
internal sealed class MosquittoServer(LocalServer server, int port) : IAsyncDisposable
{
    public LocalServer Server => server;

    public int Port => port;

    /// <param name="cancellation">Ends the start.</param>
    /// <param name="persistence">Sessions and messages survive an orderly stop; and a kill, with the loss of a second.</param>
    /// <param name="settings">Further lines of its configuration, of the folder that it has.</param>
    public static async Task<MosquittoServer> StartAsync(
        CancellationToken cancellation, bool persistence = false, Func<string, string>? settings = null)
    {
        var program = LocalServer.Require("mosquitto", "mosquitto");
        var folder = Directory.CreateTempSubdirectory("fairlead-mosquitto").FullName;
        var port = LocalServer.FindFreePort();
        await File.WriteAllTextAsync(
            Path.Combine(folder, "mosquitto.conf"),
            Invariant($"""
                user root
                per_listener_settings true
                listener {port} 127.0.0.1
                allow_anonymous true
                max_queued_messages 0
                persistence {(persistence ? "true" : "false")}
                persistence_location {folder}/
                autosave_interval 1
                autosave_on_changes true
                {settings?.Invoke(folder)}

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
