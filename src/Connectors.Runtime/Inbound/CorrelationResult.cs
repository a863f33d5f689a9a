using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>What became of an event. A success is durable in the cluster.</summary>
public abstract record CorrelationResult
{
    private CorrelationResult() { }

    /// <summary>The sender may forget the event.</summary>
    public abstract record Success(InboundElement Element) : CorrelationResult;

    /// <param name="Variables">UTF-8 JSON object when the model waits for the end; null otherwise.</param>
    public sealed record InstanceCreated(InboundElement Element, ProcessInstanceKey Key, ReadOnlyMemory<byte>? Variables) : Success(Element);

    public sealed record MessagePublished(InboundElement Element, MessageKey Key) : Success(Element);

    public sealed record MessageCorrelated(InboundElement Element, MessageKey Key, ProcessInstanceKey InstanceKey) : Success(Element);

    /// <summary>The cluster had it already.</summary>
    public sealed record AlreadyAccepted(InboundElement Element) : Success(Element);

    /// <param name="IsConsumed">The model wants such events to be taken and dropped.</param>
    public sealed record NotMatched(bool IsConsumed) : CorrelationResult;

    /// <summary>The event does not fit the model; sending it again changes nothing.</summary>
    /// <param name="Reason">For the sender: no text of an expression.</param>
    /// <param name="Detail">For the operator: may quote the model, but not the event.</param>
    public sealed record InvalidInput(string Code, string Reason, string Detail) : CorrelationResult;

    /// <summary>The cluster refused or could not be reached.</summary>
    public sealed record Refused(ClusterError Error, string Message) : CorrelationResult;
}
