using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class SignalFold
{
    public static void Apply(StateTables tables, Event.SignalSubscriptionOpened e)
    {
        tables.UseKey(e.Key.Value);
        tables.SignalSubscriptions.Add(e.Key, new SignalSubscription(e.Key, e.Element, e.Instance, e.Definition, e.CatchId, e.SignalName));
        tables.SignalIndex.Add(new(tables.TenantOf(e.Definition), e.SignalName), e.Key.Value);
        if (e.Element is { } key)
        {
            var element = Fold.Expect(tables.Elements.Find(key), key);
            tables.Elements.Put(key, element with { Signals = element.Signals.Add(e.Key) });
        }
        else
        {
            var use = tables.Uses.Find(e.Definition) ?? DefinitionUse.None;
            tables.Uses.Put(e.Definition, use with { SignalStarts = use.SignalStarts.Add(e.Key) });
        }
    }

    public static void Apply(StateTables tables, Event.SignalSubscriptionClosed e)
    {
        var subscription = Fold.Expect(tables.SignalSubscriptions.Find(e.Key), e.Key);
        tables.SignalSubscriptions.Remove(e.Key);
        tables.SignalIndex.Remove(new(tables.TenantOf(subscription.Definition), subscription.SignalName), e.Key.Value);
        if (subscription.Element is { } key)
        {
            var element = Fold.Expect(tables.Elements.Find(key), key);
            tables.Elements.Put(key, element with { Signals = element.Signals.Remove(e.Key) });
        }
        else
        {
            var use = Fold.Expect(tables.Uses.Find(subscription.Definition), subscription.Definition);
            tables.Uses.Put(subscription.Definition, use with { SignalStarts = use.SignalStarts.Remove(e.Key) });
        }
    }
}
