using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class ModifyFold
{
    public static void Apply(StateTables tables, Event.ElementDiscarded e) =>
        tables.Elements.Put(e.Key, Fold.Expect(tables.Elements.Find(e.Key), e.Key) with { IsDiscarded = true });

    public static void Apply(StateTables tables, Event.EndPlanned e)
    {
        var root = Fold.Expect(tables.Elements.Find(e.Instance.Root), e.Instance);
        tables.Elements.Put(root.Key, root with { Root = Fold.Expect(root.Root, e.Instance) with { EndsAfter = [.. e.AfterElements] } });
    }
}
