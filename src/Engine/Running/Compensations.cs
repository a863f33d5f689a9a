using Fairlead.Engine.Elements;
using Fairlead.Engine.Model;

namespace Fairlead.Engine.Running;

/// <summary>
/// Remembers what has completed and can be undone, and undoes it. Each visit of an activity is remembered for itself, in its scope; a
/// completed sub-process is remembered in the scope around it and stands for what completed in it.
/// </summary>
/// <remarks>
/// A handler runs in the scope whose compensation is thrown, also for an activity of a sub-process in it that has completed: the
/// variables of that sub-process are gone, and the handler sees those of now.
/// </remarks>
internal static class Compensations
{
    /// <summary>An element is about to complete. What a handler did is not undone again.</summary>
    public static void Completing(Execution x, ElementInstance element, Node node)
    {
        if (element.IsCompensationHandler)
        {
            Forget(x, element);
            return;
        }

        var handler = (node as ActivityNode)?.CompensationHandler;
        var hasContent = element.Compensation is { Open: > 0 };
        if (handler is null && !hasContent) return;
        x.Emit(new Event.CompensationOpened(
            new(x.NewKey()), element.Instance, element.Scope!.Value, element.Key, node.Id, handler?.Id, hasContent));
    }

    /// <summary>An event throws compensation: what is open now is undone, all at the same time.</summary>
    public static void Throw(Execution x, ElementInstance thrower, ThrowingNode node)
    {
        x.Emit(new Event.CompensationThrown(thrower.Key, thrower.Instance, new(x.NewKey())));
        GoOn(x, x.State.Element(thrower.Key)!, node);
    }

    /// <summary>Begins to undo more; the event is done when nothing is left and every handler has ended.</summary>
    public static void GoOn(Execution x, ElementInstance thrower, ThrowingNode node)
    {
        var before = thrower.Compensation!.Before!.Value;
        var meant = new List<(ElementKey Scope, CompensationSubscription Subscription)>();
        var isAll = true;
        for (var scope = x.State.Element(thrower.Scope!.Value)!; isAll; scope = x.State.Element(scope.Scope!.Value)!)
        {
            if (scope.Compensation is { Open: > 0 })
            {
                var found = new List<CompensationSubscription>();
                var open = x.State.Compensations(scope.Key).TakeWhile(subscription => subscription.Key.Value < before.Value);
                if (node.CompensatedId is { } id) open = open.Where(subscription => subscription.ActivityId == id);
                isAll = Collect(x, open, x.StepsAtMost - meant.Count, found);
                meant.AddRange(found.Select(subscription => (scope.Key, subscription)));
            }

            // What completed beside an event sub-process can be undone from within.
            if (x.NodeOf(scope) is not EventSubProcessNode) break;
        }

        foreach (var (scope, subscription) in meant) Undo(x, thrower, scope, subscription);
        if (!isAll) x.Later(WorkKind.Compensate, thrower.Key, node);
        else if (x.State.Element(thrower.Key)! is { Compensation.Handlers: 0 } waiting) Completion.Complete(x, waiting, node, []);
    }

    /// <summary>A handler has completed or was ended, and what it waited with may go on.</summary>
    public static void HandlerEnded(Execution x, ElementInstance handler)
    {
        if (x.State.Element(handler.Compensation!.Thrower!.Value) is { Phase: ElementPhase.Activated, Compensation.Handlers: 0 } thrower)
            x.Later(WorkKind.Compensate, thrower.Key, x.NodeOf(thrower));
        var scope = x.State.Element(handler.Scope!.Value)!;
        if (x.NodeOf(scope) is AdHocNode adHoc) AdHocSubProcess.ChildTerminated(x, scope.Key, adHoc);
        else Tokens.CloseScope(x, scope.Key, (ScopeNode)x.NodeOf(scope));
    }

    /// <summary>Nobody can undo any more what completed in the element, which is about to end.</summary>
    public static void Forget(Execution x, ElementInstance element)
    {
        if (element.Compensation is { Open: > 0 }) GoOnForgetting(x, element.Key);
    }

    /// <param name="scope">It may have ended since.</param>
    public static void GoOnForgetting(Execution x, ElementKey scope)
    {
        var found = new List<CompensationSubscription>();
        var isAll = Collect(x, x.State.Compensations(scope), x.StepsAtMost, found);
        foreach (var subscription in found) x.Emit(new Event.CompensationClosed(subscription.Key));
        if (!isAll) x.Emit(new Event.WorkDeferred(new(x.NewKey()), new(WorkKind.ForgetCompensations, scope)));
    }

    private static void Undo(Execution x, ElementInstance thrower, ElementKey scope, CompensationSubscription subscription)
    {
        if (subscription.HandlerId is not { } id)
        {
            x.Emit(new Event.CompensationClosed(subscription.Key));
            return;
        }

        var handler = Tokens.Enter(x, thrower.Instance, scope, x.Process(thrower.Definition).FindOuter(id)!, [], []);
        x.Emit(new Event.CompensationTriggered(subscription.Key, thrower.Instance, thrower.Key, handler.Key));
    }

    /// <summary>The content of a sub-process comes before the sub-process itself, so that what is left is found again.</summary>
    /// <returns>False when there are more.</returns>
    private static bool Collect(
        Execution x, IEnumerable<CompensationSubscription> open, int countAtMost, List<CompensationSubscription> found)
    {
        foreach (var subscription in open)
        {
            if (subscription.HasContent && !Collect(x, x.State.Compensations(subscription.Activity), countAtMost, found)) return false;
            if (found.Count >= countAtMost) return false;
            found.Add(subscription);
        }

        return true;
    }
}
