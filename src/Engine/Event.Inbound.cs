namespace Fairlead.Engine;

public abstract partial record Event
{
    /// <summary>As <see cref="InboundAccepted"/>, of an event whose element is known.</summary>
    /// <param name="Tenant">Null for the default tenant.</param>
    /// <param name="Entry">What it was kept as; null when it came fresh from outside.</param>
    /// <param name="Instance">Started or reached by it; null when nobody knows.</param>
    public sealed record InboundApplied(
        string? Tenant,
        InboundTarget Target,
        string DeduplicationKey,
        InboxKey? Entry,
        long AnswerKey,
        InstanceKey? Instance,
        Timestamp KeptUntil,
        DefinitionKey? AnswerDefinition) : Event;

    /// <param name="Tenant">Null for the default tenant.</param>
    /// <param name="Payload">UTF-8 JSON object.</param>
    public sealed record InboundKept(
        InboxKey Key,
        string? Tenant,
        InboundTarget Target,
        bool IsHeld,
        string Code,
        string Reason,
        ReadOnlyMemory<byte> Payload,
        string? DeduplicationKey,
        string? MessageId,
        Timestamp At,
        Timestamp KeptUntil) : Event;

    /// <summary>It arrived again, or applying it failed again.</summary>
    public sealed record InboundTriedAgain(
        InboxKey Key, bool IsHeld, string Code, string Reason, Timestamp At, Timestamp KeptUntil) : Event;

    /// <param name="Payload">UTF-8 JSON object.</param>
    public sealed record InboundEdited(InboxKey Key, ReadOnlyMemory<byte> Payload) : Event;

    /// <summary>It is not kept any more.</summary>
    /// <param name="AnswerKey">As of <see cref="InboundAccepted"/>; 0 when it had no effect.</param>
    /// <param name="AnswerInstance">Likewise.</param>
    /// <param name="AnswerDefinition">Likewise.</param>
    /// <param name="RememberedUntil">When its deduplication key is forgotten; null when this event says nothing of it.</param>
    public sealed record InboundEnded(
        InboxKey Key,
        InboundEnd End,
        long AnswerKey,
        long AnswerInstance,
        DefinitionKey? AnswerDefinition,
        Timestamp? RememberedUntil) : Event;

    /// <summary>Its time had come while its trigger was suspended, or had been before.</summary>
    /// <param name="IsSpared">Whether that may happen once more.</param>
    public sealed record InboundKeptLonger(InboxKey Key, Timestamp KeptUntil, bool IsSpared) : Event;

    /// <param name="Tenant">Null for the default tenant.</param>
    /// <param name="ElementId">Null for all of the process.</param>
    public sealed record TriggerSuspended(
        SuspensionKey Key, string? Tenant, string ProcessId, string? ElementId, Timestamp At) : Event;

    public sealed record TriggerResumed(SuspensionKey Key) : Event;

    public sealed record LeaseTaken(string Name, string Owner, long Token, Timestamp Until) : Event;

    public sealed record LeaseRenewed(long Token, Timestamp Until) : Event;

    /// <summary>It was given back, or its time is over.</summary>
    public sealed record LeaseEnded(long Token) : Event;

    /// <param name="Tenant">Null for the default tenant.</param>
    /// <param name="Value">Empty when the place is forgotten.</param>
    public sealed record PlaceMoved(string? Tenant, string Name, string Value) : Event;
}
