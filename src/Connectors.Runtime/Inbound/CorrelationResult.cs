using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>What became of an event. A success is durable in the cluster.</summary>
public abstract record CorrelationResult
{
    private CorrelationResult() { }

    /// <summary>The sender may forget the event.</summary>
    public abstract record Success(InboundElement Element) : CorrelationResult
    {
        /// <summary>The cluster had it already, and this is the first answer again.</summary>
        public bool IsRepetition { get; init; }
    }

    /// <param name="Variables">UTF-8 JSON object when the model waits for the end; null otherwise.</param>
    public sealed record InstanceCreated(InboundElement Element, ProcessInstanceKey Key, ReadOnlyMemory<byte>? Variables) : Success(Element);

    public sealed record MessagePublished(InboundElement Element, MessageKey Key) : Success(Element);

    public sealed record MessageCorrelated(InboundElement Element, MessageKey Key, ProcessInstanceKey InstanceKey) : Success(Element);

    /// <summary>The cluster had it already, and nobody knows the first answer.</summary>
    public sealed record AlreadyAccepted(InboundElement Element) : Success(Element)
    {
        /// <summary>The cluster refused it as known, and wrote nothing: the place in the source is where it was.</summary>
        public bool MovedNoPlace { get; init; }
    }

    /// <param name="IsConsumed">The model wants such events to be taken and dropped.</param>
    public sealed record NotMatched(bool IsConsumed) : CorrelationResult;

    /// <summary>The event does not fit the model; sending it again changes nothing.</summary>
    /// <param name="Reason">For the sender: no text of an expression.</param>
    /// <param name="Detail">For the operator: may quote the model, but not the event.</param>
    public sealed record InvalidInput(string Code, string Reason, string Detail) : CorrelationResult;

    /// <summary>The cluster refused or could not be reached.</summary>
    public sealed record Refused(ClusterError Error, string Message) : CorrelationResult;

    /// <summary>It could not be applied and is kept for somebody to look at: durable, as a success is.</summary>
    /// <param name="IsRepetition">It was kept already.</param>
    /// <param name="Problem">What would be said if it were not kept.</param>
    public sealed record Quarantined(InboxKey Key, bool IsRepetition, CorrelationResult Problem) : CorrelationResult;

    /// <summary>Its trigger is suspended, or what was held before it waits still: it is kept until it is its turn.</summary>
    /// <param name="IsRepetition">It was kept already.</param>
    public sealed record Held(InboxKey Key, bool IsRepetition) : CorrelationResult;

    /// <summary>Its trigger is suspended, and the sender would wait for what becomes of it: nothing is accepted.</summary>
    public sealed record Suspended : CorrelationResult;
}
