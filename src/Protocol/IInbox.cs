namespace Fairlead.Protocol;

/// <summary>
/// Outside events that could not be applied, or not yet; and what a cluster remembers about the sources they come from. Everything that
/// returns is durable. A refusal is a <see cref="ClusterException"/>.
/// </summary>
public interface IInbox
{
    /// <summary>
    /// Keeps an event. One whose deduplication key was applied or discarded before, or is kept already, is not kept again; a kept one counts
    /// the attempt, and what is only held is quarantined by an attempt that failed. Refused with
    /// <see cref="ClusterError.ResourceExhausted"/> when too many of the trigger are kept.
    /// </summary>
    Task<KeptEvent> KeepAsync(KeepEvent request, CancellationToken cancellation);

    /// <summary>Null when there is none, or when it is done.</summary>
    Task<InboxEntry?> FindAsync(InboxKey key, CancellationToken cancellation);

    /// <summary>
    /// Those that are kept, oldest first, without their payloads. A source's events come back in their order.
    /// </summary>
    Task<IReadOnlyList<InboxEntry>> FindKeptAsync(FindKept request, CancellationToken cancellation);

    /// <summary>Replaces what an entry carries, before it is driven again.</summary>
    Task EditAsync(InboxKey key, ReadOnlyMemory<byte> payload, CancellationToken cancellation);

    /// <summary>Notes that applying an entry failed again. It is quarantined from now on, if it was only held.</summary>
    Task NoteFailureAsync(InboxKey key, string code, string reason, CancellationToken cancellation);

    /// <summary>
    /// Ends an entry without effect. Its deduplication key stays known as long as that of an applied event, so that a repetition has no
    /// effect either: it is answered as a duplicate with the key 0.
    /// </summary>
    Task DiscardAsync(InboxKey key, CancellationToken cancellation);

    /// <summary>From now on runtimes keep what arrives for the trigger instead of applying it.</summary>
    /// <param name="elementId">Null for all of the process.</param>
    Task SuspendAsync(string? tenantId, string processId, string? elementId, CancellationToken cancellation);

    /// <summary>The opposite. What was kept is not applied by this.</summary>
    Task ResumeAsync(string? tenantId, string processId, string? elementId, CancellationToken cancellation);

    /// <summary>What is suspended, in order of tenant, process and element.</summary>
    Task<IReadOnlyList<Suspension>> FindSuspensionsAsync(CancellationToken cancellation);

    /// <summary>What became of an event that came with this key; null when nobody remembers.</summary>
    Task<KnownEvent?> FindKnownAsync(string deduplicationKey, CancellationToken cancellation);

    /// <summary>How far a source was read; null when nobody said.</summary>
    Task<string?> ReadCursorAsync(string? tenantId, string name, CancellationToken cancellation);

    /// <summary>Moves a place without an effect: past what was read and concerns nobody. An empty value forgets it.</summary>
    /// <param name="lease">Null when everybody may. Refused with <see cref="ClusterError.InvalidState"/> when lost.</param>
    Task MoveCursorAsync(string? tenantId, InboundCursor cursor, LeaseHold? lease, CancellationToken cancellation);
}

/// <summary>Identifies an event in the inbox.</summary>
public readonly record struct InboxKey(long Value);

/// <summary>Why an event is kept.</summary>
public enum InboxState
{
    /// <summary>It could not be applied: somebody has to look at it.</summary>
    Quarantined,

    /// <summary>Its trigger is suspended: it waits to be applied.</summary>
    Held,

    /// <summary>It was applied after it had been kept.</summary>
    Applied,

    /// <summary>Somebody decided that it is not to be applied.</summary>
    Discarded,

    /// <summary>It was kept for as long as the installation says.</summary>
    Expired,
}

/// <summary>Keeps an event.</summary>
public sealed record KeepEvent
{
    /// <summary>What it is for.</summary>
    public required InboundTrigger Trigger { get; init; }

    /// <summary><see cref="InboxState.Quarantined"/> or <see cref="InboxState.Held"/>.</summary>
    public required InboxState State { get; init; }

    /// <summary>Of the problem; empty for what is only held.</summary>
    public string Code { get; init; } = "";

    /// <summary>For the operator; empty for what is only held.</summary>
    public string Reason { get; init; } = "";

    /// <summary>
    /// UTF-8 JSON object: what expressions see. Where that could not be made of it, <c>{"raw": TEXT or "rawBase64": TEXT, …}</c>.
    /// </summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Names the event; null when it has no name. As <see cref="CreateInstance.DeduplicationKey"/>.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>What the connector knows as the event's identity, for when it is driven again; null for nothing.</summary>
    public string? MessageId { get; init; }

    /// <summary>How far the source is read with this event.</summary>
    public InboundCursor? Cursor { get; init; }

    /// <summary>As <see cref="InboundOrigin.Lease"/>.</summary>
    public LeaseHold? Lease { get; init; }

    /// <summary>Null for the default one.</summary>
    public string? TenantId { get; init; }

    /// <summary>How long it is kept; null for as long as the cluster says.</summary>
    public TimeSpan? KeepFor { get; init; }
}

/// <summary>An event that is kept, or was.</summary>
/// <param name="Key">0 when it was applied before and nothing had to be kept.</param>
/// <param name="Duplicate">True when it was known.</param>
/// <param name="Known">What became of it the first time; null when it is new or kept still.</param>
public sealed record KeptEvent(InboxKey Key, bool Duplicate, KnownEvent? Known);

/// <summary>The first answer to an event.</summary>
/// <param name="Entry">Where it is kept; null when it is not.</param>
/// <param name="Answer">Key of the instance or message that it caused; 0 for none.</param>
/// <param name="InstanceKey">The instance that it started or reached; null when nobody knows.</param>
public sealed record KnownEvent(InboxKey? Entry, long Answer, ProcessInstanceKey? InstanceKey)
{
    /// <summary>
    /// <see cref="InboxState.Applied"/> or <see cref="InboxState.Discarded"/>; of one that is kept still <see cref="InboxState.Quarantined"/>
    /// or <see cref="InboxState.Held"/>.
    /// </summary>
    public InboxState State { get; init; }
}

/// <summary>An event of the inbox.</summary>
public sealed record InboxEntry
{
    /// <summary>Identifies the entry.</summary>
    public required InboxKey Key { get; init; }

    /// <summary>What it is for.</summary>
    public required InboundTrigger Trigger { get; init; }

    /// <summary>What it waits for, or what became of it.</summary>
    public required InboxState State { get; init; }

    /// <summary>Of the problem; empty for what is only held.</summary>
    public string Code { get; init; } = "";

    /// <summary>For the operator; empty for what is only held.</summary>
    public string Reason { get; init; } = "";

    /// <summary>UTF-8 JSON object; empty where many are listed.</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Bytes of the payload.</summary>
    public int PayloadBytes { get; init; }

    /// <summary>As it was kept with.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>As it was kept with.</summary>
    public string? MessageId { get; init; }

    /// <summary>Attempts so far, the arrivals of repetitions included.</summary>
    public int Attempts { get; init; }

    /// <summary>When it arrived first.</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it failed last.</summary>
    public DateTimeOffset LastAttemptAt { get; init; }

    /// <summary>When it is forgotten. Later, when its trigger is suspended at that moment, or was while it was held.</summary>
    public DateTimeOffset KeptUntil { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = "<default>";
}

/// <summary>Asks for kept events.</summary>
public sealed record FindKept
{
    /// <summary>Null for those of all; with a process, for the default one.</summary>
    public string? TenantId { get; init; }

    /// <summary>BPMN id; null for all.</summary>
    public string? ProcessId { get; init; }

    /// <summary>BPMN id, beside that of the process; null for all.</summary>
    public string? ElementId { get; init; }

    /// <summary>Null for quarantined and held ones.</summary>
    public InboxState? State { get; init; }

    /// <summary>Those behind this one; null for the first.</summary>
    public InboxKey? After { get; init; }

    /// <summary>Entries at most: 1 to 1,000.</summary>
    public int AtMost { get; init; } = 100;
}

/// <summary>A trigger whose events are kept instead of applied.</summary>
/// <param name="ElementId">Null for all of the process.</param>
public sealed record Suspension(string TenantId, string ProcessId, string? ElementId, DateTimeOffset Since);
