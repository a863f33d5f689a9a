using Fairlead.Engine.Model;

namespace Fairlead.Engine.Running;

/// <summary>Finds what catches an error or an escalation: from the element that throws outward, through call activities.</summary>
internal static class Catching
{
    /// <remarks>
    /// An activity and what lies in it are asked together: an exact code on its boundary comes before an event sub-process that catches
    /// everything. Among equals the event sub-process comes first. A scope that was interrupted catches nothing more inside, and still on
    /// its boundary; what is ending catches nothing.
    /// </remarks>
    /// <returns>Null when nothing catches it; then <paramref name="catchable"/> lists the codes that something would catch.</returns>
    public static Catch? Find<TTrigger>(Execution x, ElementInstance thrower, string code, out IReadOnlyList<string> catchable)
        where TTrigger : CatchTrigger.Coded
    {
        var codes = new List<string>();
        catchable = codes;
        for (var element = thrower; element is not null; element = Around(x, element))
        {
            if (x.NodeOf(element) is not ActivityNode activity) continue;
            Node? catchAll = null;
            foreach (var (catcher, trigger) in Catchers(activity))
            {
                if (trigger is not TTrigger coded || !CatchEvents.CanHappen(x, element, catcher)) continue;
                if (coded.Code == code) return new(element, catcher);
                if (coded.Code is null) catchAll ??= catcher;
                else if (!codes.Contains(coded.Code)) codes.Add(coded.Code);
            }

            if (catchAll is not null) return new(element, catchAll);
        }

        return null;
    }

    /// <summary>The scope around; for the root of a called instance the call activity.</summary>
    private static ElementInstance? Around(Execution x, ElementInstance element) =>
        (element.Scope ?? element.Root?.Caller?.Element) is { } key ? x.State.Element(key) : null;

    private static IEnumerable<(Node Catcher, CatchTrigger? Trigger)> Catchers(ActivityNode activity)
    {
        if (activity is ScopeNode scope)
            foreach (var sub in scope.EventSubProcesses) yield return (sub.Start, sub.Start.Trigger);
        foreach (var boundary in activity.Boundaries) yield return (boundary, boundary.Trigger);
    }

    /// <param name="Element">The activity that catches, or the scope whose event sub-process does.</param>
    /// <param name="Catcher">Its boundary event, or the start event of its event sub-process.</param>
    public sealed record Catch(ElementInstance Element, Node Catcher)
    {
        public bool IsInterrupting => Catcher is BoundaryNode { IsInterrupting: true } or StartNode { IsInterrupting: true };
    }
}
