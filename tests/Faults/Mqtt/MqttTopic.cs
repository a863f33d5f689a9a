using System.Buffers;
using System.Globalization;
using System.Text;
using Fairlead.Faults.Support;
using Fairlead.Tests.Servers;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Fairlead.Faults.Mqtt;

/// <summary>A topic of a broker of its own, which keeps sessions on its disk; the number in a message is its id.</summary>
internal sealed class MqttTopic : MessageSource
{
    private const string Client = "fault-reader";

    /// <summary>What comes is there within it, as the broker is on this machine.</summary>
    private static readonly TimeSpan ProbeFor = TimeSpan.FromMilliseconds(500);

    /// <summary>The reader needs the session back before it is asked again.</summary>
    private static readonly TimeSpan ProbesApart = TimeSpan.FromSeconds(3);

    private readonly MosquittoServer _server;
    private readonly string _name;
    private readonly List<int> _published = [];
    private IMqttClient? _publisher;
    private long _probedAt = TimeProvider.System.GetTimestamp();

    private MqttTopic(MosquittoServer server, string name) => (_server, _name) = (server, name);

    public override IReadOnlyDictionary<string, string> Properties => new Dictionary<string, string>
    {
        ["inbound.type"] = "io.fairlead:mqtt-inbound:1",
        ["connection.hostName"] = "127.0.0.1",
        ["connection.port"] = string.Create(CultureInfo.InvariantCulture, $"{_server.Port}"),
        ["connection.clientId"] = Client,
        ["topicFilters"] = $"faults/{_name}",
        ["qos"] = "1",
        ["messageIdExpression"] = """=if payload.number = null then "poison" else string(payload.number)""",
        ["resultExpression"] = """=if payload.number = null then "none" else {number: payload.number}""",
    };

    public override string PoisonCode => "RESULT_NOT_AN_OBJECT";

    public static async Task<MessageSource> OpenAsync(string name, CancellationToken cancellation)
    {
        var topic = new MqttTopic(await MosquittoServer.StartAsync(cancellation, persistence: true), name);
        // Only a session gets what is published while nobody reads, and the reader's begins with the server.
        using var session = await topic.ConnectAsync(Client, cancellation);
        await session.SubscribeAsync(
            new MqttClientSubscribeOptionsBuilder().WithTopicFilter($"faults/{name}", MqttQualityOfServiceLevel.AtLeastOnce).Build(), cancellation);
        await session.DisconnectAsync(new MqttClientDisconnectOptions(), cancellation);
        return topic;
    }

    public override async Task PublishAsync(IReadOnlyList<int> numbers, CancellationToken cancellation)
    {
        foreach (var number in numbers)
        {
            await PublishAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"number":{{number}}}"""), cancellation);
            lock (_published)
                _published.Add(number);
        }
    }

    public override Task PublishPoisonAsync(CancellationToken cancellation) => PublishAsync("this is no order", cancellation);

    public override string Repaired(int number) =>
        string.Create(CultureInfo.InvariantCulture, $$$"""{"payload":{"number":{{{number}}}}}""");

    /// <summary>Takes the session over for a moment: whatever is not acknowledged is given to us, and stays in the session.</summary>
    public override async Task<bool> IsSettledAsync(CancellationToken cancellation)
    {
        if (TimeProvider.System.GetElapsedTime(_probedAt) < ProbesApart)
            return false;
        var given = 0;
        using (var session = await ConnectAsync(Client, cancellation, received =>
        {
            received.AutoAcknowledge = false;
            Interlocked.Increment(ref given);
            return Task.CompletedTask;
        }))
        {
            using var moment = new PeriodicTimer(ProbeFor);
            await moment.WaitForNextTickAsync(cancellation);
            await session.DisconnectAsync(new MqttClientDisconnectOptions(), cancellation);
        }

        _probedAt = TimeProvider.System.GetTimestamp();
        return given is 0;
    }

    public override Task KillBrokerAsync() => _server.Server.KillAsync();

    public override async Task StartBrokerAsync(CancellationToken cancellation)
    {
        await _server.Server.StartAgainAsync(cancellation);
        // Its disk may be a moment behind what it had said.
        List<int> lately;
        lock (_published)
            lately = [.. _published.TakeLast(500)];
        using var publisher = await ConnectAsync($"again-{Guid.NewGuid():N}", cancellation);
        foreach (var number in lately)
            await publisher.PublishAsync(Message(string.Create(CultureInfo.InvariantCulture, $$"""{"number":{{number}}}""")), cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        _publisher?.Dispose();
        await _server.DisposeAsync();
        await base.DisposeAsync();
    }

    private async Task PublishAsync(string payload, CancellationToken cancellation)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            try
            {
                if (_publisher is not { IsConnected: true })
                {
                    _publisher?.Dispose();
                    _publisher = await ConnectAsync("publisher", cancellation);
                }

                await _publisher.PublishAsync(Message(payload), cancellation);
                return;
            }
            catch (Exception away) when (away is MqttCommunicationException or IOException)
            {
                await pause.WaitForNextTickAsync(cancellation);
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                await pause.WaitForNextTickAsync(cancellation);
            }
        }
    }

    private MqttApplicationMessage Message(string payload) => new()
    {
        Topic = $"faults/{_name}",
        Payload = new ReadOnlySequence<byte>(Encoding.UTF8.GetBytes(payload)),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
    };

    private async Task<IMqttClient> ConnectAsync(
        string id, CancellationToken cancellation, Func<MqttApplicationMessageReceivedEventArgs, Task>? received = null)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        if (received is not null)
            client.ApplicationMessageReceivedAsync += received;
        await client.ConnectAsync(
            new MqttClientOptionsBuilder()
                .WithTcpServer("127.0.0.1", _server.Port)
                .WithProtocolVersion(MqttProtocolVersion.V500)
                .WithClientId(id)
                .WithCleanSession(id != Client)
                .WithSessionExpiryInterval(id == Client ? 86_400U : 0U)
                .Build(),
            cancellation);
        return client;
    }
}
