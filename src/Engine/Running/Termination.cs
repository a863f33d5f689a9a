using Fairlead.Engine.Elements;
using Fairlead.Engine.Model;
using Fairlead.Engine.Modifying;

namespace Fairlead.Engine.Running;

/// <summary>Ends an element before its time, and all that runs in it.</summary>
internal static class Termination
{
    public static void Terminate(Execution x, ElementInstance element, Node node)
    {
        if (element.Phase is not ElementPhase.Terminating)
        {
            x.Emit(new Event.ElementTerminating(element.Key, element.Instance));
            GiveUp(x, element);
            if (element.UserTask is not null) UserTasks.Cancel(x, x.State.Element(element.Key)!, (UserTaskNode)node);
            TerminateChildren(x, element);
            if (element.Called is { } called) x.Later(WorkKind.Terminate, called.Root, x.NodeOf(x.State.Element(called.Root)!));
        }

        if (element.ActiveChildren > 0 || element.Called is not null || HasTask(x, element)) return;
        if (element.Scope is not { } scope)
        {
            InstanceEnd.Terminate(x, element);
            return;
        }

        // Read before the element and what is kept on it are gone.
        var (boundary, variables) = FindInterruption(element, node);
        Compensations.Forget(x, element);
        x.Emit(new Event.ElementTerminated(element.Key, element.Instance));
        if (PlannedEnd.Comes(x, element, node)) return;
        // What a modification ended meanwhile goes on where that says, and not from the event, too.
        if (boundary is not null && !element.IsDiscarded && x.State.Element(scope) is { IsOpen: true })
            Tokens.Enter(x, element.Instance, scope, boundary, [], CatchEvents.Read(variables));
        if (element.IsCompensationHandler) Compensations.HandlerEnded(x, element);
        else if (node.Scope is LoopNode loop) MultiInstance.GoOn(x, scope, loop, isEnough: false);
        else if (node.Scope is AdHocNode adHoc) AdHocSubProcess.ChildTerminated(x, scope, adHoc);
        else Tokens.CloseScope(x, scope, node.Scope!);
    }

    public static void TerminateChildren(Execution x, ElementInstance element)
    {
        foreach (var child in x.State.Children(element.Key))
            x.Later(WorkKind.Terminate, child, x.NodeOf(x.State.Element(child)!));
    }

    /// <summary>The canceling listeners of its task are still asked.</summary>
    private static bool HasTask(Execution x, ElementInstance element) =>
        element.UserTask is not null && x.State.Element(element.Key) is { UserTask: not null };

    /// <summary>The boundary event that ended the element; null when it was cancelled or its scope ends.</summary>
    private static (BoundaryNode? Boundary, ReadOnlyMemory<byte> Variables) FindInterruption(ElementInstance element, Node node)
    {
        if (node is not ActivityNode activity) return default;
        foreach (var trigger in element.Triggers)
            if (trigger.Interrupting && Array.Find(activity.Boundaries, boundary => boundary.Id == trigger.CatchId) is { } boundary)
                return (boundary, trigger.Variables);
        return default;
    }

    /// <summary>Nothing may happen to it any more.</summary>
    private static void GiveUp(Execution x, ElementInstance element)
    {
        if (element.Job is { } job) x.Emit(new Event.JobCanceled(job));
        CatchEvents.Close(x, element);
        if (element.Incident is { } incident) x.Emit(new Event.IncidentResolved(incident, element.Instance, element.Key));
    }
}
