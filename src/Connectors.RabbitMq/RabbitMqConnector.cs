using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Sdk;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>Publishes a message, and is done when the broker has said that it has it.</summary>
[Connector(
    "io.camunda:connector-rabbitmq:1",
    Name = "RabbitMQ",
    Description = "Publishes a message to an exchange of RabbitMQ.",
    Icon = "M3 21V4h4v7h5V4h4v7h5v10zM15 15h2v2h-2z",
    Places = ConnectorPlaces.ServiceTask | ConnectorPlaces.SendTask | ConnectorPlaces.MessageThrowEvent | ConnectorPlaces.MessageEndEvent,
    Errors =
    [
        BrokerFailure.Blocked, BrokerFailure.NotTaken, BrokerFailure.Refused, BrokerFailure.Unconfirmed, BrokerFailure.Unreachable,
        BrokerFailure.Unroutable,
    ])]
public sealed class RabbitMqConnector(TimeProvider time) : IOutboundConnector<RabbitMqPublish, RabbitMqPublished>, IDisposable
{
    private const string Success = "success";
    private const string NothingSent = "No queue got the message.";

    private static readonly TimeSpan ConfirmAtLeast = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ConfirmAtMost = TimeSpan.FromMinutes(10);

    private readonly ChannelPool _channels = new(time);

    public async Task<RabbitMqPublished> ExecuteAsync(RabbitMqPublish input, OutboundCall call, CancellationToken cancellation)
    {
        var routing = input.Routing;
        var broker = BrokerAddress.Of(input.Authentication, routing.VirtualHost, routing.HostName, routing.Port, input.ClientTls);
        call.Hide(broker.Password);
        if (routing.Exchange.Length is 0 && routing.RoutingKey.Length is 0)
            throw new ConnectorInputException("routing.routingKey: expected the name of a queue, because routing.exchange is empty; both are.");
        if (input.ConfirmTimeout < ConfirmAtLeast || input.ConfirmTimeout > ConfirmAtMost)
            throw new ConnectorInputException("confirmTimeout: expected a duration from PT0.1S to PT10M.");

        var properties = MessageProperties.Read(input.Message.Properties);
        if (properties.MessageId is null && call.SendsIdempotencyKey)
            properties.MessageId = call.IdempotencyKey;
        var body = BodyOf(input.Message.Body!.Value);

        await using var use = await call.UseConnectionAsync(broker.Name, cancellation);
        await call.SendingAsync(
            new WireMessage(
                $"PUBLISH {(routing.Exchange.Length is 0 ? "(default exchange)" : routing.Exchange)} {routing.RoutingKey} to {broker.Name} {broker.VirtualHost}",
                MessageProperties.Show(properties),
                body),
            cancellation);
        try
        {
            await PublishAsync(broker, input, properties, body, call, cancellation);
        }
        catch (ConnectorException failure)
        {
            if (failure.Code is BrokerFailure.Unreachable or BrokerFailure.Unconfirmed or BrokerFailure.Blocked)
                use.Failed(failure.Message);
            call.Received(new WireMessage(failure.Message, [], default));
            throw;
        }

        call.Received(new WireMessage("CONFIRMED", [], default));
        return new RabbitMqPublished(Success);
    }

    public void Dispose() => _channels.Dispose();

    private static byte[] BodyOf(JsonElement body) => body.ValueKind is JsonValueKind.String
        ? Encoding.UTF8.GetBytes(body.GetString()!)
        : JsonSerializer.SerializeToUtf8Bytes(body, ConnectorJson.Options);

    private async Task PublishAsync(
        BrokerAddress broker,
        RabbitMqPublish input,
        BasicProperties properties,
        ReadOnlyMemory<byte> body,
        OutboundCall call,
        CancellationToken cancellation)
    {
        ChannelLease lease;
        try
        {
            lease = await _channels.TakeAsync(
                broker, () => call.CheckNetworkAsync(broker.Host, broker.PortNumber, cancellation), cancellation);
        }
        catch (OperationCanceledException silent) when (!cancellation.IsCancellationRequested)
        {
            throw BrokerFailure.OfConnecting(broker, new TimeoutException("it does not answer", silent), NothingSent);
        }
        catch (Exception failure)
            when (failure is RabbitMQClientException or SocketException or IOException or AuthenticationException or TimeoutException or ObjectDisposedException)
        {
            throw BrokerFailure.OfConnecting(broker, failure, NothingSent);
        }

        await using var taken = lease;
        using var late = new CancellationTokenSource(input.ConfirmTimeout, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        var routing = input.Routing;
        Confirmation confirmation;
        try
        {
            confirmation = await lease.Channel.PublishAsync(
                routing.Exchange, routing.RoutingKey, routing.Mandatory, properties, body, ends.Token);
            lease.MarkSound();
        }
        catch (OperationInterruptedException closed) when (BrokerFailure.IsRefusal(closed.ShutdownReason))
        {
            throw BrokerFailure.OfRefusal(broker, closed.ShutdownReason!, NothingSent, closed);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            var blocked = lease.BlockedBecause is { } reason ? $", because it takes none at the moment ({reason})" : "";
            throw Unconfirmed(
                broker, properties, $"it has not confirmed the message within {input.ConfirmTimeout.TotalSeconds:0.#} seconds{blocked}", inner: null);
        }
        catch (Exception broken)
            when (broken is RabbitMQClientException or SocketException or IOException or AuthenticationException or TimeoutException or ObjectDisposedException)
        {
            var reason = (broken as OperationInterruptedException)?.ShutdownReason;
            var why = reason is null ? broken.Message.TrimEnd('.') : BrokerFailure.Sentence(reason);
            throw Unconfirmed(broker, properties, $"the connection was lost before it had confirmed the message ({why})", broken);
        }

        switch (confirmation)
        {
            case Confirmation.Taken:
                return;
            case Confirmation.Returned returned:
                throw Unroutable(broker, routing, returned);
            case Confirmation.NotTaken:
                throw NotTaken(broker, routing);
        }

        throw new System.Diagnostics.UnreachableException($"No rule for {confirmation}.");
    }

    private static ConnectorException Unroutable(BrokerAddress broker, RabbitMqRoute routing, Confirmation.Returned returned) => new(
        BrokerFailure.Unroutable,
        $"The broker {broker.Name} has no queue for the message: nothing that is bound to the exchange \"{routing.Exchange}\" takes the routing key "
        + $"\"{routing.RoutingKey}\" ({returned.Code} {returned.Text}). [{BrokerFailure.Unroutable}]")
    {
        Variables = new
        {
            broker = broker.Name,
            virtualHost = broker.VirtualHost,
            exchange = routing.Exchange,
            routingKey = routing.RoutingKey,
            replyCode = returned.Code,
            replyText = returned.Text,
        },
    };

    private static ConnectorException NotTaken(BrokerAddress broker, RabbitMqRoute routing) => new(
        BrokerFailure.NotTaken,
        $"The broker {broker.Name} did not take the message: a queue that it would go to is full or not available. [{BrokerFailure.NotTaken}]")
    {
        Variables = new { broker = broker.Name, virtualHost = broker.VirtualHost, exchange = routing.Exchange, routingKey = routing.RoutingKey },
    };

    private static ConnectorException Unconfirmed(BrokerAddress broker, BasicProperties properties, string why, Exception? inner) => new(
        BrokerFailure.Unconfirmed,
        $"Whether the broker {broker.Name} has the message is not known: {why}. Its message id is {properties.MessageId ?? "empty"}. "
        + $"[{BrokerFailure.Unconfirmed}]",
        inner)
    {
        IsOutcomeUnknown = true,
        Variables = new { broker = broker.Name, messageId = properties.MessageId },
    };
}
