using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class CompensationFold
{
    public static void Apply(StateTables tables, Event.CompensationOpened e)
    {
        tables.UseKey(e.Key.Value);
        var scope = Fold.Expect(tables.Elements.Find(e.Scope), e.Scope);
        var part = scope.Compensation ?? CompensationPart.None;
        tables.Compensations.Add(e.Key, new(e.Key, e.Scope, e.Activity, e.ActivityId, e.HandlerId, e.HasContent));
        tables.CompensationIndex.Add(e.Scope, e.Key.Value, isNewGroup: part.Open == 0);
        tables.Elements.Put(e.Scope, scope with { Compensation = part with { Open = part.Open + 1 } });
    }

    public static void Apply(StateTables tables, Event.CompensationThrown e)
    {
        tables.UseKey(e.Before.Value);
        Change(tables, e.Thrower, part => part with { Before = e.Before });
    }

    public static void Apply(StateTables tables, Event.CompensationTriggered e)
    {
        Remove(tables, e.Key);
        Change(tables, e.Thrower, part => part with { Handlers = part.Handlers + 1 });
        Change(tables, e.Handler, part => part with { Thrower = e.Thrower });
    }

    public static void Remove(StateTables tables, SubscriptionKey key)
    {
        var subscription = Fold.Expect(tables.Compensations.Find(key), key);
        tables.Compensations.Remove(key);
        tables.CompensationIndex.Remove(subscription.Scope, key.Value);
        if (tables.Elements.Find(subscription.Scope) is not null)
            Change(tables, subscription.Scope, part => part with { Open = part.Open - 1 });
        if (!tables.CompensationIndex.Any(subscription.Scope)) tables.CompensationIndex.Close(subscription.Scope);
    }

    /// <param name="key">Of the event that the handler ran for; it may have ended before.</param>
    public static void EndHandler(StateTables tables, ElementKey key)
    {
        if (tables.Elements.Find(key) is not null) Change(tables, key, part => part with { Handlers = part.Handlers - 1 });
    }

    private static void Change(StateTables tables, ElementKey key, Func<CompensationPart, CompensationPart> change)
    {
        var element = Fold.Expect(tables.Elements.Find(key), key);
        var part = change(element.Compensation ?? CompensationPart.None);
        tables.Elements.Put(key, element with { Compensation = part == CompensationPart.None ? null : part });
    }
}
