using Fairlead.Engine.Model;

namespace Fairlead.Engine.Running;

/// <summary>Brings a signal to everything that waits for it at this moment.</summary>
internal static class Signals
{
    /// <param name="variables">UTF-8 JSON object, or empty.</param>
    public static SignalKey Broadcast(Execution x, string name, ReadOnlyMemory<byte> variables)
    {
        var key = new SignalKey(x.NewKey());
        x.Emit(new Event.SignalBroadcast(key, name, variables));
        foreach (var subscription in x.State.SignalSubscriptions(name).ToList())
        {
            var caught = x.Process(subscription.Definition).Find(subscription.CatchId);
            if (subscription.Element is not { } waiting)
                Instances.Start(x, x.State.Definition(subscription.Definition)!, (StartNode)caught, variables);
            // The same signal may just have ended it.
            else if (x.State.SignalSubscription(subscription.Key) is not null
                && x.State.Element(waiting) is { } element
                && CatchEvents.CanHappen(x, element, caught))
                CatchEvents.Trigger(x, element, caught, variables);
        }

        return key;
    }
}
