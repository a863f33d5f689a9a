using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>Events that make something happen on the way, or at the end of a path.</summary>
internal static class Throwing
{
    public static Problem? Activate(Execution x, ElementInstance element, ThrowingNode node) => node.Kind switch
    {
        // What a terminate end event ends, ends when it completes; a link leads on then, too.
        ThrowKind.None or ThrowKind.Terminate or ThrowKind.Link => PassThrough.Activate(x, element, node),
        ThrowKind.Compensation => Compensation(x, element, node),
        ThrowKind.Error => Error(x, element, node),
        ThrowKind.Escalation => Escalation(x, element, node),
        ThrowKind.Signal => Signal(x, element, node),
    };

    /// <summary>Is done when all that it undoes is undone.</summary>
    private static Problem? Compensation(Execution x, ElementInstance element, ThrowingNode node)
    {
        if (Entry.Prepare(x, element, node, own: null, out var entry) is { } problem) return problem;
        entry.Commit(x);
        entry.Activated(x);
        Compensations.Throw(x, entry.Current(x), node);
        return null;
    }

    private static Problem? Error(Execution x, ElementInstance element, ThrowingNode node)
    {
        if (Prepare(x, element, node, "error code", out var entry, out var code) is { } problem) return problem;
        if (Errors.Find(x, element, code, out var catchable) is not { } caught) return Errors.Unhandled(code, "", catchable);

        entry.Commit(x);
        entry.Activated(x);
        CatchEvents.Trigger(x, caught.Element, caught.Catcher, default);
        return null;
    }

    /// <summary>Goes on when nothing catches it, and when what catches it does not interrupt.</summary>
    private static Problem? Escalation(Execution x, ElementInstance element, ThrowingNode node)
    {
        if (Prepare(x, element, node, "escalation code", out var entry, out var code) is { } problem) return problem;
        entry.Commit(x);
        entry.Activated(x);
        var caught = Catching.Find<CatchTrigger.Escalation>(x, element, code, out _);
        if (caught is not null) CatchEvents.Trigger(x, caught.Element, caught.Catcher, default);
        if (caught is not { IsInterrupting: true }) Completion.Complete(x, entry.Current(x), node, []);
        return null;
    }

    /// <summary>The signal carries what the input mappings of the event made. The event itself is done, whatever the signal ends.</summary>
    private static Problem? Signal(Execution x, ElementInstance element, ThrowingNode node)
    {
        if (Prepare(x, element, node, "signal name", out var entry, out var name) is { } problem) return problem;
        entry.Commit(x);
        entry.Activated(x);
        Signals.Broadcast(x, x.State.TenantOf(element.Definition), name, Scopes.WriteLocal(x, entry.Current(x), []));
        Completion.Complete(x, entry.Current(x), node, []);
        return null;
    }

    private static Problem? Prepare(
        Execution x, ElementInstance element, ThrowingNode node, string what, out Entry entry, out string text)
    {
        text = "";
        return Entry.Prepare(x, element, node, own: null, out entry) ?? Evaluations.Text(x, node.What!, entry.Variables, what, out text);
    }
}
