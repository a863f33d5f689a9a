using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Elements;

/// <summary>Catch events, receive tasks and event-based gateways: they wait for a message, a signal or a timer.</summary>
internal static class Waiting
{
    /// <param name="trigger">Null for a gateway: it waits for what follows it.</param>
    public static Problem? Activate(Execution x, ElementInstance element, Node node, CatchTrigger? trigger)
    {
        if (Entry.Prepare(x, element, node, trigger, out var entry) is { } problem) return problem;
        entry.Commit(x);
        entry.Activated(x);
        Correlation.TakeBuffered(x, element.Key);
        return null;
    }
}
