using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class ConditionFold
{
    public static void Apply(StateTables tables, Event.ConditionOpened e)
    {
        tables.UseKey(e.Key.Value);
        tables.Conditions.Add(e.Key, new(e.Key, e.Element, e.Instance, e.Definition, e.CatchId));
        tables.ConditionIndex.Add(e.Instance ?? default, e.Key.Value);
        if (e.Element is { } key)
        {
            var element = Fold.Expect(tables.Elements.Find(key), key);
            tables.Elements.Put(key, element with { Conditions = element.Conditions.Add(e.Key) });
        }
        else
        {
            var use = tables.Uses.Find(e.Definition) ?? DefinitionUse.None;
            tables.Uses.Put(e.Definition, use with { ConditionStarts = use.ConditionStarts.Add(e.Key) });
        }
    }

    public static void Apply(StateTables tables, Event.ConditionClosed e)
    {
        var subscription = Fold.Expect(tables.Conditions.Find(e.Key), e.Key);
        tables.Conditions.Remove(e.Key);
        var group = subscription.Instance ?? default;
        tables.ConditionIndex.Remove(group, e.Key.Value);
        if (!tables.ConditionIndex.Any(group)) tables.ConditionIndex.Close(group);
        if (subscription.Element is { } key)
        {
            var element = Fold.Expect(tables.Elements.Find(key), key);
            tables.Elements.Put(key, element with { Conditions = element.Conditions.Remove(e.Key) });
        }
        else
        {
            var use = Fold.Expect(tables.Uses.Find(subscription.Definition), subscription.Definition);
            tables.Uses.Put(subscription.Definition, use with { ConditionStarts = use.ConditionStarts.Remove(e.Key) });
        }
    }

    public static void Apply(StateTables tables, Event.ConditionsDeferred e)
    {
        tables.UseKey(e.Key.Value);
        tables.Evaluations.Put(e.Key, new(e.Key, e.Instance, e.Changes, e.After));
    }
}
