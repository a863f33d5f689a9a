using Fairlead.Engine.Elements;
using Fairlead.Engine.Model;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Running;

/// <summary>Begins event sub-processes: beside what runs in the scope around them, or in its place.</summary>
internal static class EventSubProcesses
{
    /// <summary>
    /// Those of a process begin to wait when its start event is done: what its output mappings set is known then. Those of a
    /// sub-process begin to wait with it.
    /// </summary>
    public static Problem? OpenOfProcess(Execution x, InstanceKey instance, ProcessNode process)
    {
        if (x.State.Element(instance.Root) is not { IsOpen: true } root) return null;
        var waits = new List<Wait>();
        if (CatchEvents.PrepareEventSubProcesses(x, process, new VisibleVariables(x.State, root.Key), waits) is { } problem) return problem;
        CatchEvents.Open(x, root, waits);
        return null;
    }

    /// <param name="scope">What the event sub-process lies in.</param>
    public static void Trigger(Execution x, ElementInstance scope, StartNode start, ReadOnlyMemory<byte> variables)
    {
        var sub = (EventSubProcessNode)start.Scope!;
        if (!start.IsInterrupting)
        {
            Enter(x, scope, sub, variables);
            return;
        }

        x.Emit(new Event.ScopeInterrupted(scope.Key, scope.Instance, start.Id, variables));
        CatchEvents.CloseEventSubProcesses(x, x.State.Element(scope.Key)!);
        if (sub.Scope is AdHocNode) AdHocJob.GiveUp(x, x.State.Element(scope.Key)!);
        if (scope.ActiveChildren > 0) Termination.TerminateChildren(x, scope);
        else TakeOver(x, x.State.Element(scope.Key)!, sub.Scope!);
    }

    /// <summary>Begins the event sub-process that interrupted the scope; everything else there has ended.</summary>
    /// <returns>False when none did, or it has begun already.</returns>
    public static bool TakeOver(Execution x, ElementInstance scope, ScopeNode node)
    {
        if (scope is not { Phase: ElementPhase.Activated, Interruption: { IsTaken: false } interruption }) return false;
        Enter(x, scope, Array.Find(node.EventSubProcesses, sub => sub.Start.Id == interruption.CatchId)!, interruption.Variables);
        return true;
    }

    private static void Enter(Execution x, ElementInstance scope, EventSubProcessNode sub, ReadOnlyMemory<byte> variables)
    {
        var element = Tokens.Enter(x, scope.Instance, scope.Key, sub, [], []);
        x.Emit(new Event.EventTriggered(element.Key, scope.Instance, sub.Start.Id, sub.Start.IsInterrupting, variables));
    }
}
