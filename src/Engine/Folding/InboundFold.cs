using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

/// <summary>What is kept. A deduplication key is either known to the ledger or that of something kept, never both.</summary>
internal static class InboundFold
{
    public static void Apply(StateTables tables, Event.InboundKept e)
    {
        var kept = new KeptInbound(e.Key, e.Tenant, e.Target)
        {
            IsHeld = e.IsHeld,
            Code = e.Code,
            Reason = e.Reason,
            PayloadBytes = e.Payload.Length,
            DeduplicationKey = e.DeduplicationKey,
            MessageId = e.MessageId,
            Attempts = 1,
            ReceivedAt = e.At,
            LastAttemptAt = e.At,
            KeptUntil = e.KeptUntil,
            IsSpared = e.IsHeld,
        };
        tables.UseKey(e.Key.Value);
        tables.Inbox.Add(e.Key, kept);
        tables.InboxPayloads.Add(e.Key, new InboundPayload(e.Payload));
        if (e.DeduplicationKey is { } name) tables.InboxNames.Put(new(name), new(e.Key));
        foreach (var group in KeptGroup.Of(kept)) tables.InboxIndex.Add(group, e.Key.Value);
        tables.Due.Add(Expiry(kept));
    }

    public static void Apply(StateTables tables, Event.InboundTriedAgain e)
    {
        var before = Find(tables, e.Key);
        var after = before with
        {
            IsHeld = e.IsHeld,
            Code = e.Code,
            Reason = e.Reason,
            Attempts = before.Attempts + 1,
            LastAttemptAt = e.At,
            KeptUntil = e.KeptUntil,
        };
        tables.Inbox.Put(e.Key, after);
        MoveExpiry(tables, before, after);
        if (before.IsHeld == after.IsHeld) return;
        foreach (var group in KeptGroup.Of(before)) tables.InboxIndex.Remove(group, e.Key.Value);
        foreach (var group in KeptGroup.Of(after)) tables.InboxIndex.Add(group, e.Key.Value);
    }

    public static void Apply(StateTables tables, Event.InboundEdited e)
    {
        tables.Inbox.Put(e.Key, Find(tables, e.Key) with { PayloadBytes = e.Payload.Length });
        tables.InboxPayloads.Put(e.Key, new InboundPayload(e.Payload));
    }

    public static void Apply(StateTables tables, Event.InboundKeptLonger e)
    {
        var before = Find(tables, e.Key);
        var after = before with { KeptUntil = e.KeptUntil, IsSpared = e.IsSpared };
        tables.Inbox.Put(e.Key, after);
        MoveExpiry(tables, before, after);
    }

    public static void Apply(StateTables tables, Event.InboundEnded e)
    {
        var kept = Find(tables, e.Key);
        tables.Inbox.Remove(e.Key);
        tables.InboxPayloads.Remove(e.Key);
        foreach (var group in KeptGroup.Of(kept)) tables.InboxIndex.Remove(group, e.Key.Value);
        tables.Due.Remove(Expiry(kept));
        if (kept.DeduplicationKey is not { } name) return;
        tables.InboxNames.Remove(new(name));
        if (e.RememberedUntil is not { } until) return;
        LedgerFold.Remember(
            tables, name, new LedgerEntry(e.AnswerKey, e.AnswerInstance, until, e.AnswerDefinition) { Entry = e.Key, IsDueByEntry = true });
    }

    private static KeptInbound Find(StateTables tables, InboxKey key) => Fold.Expect(tables.Inbox.Find(key), key);

    private static void MoveExpiry(StateTables tables, KeptInbound before, KeptInbound after)
    {
        if (before.KeptUntil == after.KeptUntil) return;
        tables.Due.Remove(Expiry(before));
        tables.Due.Add(Expiry(after));
    }

    private static DueEntry Expiry(KeptInbound kept) => new(kept.KeptUntil, DueKind.InboxExpiry, kept.Key.Value, "");
}
