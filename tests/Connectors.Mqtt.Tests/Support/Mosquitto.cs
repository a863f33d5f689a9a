using System.Buffers;
using System.Collections.Concurrent;
using System.Text;

using Fairlead.Connectors.Mqtt.Tests.Support;
using Fairlead.Tests;
using Fairlead.Tests.Servers;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

[assembly: AssemblyFixture(typeof(Mosquitto))]

namespace Fairlead.Connectors.Mqtt.Tests.Support;

/// <summary>One broker and one cluster for all tests, and a connection past the connectors.</summary>
public sealed class Mosquitto : IAsyncLifetime
{
    private MosquittoServer? _server;
    private ConnectorHost? _host;

    internal int Port => _server!.Port;

    /// <summary>Encrypted.</summary>
    internal int TlsPort { get; } = LocalServer.FindFreePort();

    /// <summary>For the user clerk with the password <c>long-password</c> only.</summary>
    internal int LockedPort { get; } = LocalServer.FindFreePort();

    /// <summary>In PEM.</summary>
    internal string Authority { get; private set; } = "";

    internal ConnectorHost Host => _host!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await MosquittoServer.StartAsync(Cancellation, settings: Settings);
        _host = await ConnectorHost.StartAsync(Cancellation, MqttConnectors.Connectors);
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
            await _host.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    internal async Task<IMqttClient> ConnectAsync(MqttProtocolVersion version = MqttProtocolVersion.V500, int? port = null)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(
            new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port ?? Port).WithProtocolVersion(version).Build(), Cancellation);
        return client;
    }

    internal async Task PublishAsync(string topic, string payload, int qos = 1, bool retain = false, Action<MqttApplicationMessage>? more = null) =>
        await PublishAsync(topic, Encoding.UTF8.GetBytes(payload), qos, retain, more);

    internal async Task PublishAsync(string topic, byte[] payload, int qos = 1, bool retain = false, Action<MqttApplicationMessage>? more = null)
    {
        using var client = await ConnectAsync();
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
            Retain = retain,
        };
        more?.Invoke(message);
        await client.PublishAsync(message, Cancellation);
    }

    internal static Task PublishAsync(IMqttClient client, string topic, string payload, int qos) => client.PublishAsync(
        new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(payload)),
            QualityOfServiceLevel = (MqttQualityOfServiceLevel)qos,
        },
        Cancellation);

    /// <summary>Whoever else listens.</summary>
    internal async Task<Listener> ListenAsync(string filter, int qos = 2)
    {
        var listener = new Listener(await ConnectAsync());
        await listener.SubscribeAsync(filter, qos, Cancellation);
        return listener;
    }

    private string Settings(string folder)
    {
        var certificates = TestCertificates.Write(folder);
        Authority = File.ReadAllText(certificates.Authority);
        // Of clerk: PBKDF2 with SHA-512, as mosquitto_passwd writes it.
        var salt = System.Security.Cryptography.RandomNumberGenerator.GetBytes(12);
        var hash = System.Security.Cryptography.Rfc2898DeriveBytes.Pbkdf2(
            "long-password", salt, 101, System.Security.Cryptography.HashAlgorithmName.SHA512, 64);
        File.WriteAllText(Path.Combine(folder, "users"), $"clerk:$7$101${Convert.ToBase64String(salt)}${Convert.ToBase64String(hash)}\n");
        return string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"""
            listener {TlsPort} 127.0.0.1
            allow_anonymous true
            certfile {certificates.Certificate}
            keyfile {certificates.Key}
            listener {LockedPort} 127.0.0.1
            allow_anonymous false
            password_file {Path.Combine(folder, "users")}
            """);
    }
}

/// <summary>Keeps what comes.</summary>
internal sealed class Listener : IDisposable
{
    private readonly IMqttClient _client;
    private readonly ConcurrentQueue<MqttApplicationMessage> _messages = [];

    public Listener(IMqttClient client)
    {
        _client = client;
        client.ApplicationMessageReceivedAsync += received =>
        {
            _messages.Enqueue(received.ApplicationMessage);
            return Task.CompletedTask;
        };
    }

    public IReadOnlyCollection<MqttApplicationMessage> Messages => _messages;

    public async Task SubscribeAsync(string filter, int qos, CancellationToken cancellation) => await _client.SubscribeAsync(
        new MqttClientSubscribeOptionsBuilder().WithTopicFilter(filter, (MqttQualityOfServiceLevel)qos).Build(), cancellation);

    public async Task<MqttApplicationMessage> FirstAsync(CancellationToken cancellation)
    {
        await Until.TrueAsync("a message has come", () => !_messages.IsEmpty, cancellation);
        return _messages.First();
    }

    public void Dispose() => _client.Dispose();
}
