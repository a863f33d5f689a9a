using System.Net.Sockets;

using Fairlead.Connectors.Sdk;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace Fairlead.Connectors.Mqtt;

/// <summary>Publishes a message, and is done when the broker has acknowledged it.</summary>
[Connector(
    "io.fairlead:mqtt:1",
    Name = "MQTT",
    Description = "Publishes a message to a topic of an MQTT broker.",
    Icon = "M4 20a2 2 0 1 0 0-.1M4 13a7 7 0 0 1 7 7M4 8a12 12 0 0 1 12 12M4 3a17 17 0 0 1 17 17",
    Places = ConnectorPlaces.ServiceTask | ConnectorPlaces.SendTask | ConnectorPlaces.MessageThrowEvent | ConnectorPlaces.MessageEndEvent,
    Errors = [BrokerFailure.Refused, BrokerFailure.Unconfirmed, BrokerFailure.Unreachable])]
public sealed class MqttConnector(TimeProvider time) : IOutboundConnector<MqttPublish, MqttPublished>, IDisposable
{
    private const string NothingSent = "Nothing was sent.";

    private static readonly TimeSpan ConfirmAtLeast = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ConfirmAtMost = TimeSpan.FromMinutes(10);

    private readonly ClientPool _clients = new(time);

    public async Task<MqttPublished> ExecuteAsync(MqttPublish input, OutboundCall call, CancellationToken cancellation)
    {
        var broker = BrokerAddress.Of(input.Authentication, input.Connection, input.ClientTls);
        call.Hide(broker.Password);
        if (input.ConfirmTimeout < ConfirmAtLeast || input.ConfirmTimeout > ConfirmAtMost)
            throw new ConnectorInputException("confirmTimeout: expected a duration from PT0.1S to PT10M.");
        var message = await OutgoingMessage.OfAsync(input.Message, broker, call, cancellation);

        await using var use = await call.UseConnectionAsync(broker.Name, cancellation);
        await call.SendingAsync(OutgoingMessage.Show(message, broker), cancellation);
        MqttClientPublishResult result;
        try
        {
            result = await PublishAsync(broker, message, input.ConfirmTimeout, call, cancellation);
        }
        catch (ConnectorException failure)
        {
            if (failure.Code is BrokerFailure.Unreachable or BrokerFailure.Unconfirmed)
                use.Failed(failure.Message);
            call.Received(new WireMessage(failure.Message, [], default));
            throw;
        }

        call.Received(new WireMessage($"{(message.QualityOfServiceLevel is 0 ? "SENT" : result.ReasonCode)}", [], default));
        return new MqttPublished(
            message.Topic,
            (int)message.QualityOfServiceLevel,
            broker.IsFive && message.QualityOfServiceLevel > MqttQualityOfServiceLevel.AtMostOnce
                ? result.ReasonCode is not MqttClientPublishReasonCode.NoMatchingSubscribers
                : null);
    }

    public void Dispose() => _clients.Dispose();

    private async Task<MqttClientPublishResult> PublishAsync(
        BrokerAddress broker, MqttApplicationMessage message, TimeSpan wait, OutboundCall call, CancellationToken cancellation)
    {
        using var lease = await _clients.TakeAsync(
            broker, () => call.CheckNetworkAsync(broker.Host, broker.Port, cancellation), NothingSent, cancellation);
        lease.Check(message);
        using var late = new CancellationTokenSource(wait, time);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        MqttClientPublishResult result;
        try
        {
            result = await lease.Client.PublishAsync(message, ends.Token);
            lease.MarkSound();
        }
        catch (MqttClientNotConnectedException gone)
        {
            throw BrokerFailure.OfConnecting(broker, gone, NothingSent);
        }
        catch (Exception silent)
            when (silent is OperationCanceledException or MqttCommunicationTimedOutException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw Unconfirmed(
                broker,
                late.IsCancellationRequested
                    ? $"it has not acknowledged the message within {wait.TotalSeconds:0.#} seconds"
                    : "the connection was lost before it had acknowledged the message",
                silent);
        }
        catch (Exception broken)
            when (broken is MqttCommunicationException or MqttProtocolViolationException or SocketException or IOException or ObjectDisposedException)
        {
            var why = (broken.InnerException ?? broken).Message.TrimEnd('.');
            throw Unconfirmed(broker, $"the connection was lost before it had acknowledged the message ({why})", broken);
        }

        return result.IsSuccess
            ? result
            : throw BrokerFailure.OfRefusal(
                broker, $"it does not take the message for {message.Topic}: {result.ReasonCode}", (int)result.ReasonCode, result.ReasonString, "Nobody got it.");
    }

    private static ConnectorException Unconfirmed(BrokerAddress broker, string why, Exception? inner) => new(
        BrokerFailure.Unconfirmed, $"Whether the broker {broker.Name} has the message is not known: {why}. [{BrokerFailure.Unconfirmed}]", inner)
    {
        IsOutcomeUnknown = true,
        Variables = new { broker = broker.Name },
    };
}
