using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class LoopFold
{
    public static void Apply(StateTables tables, Event.LoopResultSet e)
    {
        var place = new ScopeAndName(e.Body, e.Name);
        var results = Fold.Expect(tables.Variables.Find(place), place);
        tables.Variables.Put(place, results.WithItem(e.Index, e.Value));
    }
}
