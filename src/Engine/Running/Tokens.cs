using Fairlead.Engine.Model;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Running;

/// <summary>Moves tokens along flows, and notices when a scope has none left.</summary>
internal static class Tokens
{
    /// <summary>Begins a visit of the node; its first step is done later in the same command.</summary>
    /// <param name="flows">The taken flows that the visit consumes.</param>
    public static ElementInstance Enter(
        Execution x, InstanceKey instance, ElementKey scope, Node node, IReadOnlyList<string> flows, IReadOnlyList<NamedValue> variables)
    {
        var key = new ElementKey(x.NewKey());
        x.Emit(new Event.ElementActivating(key, instance, scope, node.Id, node.Type, flows));
        var element = x.State.Element(key)!;
        if (variables.Count > 0) Scopes.SetLocal(x, element, variables);
        x.Later(WorkKind.Activate, key, node);
        return element;
    }

    /// <summary>Takes the flows of an element that has just ended; without any its scope may be done.</summary>
    public static void Leave(Execution x, ElementInstance ended, Node node, ReadOnlySpan<Flow> flows)
    {
        var scope = ended.Scope!.Value;
        if (flows.Length > 0 && x.State.Element(scope)!.IsOpen)
        {
            foreach (var flow in flows)
            {
                x.Emit(new Event.SequenceFlowTaken(ended.Instance, scope, flow.Id));
                Arrive(x, ended.Instance, scope, flow);
            }
        }

        if (node is ThrowNode { Target: { } target } && x.State.Element(scope)!.IsOpen) Enter(x, ended.Instance, scope, target, [], []);
        CloseScope(x, scope, node.Scope!);
    }

    /// <summary>Lets a scope go on with its own end when the last element in it has ended.</summary>
    public static void CloseScope(Execution x, ElementKey key, ScopeNode node)
    {
        if (node.InclusiveJoins.Length > 0) InclusiveJoins.Check(x, key, node);
        var scope = x.State.Element(key)!;
        if (scope.ActiveChildren > 0) return;
        if (EventSubProcesses.TakeOver(x, scope, node)) return;
        if (scope.Phase is ElementPhase.Terminating) x.Later(WorkKind.Terminate, key, node);
        else if (scope.Phase is ElementPhase.Completing || scope.Tokens.IsEmpty) x.Later(WorkKind.Complete, key, node);
    }

    private static void Arrive(Execution x, InstanceKey instance, ElementKey scope, Flow flow)
    {
        // Whether it goes on there is asked when all flows are taken.
        if (flow.Target is InclusiveGatewayNode { Incoming.Length: > 1 }) return;
        if (flow.Target is not ParallelGatewayNode { IncomingIds.Length: > 1 } join)
        {
            Enter(x, instance, scope, flow.Target, flow.IdAlone, []);
            return;
        }

        var tokens = x.State.Element(scope)!.Tokens;
        foreach (var incoming in join.IncomingIds)
            if (!tokens.Contains(incoming))
                return;
        Enter(x, instance, scope, join, join.IncomingIds, []);
    }
}
