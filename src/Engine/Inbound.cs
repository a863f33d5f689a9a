namespace Fairlead.Engine;

/// <summary>What an outside event is for: the same in all versions of a process.</summary>
/// <param name="Type">Of the connector.</param>
/// <param name="ProcessId">BPMN id.</param>
/// <param name="ElementId">BPMN id.</param>
public sealed record InboundTarget(string Type, string ProcessId, string ElementId)
{
    /// <summary>Longest of the three, in UTF-16 units.</summary>
    public const int TextAtMost = 256;
}

/// <summary>How far a source is read.</summary>
/// <param name="Value">Empty forgets the place.</param>
public sealed record SourcePlace(string Name, string Value)
{
    /// <summary>Longest name, in UTF-16 units.</summary>
    public const int NameAtMost = 256;

    /// <summary>Longest value, in bytes of UTF-8.</summary>
    public const int ValueAtMostBytes = 32 << 10;

    /// <summary>The place that this one follows, empty for the beginning: elsewhere nothing is written. Null follows any.</summary>
    public string? After { get; init; }
}

/// <summary>The lease that a write rests on. Lost, the write is refused.</summary>
public sealed record Fence(string Name, long Token);

/// <summary>The outside event behind a command; all of it is written with the effect.</summary>
public sealed record InboundSource(InboundTarget Target)
{
    /// <summary>What the event was kept as, and which is done with the effect.</summary>
    public InboxKey? Entry { get; init; }

    public SourcePlace? Place { get; init; }

    public Fence? Fence { get; init; }

    /// <summary>How long a repetition gets the first answer; null for as long as the options say.</summary>
    public TimeSpan? RememberFor { get; init; }
}

/// <summary>An outside event that was not applied yet. What it carries lies beside it.</summary>
public sealed record KeptInbound(InboxKey Key, string? Tenant, InboundTarget Target)
{
    /// <summary>Longest code, in UTF-16 units.</summary>
    public const int CodeAtMost = 128;

    /// <summary>A longer reason is cut, in UTF-16 units.</summary>
    public const int ReasonAtMost = 4_096;

    /// <summary>Longest deduplication key and longest message id, in UTF-16 units.</summary>
    public const int NameAtMost = 4_096;

    /// <summary>It waits because its trigger is suspended. Otherwise something was wrong with it.</summary>
    public required bool IsHeld { get; init; }

    public required string Code { get; init; }

    public required string Reason { get; init; }

    public required int PayloadBytes { get; init; }

    public required string? DeduplicationKey { get; init; }

    public required string? MessageId { get; init; }

    public required int Attempts { get; init; }

    public required Timestamp ReceivedAt { get; init; }

    public required Timestamp LastAttemptAt { get; init; }

    public required Timestamp KeptUntil { get; init; }

    /// <summary>Its trigger was suspended up to now, as far as is known: when its time comes it gets as much again.</summary>
    public required bool IsSpared { get; init; }
}

/// <summary>What became of an event that was kept.</summary>
public enum InboundEnd
{
    Applied,
    Discarded,
    Expired,
}

/// <summary>A trigger whose events are kept instead of applied.</summary>
/// <param name="ElementId">Null for all of the process.</param>
public sealed record Suspension(SuspensionKey Key, string? Tenant, string ProcessId, string? ElementId, Timestamp Since)
{
    /// <summary>At once, in the whole cluster.</summary>
    public const int CountAtMost = 10_000;
}

/// <summary>Who reads a source until when.</summary>
/// <param name="Token">From the counter of all keys: grows with each change of hands and is never given out again.</param>
public sealed record Lease(string Name, string Owner, long Token, Timestamp Until)
{
    /// <summary>Longest name and longest owner, in UTF-16 units.</summary>
    public const int TextAtMost = 256;

    /// <summary>At once, in the whole cluster.</summary>
    public const int CountAtMost = 100_000;

    public static readonly TimeSpan ShortestDuration = TimeSpan.FromMilliseconds(1);

    public static readonly TimeSpan LongestDuration = TimeSpan.FromDays(1);
}

/// <summary>What is known of an event by its deduplication key: what it led to, or that it is kept.</summary>
public sealed record KnownInbound(LedgerEntry? Answer, KeptInbound? Kept);
