using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>Ends a path; with an error also an activity around it, with a terminate also everything else in its scope.</summary>
internal static class EndEvent
{
    public static Problem? Activate(Execution x, ElementInstance element, EndNode node) => node.Kind switch
    {
        // What a terminate end event ends, ends when it completes.
        EndKind.None or EndKind.Terminate => PassThrough.Activate(x, element, node),
        EndKind.Error => Throw(x, element, node),
    };

    private static Problem? Throw(Execution x, ElementInstance element, EndNode node)
    {
        if (Entry.Prepare(x, element, node, own: null, out var entry) is { } problem) return problem;
        if (Evaluations.Text(x, node.ErrorCode!, entry.Variables, "error code", out var code) is { } noCode) return noCode;
        if (Errors.Find(x, element, code, out var catchable) is not { } caught) return Errors.Unhandled(code, "", catchable);

        entry.Commit(x);
        entry.Activated(x);
        CatchEvents.Trigger(x, caught.Element, caught.Catcher, default);
        return null;
    }
}
