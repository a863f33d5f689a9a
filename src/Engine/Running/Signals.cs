using Fairlead.Engine.Model;

namespace Fairlead.Engine.Running;

/// <summary>Brings a signal to everything that waits for it at this moment.</summary>
internal static class Signals
{
    /// <param name="variables">UTF-8 JSON object, or empty.</param>
    public static SignalKey Broadcast(Execution x, string? tenant, string name, ReadOnlyMemory<byte> variables)
    {
        var key = new SignalKey(x.NewKey());
        x.Emit(new Event.SignalBroadcast(key, name, variables, tenant));
        Reach(x, new Broadcast(key, name, variables, After: default) { Tenant = tenant });
        return key;
    }

    /// <summary>Goes on with a broadcast that was put off.</summary>
    public static void GoOn(Execution x, SignalKey key)
    {
        if (x.State.Broadcast(key) is { } broadcast) Reach(x, broadcast);
    }

    /// <summary>What began to wait after the broadcast has a later key, and is not meant.</summary>
    private static void Reach(Execution x, Broadcast broadcast)
    {
        var meant = x.State.SignalSubscriptions(broadcast.Tenant, broadcast.Name)
            .SkipWhile(subscription => subscription.Key.Value <= broadcast.After.Value)
            .TakeWhile(subscription => subscription.Key.Value < broadcast.Key.Value)
            .Take(x.Options.StepsAtMost + 1)
            .ToList();
        foreach (var subscription in meant.Take(x.Options.StepsAtMost)) Trigger(x, subscription, broadcast.Variables);

        if (meant.Count > x.Options.StepsAtMost)
        {
            x.Emit(new Event.SignalDeferred(broadcast.Key, broadcast.Name, broadcast.Variables, meant[^2].Key, broadcast.Tenant));
            x.Emit(new Event.WorkDeferred(new(x.NewKey()), new(WorkKind.Broadcast, new(broadcast.Key.Value))));
        }
        else if (broadcast.After != default)
        {
            x.Emit(new Event.SignalDone(broadcast.Key));
        }
    }

    private static void Trigger(Execution x, SignalSubscription subscription, ReadOnlyMemory<byte> variables)
    {
        // The same signal may just have ended it.
        if (x.State.SignalSubscription(subscription.Key) is null) return;
        var caught = x.Process(subscription.Definition).Find(subscription.CatchId);
        if (subscription.Element is not { } waiting)
            Instances.Start(x, x.State.Definition(subscription.Definition)!, (StartNode)caught, variables);
        else if (x.State.Element(waiting) is { } element && CatchEvents.CanHappen(x, element, caught))
            CatchEvents.Trigger(x, element, caught, variables);
    }
}
