using System.Diagnostics;
using System.Globalization;
using static System.FormattableString;

namespace Fairlead.Tests.Servers;

/// <summary>
/// RabbitMQ, with a virtual host <c>orders</c> beside <c>/</c> and the users guest and clerk (password <c>pass/word</c>), who may do all in
/// both. What is durable survives a restart and a kill. Takes 6 to 8 seconds to start: once for an assembly.
/// </summary>
internal sealed class RabbitMqServer(
    LocalServer server, int port, int tlsPort, string folder, IReadOnlyDictionary<string, string> environment) : IAsyncDisposable
{
    public LocalServer Server => server;

    public int Port => port;

    /// <summary>Its certificate is made for <c>localhost</c>, and signed by <see cref="Authority"/>.</summary>
    public int TlsPort => tlsPort;

    /// <summary>In PEM.</summary>
    public string Authority => File.ReadAllText(Path.Combine(folder, "authority.pem"));

    public string Uri => Invariant($"amqp://guest:guest@127.0.0.1:{port}");

    public static async Task<RabbitMqServer> StartAsync(CancellationToken cancellation)
    {
        var program = LocalServer.Require("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server");
        var folder = Directory.CreateTempSubdirectory("fairlead-rabbitmq").FullName;
        int[] ports = [LocalServer.FindFreePort(), LocalServer.FindFreePort(), LocalServer.FindFreePort(), LocalServer.FindFreePort()];
        var certificates = TestCertificates.Write(folder);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "rabbit.conf"),
            Invariant($"""
                listeners.tcp.local = 127.0.0.1:{ports[0]}
                listeners.ssl.local = 127.0.0.1:{ports[1]}
                ssl_options.cacertfile = {certificates.Authority}
                ssl_options.certfile = {certificates.Certificate}
                ssl_options.keyfile = {certificates.Key}
                ssl_options.verify = verify_none
                loopback_users = none
                load_definitions = {Path.Combine(folder, "definitions.json")}
                log.console = true
                log.console.level = warning
                log.file = false

                """),
            cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "definitions.json"), Definitions, cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder, "enabled_plugins"), "[].\n", cancellation);
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = folder,
            ["RABBITMQ_NODENAME"] = Invariant($"fairlead{ports[0]}@localhost"),
            ["RABBITMQ_MNESIA_BASE"] = Path.Combine(folder, "mnesia"),
            ["RABBITMQ_LOG_BASE"] = Path.Combine(folder, "log"),
            ["RABBITMQ_CONFIG_FILE"] = Path.Combine(folder, "rabbit"),
            ["RABBITMQ_ENABLED_PLUGINS_FILE"] = Path.Combine(folder, "enabled_plugins"),
            ["RABBITMQ_DIST_PORT"] = Invariant($"{ports[2]}"),
            ["ERL_EPMD_ADDRESS"] = "127.0.0.1",
            ["ERL_EPMD_PORT"] = Invariant($"{ports[3]}"),
            ["RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS"] = "-kernel inet_dist_use_interface {127,0,0,1}",
        };
        var server = await LocalServer.StartAsync(
            new ServerPlan
            {
                Name = "rabbitmq-server",
                // A port mapper of its own, within the process group: the one that Erlang starts would stay behind, on all addresses.
                Command = ["bash", "-c", """epmd -address 127.0.0.1 & exec "$0" """, program],
                Folder = folder,
                OwnsFolder = true,
                Environment = environment,
                IsReady = token => LocalServer.AcceptsAsync(ports[0], token),
            },
            cancellation);
        return new RabbitMqServer(server, ports[0], ports[1], folder, environment);
    }

    /// <summary>From which share of the memory on it takes no messages any more: 0.6 is usual, almost nothing raises its alarm.</summary>
    public Task SetMemoryAsync(string share, CancellationToken cancellation) => ControlAsync(cancellation, "set_vm_memory_high_watermark", share);

    /// <summary>What a queue has, with consumers or without: what is not acknowledged counts.</summary>
    public async Task<int> CountMessagesAsync(string queue, CancellationToken cancellation) =>
        (await ControlAsync(cancellation, "list_queues", "--no-table-headers", "name", "messages"))
        .Split('\n')
        .Select(line => line.Split('\t'))
        .Where(words => words[0] == queue)
        .Select(words => int.Parse(words[1], CultureInfo.InvariantCulture))
        .Single();

    private async Task<string> ControlAsync(CancellationToken cancellation, params string[] words)
    {
        var start = new ProcessStartInfo("/usr/lib/rabbitmq/bin/rabbitmqctl", ["-q", .. words])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var program = Process.Start(start)!;
        var errors = program.StandardError.ReadToEndAsync(cancellation);
        var output = await program.StandardOutput.ReadToEndAsync(cancellation);
        await program.WaitForExitAsync(cancellation);
        Assert.True(program.ExitCode is 0, await errors);
        return output;
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private const string Definitions = """
        {
          "vhosts": [{"name": "/"}, {"name": "orders"}],
          "users": [
            {"name": "guest", "password": "guest", "tags": "administrator"},
            {"name": "clerk", "password": "pass/word", "tags": ""}
          ],
          "permissions": [
            {"user": "guest", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"},
            {"user": "guest", "vhost": "orders", "configure": ".*", "write": ".*", "read": ".*"},
            {"user": "clerk", "vhost": "/", "configure": ".*", "write": ".*", "read": ".*"},
            {"user": "clerk", "vhost": "orders", "configure": ".*", "write": ".*", "read": ".*"}
          ]
        }
        """;
}
