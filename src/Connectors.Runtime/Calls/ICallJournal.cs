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

    /// <summary>What a person ordered for the next attempts at the job; null when nothing, as for most jobs. Does not read the disk.</summary>
    CallOrder? FindOrder(long jobKey);

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

    /// <summary>The call whose response is mapped again instead of making one; null for an ordinary call.</summary>
    public long? RemapOf { get; init; }

    /// <summary>True: the disk must have it before the call, because a repetition is not safe. False: it may be lost with the machine.</summary>
    public bool MustBeOnDisk { get; init; }
}

/// <summary>What a person ordered for the attempts at a job.</summary>
public sealed record CallOrder
{
    public required long JobKey { get; init; }

    /// <summary>How often the inputs were edited: each time it is another request, which needs another idempotency key.</summary>
    public int Edits { get; init; }

    /// <summary>The call whose response is mapped in the next attempt, which sends nothing; null to make the call.</summary>
    public long? RemapOf { get; init; }

    /// <summary>That response: JSON.</summary>
    public string Response { get; init; } = "";

    /// <summary>For that attempt in place of the model's; null for the model's.</summary>
    public string? ResultVariable { get; init; }

    /// <summary>For that attempt in place of the model's; null for the model's.</summary>
    public string? ResultExpression { get; init; }

    /// <summary>For that attempt in place of the model's; null for the model's.</summary>
    public string? ErrorExpression { get; init; }

    /// <summary>Task headers as they hold for that attempt.</summary>
    public IReadOnlyDictionary<string, string> LaidOver(IReadOnlyDictionary<string, string> model)
    {
        var headers = new Dictionary<string, string>(model, StringComparer.Ordinal);
        foreach (var (name, text) in ((string, string?)[])
            [("resultVariable", ResultVariable), ("resultExpression", ResultExpression), ("errorExpression", ErrorExpression)])
        {
            if (text is not null)
                headers[name] = text;
        }

        return headers;
    }
}
