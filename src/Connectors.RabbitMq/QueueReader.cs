using System.Collections.Concurrent;
using System.Globalization;

using Fairlead.Connectors.Sdk;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>A consumer of one queue on a connection of its own, from its start until something ends it.</summary>
/// <remarks>
/// Messages are handed over without waiting for each, so that one may overtake another: at most as many are under way as the broker hands out.
/// Each is acknowledged by itself when it is done.
/// </remarks>
internal sealed class QueueReader : IAsyncDisposable
{
    private readonly BrokerAddress _broker;
    private readonly RabbitMqSubscription _settings;
    private readonly Subscription _subscription;
    private readonly IConnection _connection;
    private readonly CancellationTokenSource _ends;
    private readonly TaskCompletionSource<ConnectorException> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentDictionary<ulong, Task> _underWay = [];

    private QueueReader(
        BrokerAddress broker, RabbitMqSubscription settings, Subscription subscription, IConnection connection, CancellationToken cancellation)
    {
        (_broker, _settings, _subscription, _connection) = (broker, settings, subscription, connection);
        _ends = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    }

    public static async Task<QueueReader> OpenAsync(
        BrokerAddress broker, RabbitMqSubscription settings, Subscription subscription, CancellationToken cancellation)
    {
        var addresses = await subscription.CheckNetworkAsync(broker.Host, broker.PortNumber, cancellation);
        var connection = await BrokerConnection.OpenAsync(broker, addresses, $"reader of {subscription.Facts.ProcessId}", cancellation);
        var reader = new QueueReader(broker, settings, subscription, connection, cancellation);
        var isOpen = false;
        try
        {
            await reader.ConsumeAsync(cancellation);
            isOpen = true;
            return reader;
        }
        finally
        {
            if (!isOpen)
                await reader.DisposeAsync();
        }
    }

    /// <returns>Why it ended, other than by being told to.</returns>
    public Task<ConnectorException> UntilEndAsync(CancellationToken cancellation) => _ended.Task.WaitAsync(cancellation);

    public async ValueTask DisposeAsync()
    {
        // What is under way cannot be acknowledged any more: the broker gives it again, and the cluster knows whether it was applied.
        await _ends.CancelAsync();
        await Task.WhenAll(_underWay.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        BrokerConnection.Leave(_connection);
        _ends.Dispose();
    }

    private async Task ConsumeAsync(CancellationToken cancellation)
    {
        _connection.ConnectionBlockedAsync += (_, blocked) =>
        {
            _subscription.Log($"The broker takes no messages from publishers at the moment: {blocked.Reason}. Reading goes on.");
            return Task.CompletedTask;
        };
        var channel = await _connection.CreateChannelAsync(cancellationToken: cancellation);
        channel.ChannelShutdownAsync += (_, reason) => End($"the connection was lost: {BrokerFailure.Sentence(reason)}");
        await channel.BasicQosAsync(prefetchSize: 0, (ushort)_settings.PrefetchCount, global: false, cancellation);
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.UnregisteredAsync += (_, _) =>
            End("it cancelled the consumer: the queue was deleted, or the node of the broker that has it is gone");
        consumer.ReceivedAsync += (_, message) =>
        {
            // The bytes of the message are the library's again when this returns, so they are read before the first wait.
            var handing = HandOverAsync(channel, message.DeliveryTag, EventOf(message));
            _underWay[message.DeliveryTag] = handing;
            _ = handing.ContinueWith(Settled, message.DeliveryTag, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return Task.CompletedTask;
        };
        var tag = await channel.BasicConsumeAsync(
            _settings.QueueName,
            autoAck: false,
            consumerTag: _settings.ConsumerTag ?? "",
            noLocal: false,
            exclusive: _settings.Exclusive,
            arguments: JsonMap.TableOf(JsonMap.Of(_settings.Arguments, "arguments")),
            consumer,
            cancellation);
        _subscription.ReportUp(new Dictionary<string, string>
        {
            ["broker"] = _broker.Name,
            ["virtualHost"] = _broker.VirtualHost,
            ["queue"] = _settings.QueueName,
            ["consumerTag"] = tag,
            ["prefetchCount"] = _settings.PrefetchCount.ToString(CultureInfo.InvariantCulture),
        });
    }

    private async Task HandOverAsync(IChannel channel, ulong tag, InboundEvent @event)
    {
        var delivery = await _subscription.DeliverAsync(@event, _ends.Token);
        if (delivery is Delivery.Refused)
            await channel.BasicRejectAsync(tag, requeue: false, _ends.Token);
        else
            await channel.BasicAckAsync(tag, multiple: false, _ends.Token);
    }

    private void Settled(Task handing, object? tag)
    {
        _underWay.TryRemove((ulong)tag!, out _);
        // That the connection is gone is told by the connection.
        if (handing.Exception?.InnerException is { } failure && !BrokerFailure.IsOfTheBroker(failure))
            _ended.TrySetException(failure);
    }

    private Task End(string why)
    {
        _ended.TrySetResult(new ConnectorException(
            BrokerFailure.Unreachable, $"The queue {_settings.QueueName} of the broker {_broker.Name} is not read: {why}. [{BrokerFailure.Unreachable}]"));
        return Task.CompletedTask;
    }

    private static InboundEvent EventOf(BasicDeliverEventArgs message)
    {
        var properties = message.BasicProperties;
        var body = ReceivedMessage.BodyOf(message.Body.Span);
        var seen = new Dictionary<string, object?>
        {
            ["consumerTag"] = message.ConsumerTag,
            ["body"] = body,
            ["properties"] = ReceivedMessage.PropertiesOf(properties),
            ["exchange"] = message.Exchange,
            ["routingKey"] = message.RoutingKey,
            ["redelivered"] = message.Redelivered,
        };
        if (body is null)
            seen["bodyBase64"] = Convert.ToBase64String(message.Body.Span);
        return new InboundEvent
        {
            Id = string.IsNullOrEmpty(properties.MessageId) ? null : properties.MessageId,
            Variables = new Dictionary<string, object> { ["message"] = seen },
            HappenedAt = ReceivedMessage.TimeOf(properties),
            TraceParent = ReceivedMessage.HeaderOf(properties, "traceparent"),
        };
    }
}
