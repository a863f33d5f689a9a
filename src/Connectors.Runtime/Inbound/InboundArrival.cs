using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Feel;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>An event as it came, from a source that is trusted, before anything is decided about it.</summary>
public sealed record InboundArrival
{
    /// <summary>What expressions see at the top level; there is no <c>response</c> around it except in result expressions.</summary>
    public required FeelContext Context { get; init; }

    /// <summary>What the connector knows as the event's identity; an expression of the model wins. Null for nothing.</summary>
    public string? MessageId { get; init; }

    /// <summary>That the event belongs to; null when nobody said.</summary>
    public TraceContext? Trace { get; init; }

    /// <summary>How far the source is read with this event; null for a source without a place.</summary>
    public InboundCursor? Cursor { get; init; }

    /// <summary>Under which the source is read; null when everybody may.</summary>
    public LeaseHold? Lease { get; init; }

    /// <summary>Why the event cannot be read, for the operator; null when it can.</summary>
    public string? Unreadable { get; init; }

    /// <summary>Where it is kept already; null when it comes fresh from outside.</summary>
    public InboxKey? Entry { get; init; }

    /// <summary>Knows the secrets that the connector was started with; null when there are none.</summary>
    public Redactor? Redactor { get; init; }
}
