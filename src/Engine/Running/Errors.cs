using Fairlead.Engine.Model;

namespace Fairlead.Engine.Running;

/// <summary>
/// Finds the boundary event that catches an error: from the element that throws outward, exact codes first in each scope.
/// </summary>
internal static class Errors
{
    /// <returns>Null when nothing catches it; then <paramref name="catchable"/> lists the codes that something would catch.</returns>
    public static Catch? Find(Execution x, ElementInstance thrower, string code, out IReadOnlyList<string> catchable)
    {
        var codes = new List<string>();
        catchable = codes;
        for (var element = thrower; element is not null; element = element.Scope is { } scope ? x.State.Element(scope) : null)
        {
            if (element.Phase is ElementPhase.Terminating || x.NodeOf(element) is not ActivityNode activity) continue;
            BoundaryNode? catchAll = null;
            foreach (var boundary in activity.Boundaries)
            {
                if (boundary.Trigger is not CatchTrigger.Error error) continue;
                if (error.Code == code) return new(element, boundary);
                if (error.Code is null) catchAll ??= boundary;
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

    /// <param name="Element">The activity that the error ends.</param>
    public sealed record Catch(ElementInstance Element, BoundaryNode Boundary);
}
