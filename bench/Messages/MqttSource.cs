using Fairlead.Tests.Servers;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace Fairlead.Bench.Messages;

/// <summary>Mosquitto with quality of service 1: a session that is kept while nobody reads holds what was published.</summary>
internal sealed class MqttSource : MessageSource
{
    private MosquittoServer? _server;

    public override string Name => "MQTT (Mosquitto, quality of service 1)";

    public override string SenderType => "io.fairlead:mqtt:1";

    public override async Task StartAsync(CancellationToken cancellation) => _server = await MosquittoServer.StartAsync(cancellation);

    public override Task PrepareAsync(string place, CancellationToken cancellation) => Task.CompletedTask;

    public override async Task FillAsync(string place, int messages, CancellationToken cancellation)
    {
        using (var session = await ConnectAsync(ReaderOf(place), cancellation))
        {
            await SubscribeAsync(session, place, cancellation);
            await session.DisconnectAsync(new MqttClientDisconnectOptions(), cancellation);
        }

        await SendBareAsync(place, messages, atOnce: 64, cancellation);
    }

    public override IReadOnlyList<(string Name, string Value)> Subscription(string place) =>
    [
        ("inbound.type", "io.fairlead:mqtt-inbound:1"),
        ("connection.hostName", "127.0.0.1"),
        ("connection.port", $"{_server!.Port}"),
        ("connection.clientId", ReaderOf(place)),
        ("topicFilters", TopicOf(place)),
        ("qos", "1"),
        ("messageIdExpression", "=payload.id"),
        ("resultExpression", "={id: payload.id}"),
    ];

    public override async Task ReadBareAsync(string place, int messages, CancellationToken cancellation)
    {
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = messages;
        using var session = await ConnectAsync(ReaderOf(place), cancellation, () =>
        {
            if (Interlocked.Decrement(ref left) is 0)
                all.TrySetResult();
        });
        await all.Task.WaitAsync(cancellation);
        await session.DisconnectAsync(new MqttClientDisconnectOptions(), cancellation);
    }

    public override IReadOnlyList<(string Target, string Source)> Sender(string place) =>
    [
        ("connection.hostName", "127.0.0.1"),
        ("connection.port", $"{_server!.Port}"),
        ("message.topic", TopicOf(place)),
        ("message.payload", "={id: \"m\" + string(n), item: \"coffee\", quantity: 2}"),
        ("message.qos", "1"),
    ];

    public override async Task SendBareAsync(string place, int messages, int atOnce, CancellationToken cancellation)
    {
        using var sender = await ConnectAsync($"sender-{place}", cancellation);
        await ForEachAsync(messages, atOnce, (_, number) => sender.PublishAsync(
            new MqttApplicationMessageBuilder()
                .WithTopic(TopicOf(place))
                .WithPayload(Body(number))
                .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce)
                .Build(),
            cancellation));
        await sender.DisconnectAsync(new MqttClientDisconnectOptions(), cancellation);
    }

    public override async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    private static string ReaderOf(string place) => $"reader-{place}";

    private static string TopicOf(string place) => $"bench/{place}";

    private static Task SubscribeAsync(IMqttClient session, string place, CancellationToken cancellation) => session.SubscribeAsync(
        new MqttClientSubscribeOptionsBuilder().WithTopicFilter(TopicOf(place), MqttQualityOfServiceLevel.AtLeastOnce).Build(), cancellation);

    /// <param name="received">Told of each message, which is acknowledged then; null for nobody.</param>
    private async Task<IMqttClient> ConnectAsync(string id, CancellationToken cancellation, Action? received = null)
    {
        var client = new MqttClientFactory().CreateMqttClient();
        if (received is not null)
        {
            client.ApplicationMessageReceivedAsync += _ =>
            {
                received();
                return Task.CompletedTask;
            };
        }

        await client.ConnectAsync(
            new MqttClientOptionsBuilder()
                .WithTcpServer("127.0.0.1", _server!.Port)
                .WithClientId(id)
                .WithProtocolVersion(MqttProtocolVersion.V500)
                .WithCleanStart(false)
                .WithSessionExpiryInterval(3600)
                .Build(),
            cancellation);
        return client;
    }
}
