using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class AdHocFold
{
    public static void Apply(StateTables tables, Event.AdHocFulfilled e) => tables.Elements.Put(
        e.Element, Fold.Expect(tables.Elements.Find(e.Element), e.Element) with { IsFulfilled = true });
}
