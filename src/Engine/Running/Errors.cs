using Fairlead.Engine.Model;

namespace Fairlead.Engine.Running;

/// <summary>Finds what catches an error: from the element that throws outward.</summary>
internal static class Errors
{
    /// <remarks>
    /// An activity and what lies in it are asked together: an exact code on its boundary comes before an event sub-process that catches
    /// everything. Among equals the event sub-process comes first.
    /// </remarks>
    /// <returns>Null when nothing catches it; then <paramref name="catchable"/> lists the codes that something would catch.</returns>
    public static Catch? Find(Execution x, ElementInstance thrower, string code, out IReadOnlyList<string> catchable)
    {
        var codes = new List<string>();
        catchable = codes;
        for (var element = thrower; element is not null; element = element.Scope is { } scope ? x.State.Element(scope) : null)
        {
            if (element.Phase is ElementPhase.Terminating || x.NodeOf(element) is not ActivityNode activity) continue;
            Node? catchAll = null;
            foreach (var (catcher, trigger) in Catchers(element, activity))
            {
                if (trigger is not CatchTrigger.Error error) continue;
                if (error.Code == code) return new(element, catcher);
                if (error.Code is null) catchAll ??= catcher;
                else if (!codes.Contains(error.Code)) codes.Add(error.Code);
            }

            if (catchAll is not null) return new(element, catchAll);
        }

        return null;
    }

    public static Problem Unhandled(string code, string message, IReadOnlyList<string> catchable)
    {
        var said = message.Length == 0 ? "" : $" ({message})";
        var caught = catchable.Count == 0
            ? "No error event is in reach."
            : $"Error events in reach catch {string.Join(", ", catchable.Select(known => $"'{known}'"))}.";
        return Problem.UnhandledError(
            $"The error with code '{code}' was thrown{said}, but nothing catches it. {caught} Add an error boundary event for it.");
    }

    /// <summary>A scope that was interrupted catches nothing more inside, and still on its boundary.</summary>
    private static IEnumerable<(Node Catcher, CatchTrigger? Trigger)> Catchers(ElementInstance element, ActivityNode activity)
    {
        if (activity is ScopeNode scope && element is { Phase: ElementPhase.Activated, Interruption: null })
            foreach (var sub in scope.EventSubProcesses) yield return (sub.Start, sub.Start.Trigger);
        foreach (var boundary in activity.Boundaries) yield return (boundary, boundary.Trigger);
    }

    /// <param name="Element">The activity that the error ends, or the scope that it interrupts.</param>
    /// <param name="Catcher">Its boundary event, or the start event of its event sub-process.</param>
    public sealed record Catch(ElementInstance Element, Node Catcher);
}
