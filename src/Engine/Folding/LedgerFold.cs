using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class LedgerFold
{
    public static void Apply(StateTables tables, Event.InboundAccepted e)
    {
        tables.UseKey(e.AnswerKey);
        tables.Ledger.Put(new(e.DeduplicationKey), new LedgerEntry(e.AnswerKey, e.AnswerInstance, e.KeptUntil, e.AnswerDefinition));
        tables.Due.Add(Expiry(e.KeptUntil, e.AnswerKey, e.DeduplicationKey));
    }

    public static void Apply(StateTables tables, Event.InboundForgotten e)
    {
        var entry = Fold.Expect(tables.Ledger.Find(new(e.DeduplicationKey)), e.DeduplicationKey);
        tables.Ledger.Remove(new(e.DeduplicationKey));
        tables.Due.Remove(Expiry(entry.KeptUntil, entry.AnswerKey, e.DeduplicationKey));
    }

    private static DueEntry Expiry(Timestamp at, long key, string name) => new(at, DueKind.LedgerExpiry, key, name);
}
