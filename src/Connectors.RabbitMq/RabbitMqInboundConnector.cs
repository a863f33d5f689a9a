using System.Net.Sockets;
using System.Security.Authentication;

using Fairlead.Connectors.Sdk;
using RabbitMQ.Client.Exceptions;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>Reads a queue. A message is acknowledged when what became of it is on disk, and not before.</summary>
/// <remarks>
/// The connection does not come back by itself: a lost one ends the run with its reason, and the runtime begins another after a pause that
/// grows. So another runtime may take over what this one cannot reach.
/// </remarks>
[Connector(
    "io.camunda:connector-rabbitmq-inbound:1",
    Name = "RabbitMQ message",
    Description = "Starts or continues a process with each message of a queue of RabbitMQ.",
    Icon = "M3 21V4h4v7h5V4h4v7h5v10zM15 15h2v2h-2z")]
public sealed class RabbitMqInboundConnector : ISubscriptionConnector<RabbitMqSubscription>
{
    private const string NothingRead = "No message is read.";

    public void Check(RabbitMqSubscription settings)
    {
        BrokerOf(settings);
        JsonMap.Of(settings.Arguments, "arguments");
    }

    public async Task RunAsync(RabbitMqSubscription settings, Subscription subscription, CancellationToken cancellation)
    {
        var broker = BrokerOf(settings);
        try
        {
            await using var reader = await QueueReader.OpenAsync(broker, settings, subscription, cancellation);
            throw await reader.UntilEndAsync(cancellation);
        }
        catch (OperationInterruptedException closed) when (BrokerFailure.IsRefusal(closed.ShutdownReason))
        {
            throw BrokerFailure.OfRefusal(broker, closed.ShutdownReason!, NothingRead, closed);
        }
        catch (Exception failure)
            when (failure is RabbitMQClientException or SocketException or IOException or AuthenticationException or TimeoutException or ObjectDisposedException)
        {
            throw BrokerFailure.OfConnecting(broker, failure, NothingRead);
        }
    }

    private static BrokerAddress BrokerOf(RabbitMqSubscription settings) => BrokerAddress.Of(
        settings.Authentication, settings.Routing.VirtualHost, settings.Routing.HostName, settings.Routing.Port, settings.ClientTls);
}
