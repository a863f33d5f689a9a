using Fairlead.Engine.Elements;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Modifying;

/// <summary>Does what was planned.</summary>
internal static class Modification
{
    /// <param name="made">Gets the scopes that were made.</param>
    /// <returns>What a scope that had to be made cannot wait for; then the command is to be undone.</returns>
    public static Problem? Activate(
        Execution x, InstanceKey instance, IReadOnlyList<PlannedActivation> activations, List<ElementKey> made)
    {
        foreach (var activation in activations)
        {
            if (Reach(x, instance, activation.Scope, activation, made) is { } problem) return problem;
            var scope = activation.Scope.Key!.Value;
            var element = Tokens.Enter(x, instance, scope, activation.Node, Arrived(x, scope, activation.Node), activation.Variables);
            // It begins as if its event had happened, with no variables; and nothing is interrupted.
            if (activation.Node is EventSubProcessNode { Start: { } start })
                x.Emit(new Event.EventTriggered(element.Key, instance, start.Id, start.IsInterrupting, default));
        }

        return null;
    }

    /// <summary>Ends the element and what lies in it. What reads <see cref="ElementInstance.IsDiscarded"/> asks nobody before it ends.</summary>
    public static void Discard(Execution x, ElementInstance element)
    {
        x.Emit(new Event.ElementDiscarded(element.Key, element.Instance));
        Termination.Terminate(x, x.State.Element(element.Key)!, x.NodeOf(element));
    }

    /// <summary>Whether a modification ends the element, by itself or with a scope around it.</summary>
    public static bool Discards(Execution x, ElementInstance element)
    {
        for (var scope = element; scope is not null; scope = scope.Scope is { } key ? x.State.Element(key) : null)
            if (scope.IsDiscarded) return true;
        return false;
    }

    /// <summary>A join that is activated by hand takes with it what waits there, one token of each flow: else its scope would never end.</summary>
    private static string[] Arrived(Execution x, ElementKey scope, Node node) =>
        node is not (ParallelGatewayNode or InclusiveGatewayNode) || x.State.Element(scope)!.Tokens is not { IsEmpty: false } tokens
            ? []
            : [.. node.Incoming.Select(flow => flow.Id).Where(tokens.Contains)];

    /// <summary>Makes what is not there yet, outermost first: without start event and input mappings, but with all that it waits for.</summary>
    private static Problem? Reach(
        Execution x, InstanceKey instance, PlannedScope scope, PlannedActivation activation, List<ElementKey> made)
    {
        if (scope.Around is { } around && Reach(x, instance, around, activation, made) is { } outer) return outer;
        var isNew = scope.Key is null;
        if (isNew)
        {
            scope.Key = new ElementKey(x.NewKey());
            x.Emit(new Event.ElementActivating(scope.Key.Value, instance, scope.Around!.Key!.Value, scope.Node.Id, scope.Node.Type, []));
            Scopes.SetLocal(x, x.State.Element(scope.Key.Value)!, AdHocSubProcess.Given(scope.Node));
        }

        var key = scope.Key!.Value;
        foreach (var (chosen, variables) in activation.ScopeVariables)
            if (chosen == scope) Scopes.SetLocal(x, x.State.Element(key)!, variables);
        if (!isNew) return null;

        var element = x.State.Element(key)!;
        if (CatchEvents.Prepare(x, element, scope.Node, own: null, new VisibleVariables(x.State, key), out var waits) is { } problem)
            return problem with { Message = $"Scope '{scope.Node.Id}' cannot be made. {problem.Message}" };
        CatchEvents.Open(x, element, waits);
        x.Emit(new Event.ElementActivated(key, instance));
        made.Add(key);
        return null;
    }
}
