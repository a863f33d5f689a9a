using Fairlead.Engine.Elements;
using Fairlead.Engine.Model;
using Fairlead.Engine.Modifying;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Running;

/// <summary>Ends an element that has done its work.</summary>
internal static class Completion
{
    /// <param name="result">What it gave: variables of its job, its message or its script.</param>
    public static void Complete(Execution x, ElementInstance element, Node node, IReadOnlyList<NamedValue> result) =>
        Complete(x, element, node, result, node.Outgoing);

    /// <param name="flows">Those to take: all, except after an exclusive gateway.</param>
    public static void Complete(
        Execution x, ElementInstance element, Node node, IReadOnlyList<NamedValue> result, ReadOnlySpan<Flow> flows)
    {
        if (element.Phase is not ElementPhase.Completing)
        {
            x.Emit(new Event.ElementCompleting(element.Key, element.Instance));
            if (node is ScopeNode { HasWaitingEventSubProcesses: true })
                CatchEvents.CloseEventSubProcesses(x, x.State.Element(element.Key)!);
        }

        if (element.ActiveChildren > 0)
        {
            // A terminate end event: the scope goes on completing when what still runs in it has ended.
            Termination.TerminateChildren(x, element);
            return;
        }

        // Where end listeners are asked, it was done before the first of them.
        var problem = element.Listening is null ? PassOn(x, element, node, result) : null;
        if (problem is null && node.EndListeners.Length > 0 && !ExecutionListeners.AreDoneAtEnd(x, element.Key, node)) return;
        var begins = node is StartNode { Scope: ProcessNode { HasWaitingEventSubProcesses: true } process } ? process : null;
        if (begins is not null) problem ??= EventSubProcesses.OpenOfProcess(x, element.Instance, begins);
        var loop = node.Scope as LoopNode;
        var isEnough = false;
        if (loop is not null) problem ??= MultiInstance.Collect(x, x.State.Element(element.Key)!, loop, out isEnough);
        if (node.Scope is AdHocNode adHoc) problem ??= AdHocSubProcess.Collect(x, x.State.Element(element.Key)!, adHoc, out isEnough);
        if (problem is not null)
        {
            Incidents.Raise(x, x.State.Element(element.Key)!, problem);
            return;
        }

        CatchEvents.Close(x, x.State.Element(element.Key)!);
        if (element.Scope is null)
        {
            InstanceEnd.Complete(x, element);
            return;
        }

        Compensations.Completing(x, x.State.Element(element.Key)!, node);
        x.Emit(new Event.ElementCompleted(element.Key, element.Instance));
        if (PlannedEnd.Comes(x, element, node)) return;
        if (element.IsCompensationHandler) Compensations.HandlerEnded(x, element);
        else if (node is EndNode { Kind: ThrowKind.Terminate }) EndScope(x, element, node.Scope!);
        else if (loop is not null) MultiInstance.GoOn(x, element.Scope.Value, loop, isEnough);
        else if (node.Scope is AdHocNode around) AdHocSubProcess.GoOn(x, element.Scope.Value, around, isEnough);
        else Tokens.Leave(x, element, node, flows);
        if (begins is not null) Correlation.TakeBuffered(x, element.Instance.Root);
    }

    /// <summary>A terminate end event completes the scope that it lies in, whatever still runs there.</summary>
    private static void EndScope(Execution x, ElementInstance ended, ScopeNode node)
    {
        var scope = x.State.Element(ended.Scope!.Value)!;
        if (scope.Phase is ElementPhase.Activated) Complete(x, scope, node, []);
        else Tokens.CloseScope(x, scope.Key, node);
    }

    /// <summary>Hands results to the scope around: what output mappings say, or all of them where there are none.</summary>
    private static Problem? PassOn(Execution x, ElementInstance element, Node node, IReadOnlyList<NamedValue> result)
    {
        if (node is LoopNode body) MultiInstance.HandOver(x, element, body);
        if (node is AdHocNode adHoc) AdHocSubProcess.HandOver(x, element, adHoc);
        // What a multi-instance activity sets stays in it where it has a variable of the name, so that its output element finds it.
        var target = node.Scope is LoopNode ? element.Key : element.Scope ?? default;
        if (node.Outputs.Length == 0)
        {
            // Outward from the element itself: where it has a variable of the name, as by an input mapping, the result stays there.
            if (result.Count > 0) Scopes.Merge(x, element.Key, result);
            else if (LeavesItsOwnVariables(node)) Scopes.Merge(x, target, Scopes.Local(x, element));
            return null;
        }

        // They lie in the element itself from now on, so that a mapping that fails can be repeated.
        Scopes.SetLocal(x, element, result);
        var variables = new VisibleVariables(x.State, element.Key);
        if (Mappings.EvaluateOutputs(x, node.Outputs, variables) is { } problem) return problem;
        Scopes.Merge(x, target, variables.Assigned);
        return null;
    }

    /// <summary>
    /// The variables of a message that started, interrupted or was chosen lie in the event itself. Those of an error stay there: only an output
    /// mapping lets them out.
    /// </summary>
    private static bool LeavesItsOwnVariables(Node node) =>
        node is StartNode { Trigger: not CatchTrigger.Coded } or BoundaryNode { Trigger: not CatchTrigger.Coded }
            or CatchNode { FollowsEventGateway: true };
}
