using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class ListenerFold
{
    public static void Apply(StateTables tables, Event.ListenerReached e)
    {
        var element = Fold.Expect(tables.Elements.Find(e.Element), e.Element);
        tables.Elements.Put(e.Element, element with { Listening = new(e.Place, element.Listening?.Start) });
    }

    public static void Apply(StateTables tables, Event.StartHeld e)
    {
        var root = Fold.Expect(tables.Elements.Find(e.Root), e.Root);
        tables.Elements.Put(e.Root, root with { Listening = new(0, new(e.StartId, e.Variables)) });
    }
}
