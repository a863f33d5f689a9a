using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Elements;

/// <summary>Catch events and receive tasks: they wait for a message or a timer.</summary>
internal static class Waiting
{
    public static Problem? Activate(Execution x, ElementInstance element, Node node, CatchTrigger trigger)
    {
        if (Entry.Prepare(x, element, node, trigger, out var entry) is { } problem) return problem;
        entry.Commit(x);
        entry.Activated(x);
        Correlation.TakeBuffered(x, element.Key);
        return null;
    }
}
