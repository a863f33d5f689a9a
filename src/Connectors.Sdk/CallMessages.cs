namespace Fairlead.Connectors.Sdk;

/// <summary>
/// BPMN messages to the cluster that the job is from, for one call. They are written down as what goes out is, and a dry run ends with the
/// first one. Failures are <see cref="ConnectorException"/> with a code that begins with <c>MESSAGE_</c>.
/// </summary>
/// <remarks>
/// A later attempt at the job gives the first answer again instead of sending a message that has the same place in the attempt, name,
/// correlation key and tenant: unless the model or the installation wants no idempotency key. On a cluster of Camunda 8 that holds while
/// the message lives.
/// </remarks>
public abstract class CallMessages
{
    /// <summary>Publishes a message: it reaches what waits for it, starts what begins with it, or waits for as long as it lives.</summary>
    /// <param name="message">What is sent.</param>
    /// <param name="cancellation">Ends the wait for the answer; the message may have been published then.</param>
    /// <exception cref="ConnectorException">It was not published, or nobody knows whether it was.</exception>
    public abstract Task<MessageReceipt> PublishAsync(OutgoingMessage message, CancellationToken cancellation);

    /// <summary>Sends a message to what waits for it now, or begins with it.</summary>
    /// <param name="message">What is sent; it has no id and does not live on.</param>
    /// <param name="cancellation">Ends the wait for the answer; the message may have been correlated then.</param>
    /// <exception cref="ConnectorException">
    /// With the code <c>MESSAGE_NOT_CORRELATED</c>: nobody takes it. With others: it was not sent, or nobody knows whether it was.
    /// </exception>
    public abstract Task<MessageReceipt> CorrelateAsync(OutgoingMessage message, CancellationToken cancellation);
}

/// <summary>A BPMN message.</summary>
public sealed record OutgoingMessage
{
    /// <summary>Message name.</summary>
    public required string Name { get; init; }

    /// <summary>Correlation key; empty for what only start events take.</summary>
    public string CorrelationKey { get; init; } = "";

    /// <summary>What it carries: anything that <see cref="ConnectorJson.Options"/> writes as an object; null for nothing.</summary>
    public object? Variables { get; init; }

    /// <summary>How long it waits for a receiver; null for an hour, as clients of Camunda 8 have it.</summary>
    public TimeSpan? TimeToLive { get; init; }

    /// <summary>No other message of its name and key is published under this id while it lives; empty for one that nobody else has.</summary>
    public string MessageId { get; init; } = "";

    /// <summary>Tenant; null for that of the job.</summary>
    public string? TenantId { get; init; }
}

/// <summary>What the cluster says about a message.</summary>
/// <param name="MessageKey">Identifies it; null when an earlier attempt published it and the cluster does not tell its key any more.</param>
/// <param name="ProcessInstanceKey">The instance that took a correlated message; null for a published one.</param>
/// <param name="TenantId">Tenant.</param>
public sealed record MessageReceipt(long? MessageKey, long? ProcessInstanceKey, string TenantId);
