using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class LedgerFold
{
    public static void Apply(StateTables tables, Event.InboundAccepted e)
    {
        tables.UseKey(e.AnswerKey);
        Remember(tables, e.DeduplicationKey, new LedgerEntry(e.AnswerKey, e.AnswerInstance, e.KeptUntil, e.AnswerDefinition));
    }

    public static void Apply(StateTables tables, Event.InboundApplied e)
    {
        tables.UseKey(e.AnswerKey);
        var entry = new LedgerEntry(e.AnswerKey, e.Instance?.Value ?? 0, e.KeptUntil, e.AnswerDefinition) { Entry = e.Entry };
        Remember(tables, e.DeduplicationKey, entry);
    }

    public static void Apply(StateTables tables, Event.InboundForgotten e)
    {
        var entry = Fold.Expect(tables.Ledger.Find(new(e.DeduplicationKey)), e.DeduplicationKey);
        tables.Ledger.Remove(new(e.DeduplicationKey));
        tables.Due.Remove(Expiry(entry, e.DeduplicationKey));
    }

    public static void Remember(StateTables tables, string deduplicationKey, LedgerEntry entry)
    {
        tables.Ledger.Put(new(deduplicationKey), entry);
        tables.Due.Add(Expiry(entry, deduplicationKey));
    }

    private static DueEntry Expiry(LedgerEntry entry, string name) =>
        new(entry.KeptUntil, DueKind.LedgerExpiry, entry.IsDueByEntry ? entry.Entry!.Value.Value : entry.AnswerKey, name);
}
