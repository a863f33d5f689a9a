using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Messages;

/// <summary>Sends a message to another process of the same cluster.</summary>
/// <remarks>An attempt that is repeated because its answer got lost sends nothing again, and gives the first answer.</remarks>
[Connector(
    "io.camunda:sendMessage:1",
    Name = "Send message",
    Description = "Starts or continues another process by a message.",
    Places = ConnectorPlaces.SendTask | ConnectorPlaces.MessageThrowEvent | ConnectorPlaces.MessageEndEvent,
    Errors = ["MESSAGE_NOT_CORRELATED", "MESSAGE_ALREADY_PUBLISHED", "MESSAGE_REFUSED", OutcomeUnknown])]
public sealed class SendMessageConnector(TimeProvider time) : IOutboundConnector<SendMessage, SentMessage>
{
    /// <summary>As when the cluster itself says that it took too long.</summary>
    private const string OutcomeUnknown = "MESSAGE_OUTCOME_UNKNOWN";

    public async Task<SentMessage> ExecuteAsync(SendMessage input, OutboundCall call, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(input.RequestTimeout ?? Timeout.InfiniteTimeSpan, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, limit.Token);
        try
        {
            var receipt = await SendAsync(input, call, both.Token);
            return new SentMessage(receipt.MessageKey, receipt.ProcessInstanceKey, receipt.TenantId);
        }
        catch (OperationCanceledException slow) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new ConnectorException(
                OutcomeUnknown,
                $"The cluster gave no answer for the message {input.MessageName} within requestTimeout; it may have been sent. [{OutcomeUnknown}]",
                slow)
            {
                IsOutcomeUnknown = true,
            };
        }
    }

    private static Task<MessageReceipt> SendAsync(SendMessage input, OutboundCall call, CancellationToken cancellation)
    {
        var message = new OutgoingMessage
        {
            Name = input.MessageName,
            CorrelationKey = input.CorrelationKey ?? "",
            Variables = input.Variables,
            TenantId = string.IsNullOrWhiteSpace(input.TenantId) ? null : input.TenantId,
        };
        return input.CorrelationType switch
        {
            MessageCorrelation.Publish publish => call.Messages.PublishAsync(
                message with { TimeToLive = publish.TimeToLive, MessageId = publish.MessageId ?? "" }, cancellation),
            MessageCorrelation.Correlate => call.Messages.CorrelateAsync(message, cancellation),
            var other => throw new System.Diagnostics.UnreachableException($"No rule for {other.GetType().Name}."),
        };
    }
}
