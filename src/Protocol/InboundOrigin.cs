namespace Fairlead.Protocol;

/// <summary>
/// The outside event behind an effect (an instance, a message). The cluster writes all of it in one transaction with the effect, or, when
/// the lease is lost, nothing at all. A repetition has no effect again, but moves the cursor and ends the entry.
/// </summary>
public sealed record InboundOrigin
{
    /// <summary>The element that took the event.</summary>
    public required InboundTrigger Trigger { get; init; }

    /// <summary>
    /// The entry of the inbox that the event was kept in, and which is done with this; null when it comes fresh from outside. Refused with
    /// <see cref="ClusterError.NotFound"/> when it is done already and no deduplication key gives the first answer.
    /// </summary>
    public InboxKey? Entry { get; init; }

    /// <summary>How far the source is read with this event; null for a source without a place.</summary>
    public InboundCursor? Cursor { get; init; }

    /// <summary>
    /// The lease under which the source is read; null when everybody may. Refused with <see cref="ClusterError.InvalidState"/> when
    /// lost.
    /// </summary>
    public LeaseHold? Lease { get; init; }

    /// <summary>How long a repetition gets the first answer; null for as long as the cluster says.</summary>
    public TimeSpan? RememberFor { get; init; }
}

/// <summary>What an outside event is for: the same in all versions of a process. The tenant is that of the request.</summary>
/// <param name="Type">Of the connector.</param>
/// <param name="ProcessId">BPMN id.</param>
/// <param name="ElementId">BPMN id; of the newest element where several share one source and none took the event.</param>
public sealed record InboundTrigger(string Type, string ProcessId, string ElementId);

/// <summary>A place in a source.</summary>
/// <param name="Name">The source: for example an executable and a partition. At most 256 characters.</param>
/// <param name="Value">Whatever its connector reads there again: an offset, an ETag, a moment. At most 32 KiB.</param>
public sealed record InboundCursor(string Name, string Value)
{
    /// <summary>
    /// The place that this one follows; empty for a source of which nothing was read. When it is read up to anywhere else, nothing is
    /// written and the request is refused with <see cref="ClusterError.InvalidState"/>: so several may be under way in their order. Null
    /// follows any.
    /// </summary>
    public string? After { get; init; }
}
