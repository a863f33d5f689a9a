using Fairlead.Tests.Servers;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Fairlead.Bench.Messages;

/// <summary>Durable queues, persistent messages, a confirmation for each.</summary>
internal sealed class RabbitMqSource : MessageSource
{
    private const ushort Prefetch = 250;

    private RabbitMqServer? _server;
    private IConnection? _connection;

    public override string Name => "RabbitMQ (durable queue, confirms)";

    public override string SenderType => "io.camunda:connector-rabbitmq:1";

    public override async Task StartAsync(CancellationToken cancellation)
    {
        _server = await RabbitMqServer.StartAsync(cancellation);
        _connection = await new ConnectionFactory { Uri = new Uri(_server.Uri), ConsumerDispatchConcurrency = 1 }.CreateConnectionAsync(cancellation);
    }

    public override async Task PrepareAsync(string place, CancellationToken cancellation)
    {
        await using var channel = await _connection!.CreateChannelAsync(cancellationToken: cancellation);
        await channel.QueueDeclareAsync(place, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellation);
        await channel.QueuePurgeAsync(place, cancellation);
    }

    public override async Task FillAsync(string place, int messages, CancellationToken cancellation)
    {
        await PrepareAsync(place, cancellation);
        await SendBareAsync(place, messages, atOnce: 64, cancellation);
    }

    public override IReadOnlyList<(string Name, string Value)> Subscription(string place) =>
    [
        ("inbound.type", "io.camunda:connector-rabbitmq-inbound:1"),
        ("authentication.authType", "uri"),
        ("authentication.uri", _server!.Uri),
        ("queueName", place),
        ("prefetchCount", $"{Prefetch}"),
        ("messageIdExpression", "=message.body.id"),
        ("resultExpression", "={id: message.body.id}"),
    ];

    public override async Task ReadBareAsync(string place, int messages, CancellationToken cancellation)
    {
        await using var channel = await _connection!.CreateChannelAsync(cancellationToken: cancellation);
        await channel.BasicQosAsync(0, Prefetch, global: false, cancellation);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = messages;
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += async (_, message) =>
        {
            await channel.BasicAckAsync(message.DeliveryTag, multiple: false, cancellation);
            if (--left is 0)
                all.TrySetResult();
        };
        await channel.BasicConsumeAsync(place, autoAck: false, consumer, cancellation);
        await all.Task.WaitAsync(cancellation);
    }

    public override IReadOnlyList<(string Target, string Source)> Sender(string place) =>
    [
        ("authentication.authType", "uri"),
        ("authentication.uri", _server!.Uri),
        ("routing.exchange", ""),
        ("routing.routingKey", place),
        ("message.body", "={id: \"m\" + string(n), item: \"coffee\", quantity: 2}"),
    ];

    public override async Task SendBareAsync(string place, int messages, int atOnce, CancellationToken cancellation)
    {
        var confirmed = new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true);
        var channels = new IChannel[atOnce];
        for (var lane = 0; lane < atOnce; lane++)
            channels[lane] = await _connection!.CreateChannelAsync(confirmed, cancellation);
        await ForEachAsync(messages, atOnce, async (lane, number) => await channels[lane].BasicPublishAsync(
            "", place, mandatory: true, new BasicProperties { Persistent = true }, Body(number), cancellation));
        foreach (var channel in channels)
            await channel.DisposeAsync();
    }

    public override async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
