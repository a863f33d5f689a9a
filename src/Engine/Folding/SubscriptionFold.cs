using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class SubscriptionFold
{
    public static void Apply(StateTables tables, Event.SubscriptionOpened e)
    {
        tables.UseKey(e.Key.Value);
        var element = Fold.Expect(tables.Elements.Find(e.Element), e.Element);
        tables.Elements.Put(e.Element, element with { Subscriptions = element.Subscriptions.Add(e.Key) });
        tables.Subscriptions.Add(e.Key, new Subscription(
            e.Key,
            e.Element,
            e.Instance,
            element.Definition,
            e.ProcessId,
            e.CatchId,
            e.MessageName,
            e.CorrelationKey,
            e.Interrupting,
            LastMessage: null));
        tables.SubscriptionIndex.Add(new(tables.TenantOf(element.Definition), e.MessageName, e.CorrelationKey), e.Key.Value);
        Count(tables, element.Definition, 1);
    }

    public static void Apply(StateTables tables, Event.SubscriptionCorrelated e)
    {
        tables.UseKey(e.Message.Value);
        MessageFold.MarkCorrelated(tables, e.Message, e.ProcessId);
        var subscription = Fold.Expect(tables.Subscriptions.Find(e.Key), e.Key);
        if (subscription.Interrupting) Close(tables, e.Key);
        else tables.Subscriptions.Put(e.Key, subscription with { LastMessage = e.Message });
    }

    public static void Close(StateTables tables, SubscriptionKey key)
    {
        var subscription = Fold.Expect(tables.Subscriptions.Find(key), key);
        tables.Subscriptions.Remove(key);
        tables.SubscriptionIndex.Remove(new(tables.TenantOf(subscription.Definition), subscription.MessageName, subscription.CorrelationKey), key.Value);
        var element = Fold.Expect(tables.Elements.Find(subscription.Element), subscription.Element);
        tables.Elements.Put(element.Key, element with { Subscriptions = element.Subscriptions.Remove(key) });
        Count(tables, subscription.Definition, -1);
    }

    public static void Apply(StateTables tables, Event.MessageStartOpened e)
    {
        tables.UseKey(e.Key.Value);
        tables.StartSubscriptions.Add(e.Key, new StartSubscription(e.Key, e.Definition, e.ProcessId, e.ElementId, e.MessageName));
        tables.StartSubscriptionIndex.Add(new(tables.TenantOf(e.Definition), e.MessageName), e.Key.Value);
        var use = tables.Uses.Find(e.Definition) ?? DefinitionUse.None;
        tables.Uses.Put(e.Definition, use with { MessageStarts = use.MessageStarts.Add(e.Key) });
    }

    public static void Apply(StateTables tables, Event.MessageStartClosed e)
    {
        var start = Fold.Expect(tables.StartSubscriptions.Find(e.Key), e.Key);
        tables.StartSubscriptions.Remove(e.Key);
        tables.StartSubscriptionIndex.Remove(new(tables.TenantOf(start.Definition), start.MessageName), e.Key.Value);
        var use = Fold.Expect(tables.Uses.Find(start.Definition), start.Definition);
        tables.Uses.Put(start.Definition, use with { MessageStarts = use.MessageStarts.Remove(e.Key) });
    }

    public static void Count(StateTables tables, DefinitionKey definition, int difference)
    {
        var use = tables.Uses.Find(definition) ?? DefinitionUse.None;
        tables.Uses.Put(definition, use with { WaitingSubscriptions = use.WaitingSubscriptions + difference });
    }
}
