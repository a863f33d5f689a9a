namespace Fairlead.Connectors.Runtime.Calls;

/// <summary>Keeps what is known of calls. The host gives one that writes to disk; without one nothing is kept.</summary>
public interface ICallJournal
{
    /// <summary>
    /// Returns when it is written that the call is about to be made: should this process end before <see cref="End"/>, the call is found
    /// as one whose outcome is unknown.
    /// </summary>
    /// <param name="call">Whose call it is.</param>
    /// <param name="cancellation">The host stops.</param>
    /// <returns>The key of the call, in the order of their beginnings.</returns>
    /// <exception cref="CallJournalException">It must be on disk and cannot be written: the call must not be made.</exception>
    ValueTask<long> BeginAsync(CallIntent call, CancellationToken cancellation);

    /// <summary>An earlier attempt at the job of which nobody knows whether it took effect; null when there is none, as for most jobs.</summary>
    UnknownCall? FindUnknown(long jobKey);

    /// <summary>Somebody decided about the unknown outcomes of the job: they no longer stand in the way of an attempt.</summary>
    ValueTask SettleAsync(long jobKey, CancellationToken cancellation);

    /// <summary>Takes what became of it. Does not wait for the disk; what is taken is written before the process ends in order.</summary>
    void End(long key, CallRecord record);
}

/// <summary>A call that began and of which no end is known.</summary>
public sealed record UnknownCall(long Key, DateTimeOffset StartedAt);

/// <summary>What must be written before a call cannot be written, so the call is not made.</summary>
public sealed class CallJournalException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>A call that is about to be made.</summary>
public sealed record CallIntent
{
    /// <summary>The job; 0 for a call outside of any process.</summary>
    public required long JobKey { get; init; }

    public required string Type { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public string ProcessId { get; init; } = "";

    public int ProcessVersion { get; init; }

    public long ProcessDefinitionKey { get; init; }

    public long ProcessInstanceKey { get; init; }

    public string ElementId { get; init; } = "";

    public long ElementInstanceKey { get; init; }

    public string TenantId { get; init; } = "<default>";

    /// <summary>Attempts left, this one included.</summary>
    public int RetriesLeft { get; init; }

    /// <summary>See <see cref="Sdk.OutboundCall.IdempotencyKey"/>.</summary>
    public string IdempotencyKey { get; init; } = "";

    /// <summary>Of W3C trace context, 32 hexadecimal digits; null when nothing is traced.</summary>
    public string? TraceId { get; init; }

    /// <summary>True: the disk must have it before the call, because a repetition is not safe. False: it may be lost with the machine.</summary>
    public bool MustBeOnDisk { get; init; }
}
