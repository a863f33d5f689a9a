using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Modifying;

/// <summary>
/// Finds out what ends. A scope that nothing is left in ends with it, outward, up to the instance. Changes nothing.
/// </summary>
internal sealed class TerminationPlanner(Execution x, ElementInstance root, List<string> problems)
{
    private readonly List<ElementInstance> _chosen = [];
    private readonly HashSet<ElementKey> _ending = [];
    private readonly Dictionary<ElementKey, int> _endingChildren = [];

    /// <summary>The active element instances that are meant; a problem when there is none.</summary>
    public IReadOnlyList<ElementInstance> Find(ElementChoice choice, string what)
    {
        if (choice.Key is { } key)
        {
            if (x.State.Element(key) is { } element && element.Instance == root.Instance) return [element];
            problems.Add($"element instance {key.Value} cannot be {what}: it is not active in this instance.");
            return [];
        }

        var found = new List<ElementInstance>();
        Collect(root, choice.ElementId!, found);
        if (found.Count == 0) problems.Add($"element '{choice.ElementId}' cannot be {what}: it is not active.");
        return found;
    }

    public void Add(ElementInstance element)
    {
        if (!_ending.Add(element.Key)) return;
        _chosen.Add(element);
        Count(element);
    }

    /// <param name="entered">Scopes that something new begins in.</param>
    /// <returns>The outermost of all that ends.</returns>
    public IReadOnlyList<ElementInstance> Plan(HashSet<ElementKey> entered)
    {
        foreach (var element in _chosen.ToList()) Widen(element, entered);
        if (_ending.Contains(root.Key) && root.Root!.Caller is { } caller)
        {
            problems.Add(
                $"nothing would be left of the instance, and instance {caller.Instance.Value} that called it waits for its end. Leave "
                + $"something active, or end the call activity ({caller.Element.Value}) there.");
        }

        return [.. _chosen.Where(element => !HasEndingScope(element))];
    }

    private void Widen(ElementInstance element, HashSet<ElementKey> entered)
    {
        while (element.Scope is { } key && !_ending.Contains(key) && !entered.Contains(key))
        {
            var scope = x.State.Element(key)!;
            // A scope that something else ends, takes over or goes on in is left to that.
            if (scope is not { Phase: ElementPhase.Activated, Interruption: null or { IsTaken: true }, Tokens.IsEmpty: true, Job: null }) return;
            if (_endingChildren[key] < scope.ActiveChildren || HasMoreToCreate(scope)) return;
            Add(scope);
            element = scope;
        }
    }

    private bool HasMoreToCreate(ElementInstance scope) =>
        scope.Loop is { } loop && loop.Created < loop.Items && !((LoopNode)x.NodeOf(scope)).IsSequential;

    private void Count(ElementInstance element)
    {
        if (element.Scope is { } scope) _endingChildren[scope] = _endingChildren.GetValueOrDefault(scope) + 1;
    }

    private bool HasEndingScope(ElementInstance element)
    {
        for (var key = element.Scope; key is { } scope; key = x.State.Element(scope)!.Scope)
            if (_ending.Contains(scope)) return true;
        return false;
    }

    /// <summary>The body of a multi-instance activity stands for all that runs in it.</summary>
    private void Collect(ElementInstance scope, string elementId, List<ElementInstance> found)
    {
        foreach (var key in x.State.Children(scope.Key))
        {
            var child = x.State.Element(key)!;
            if (child.ElementId == elementId) found.Add(child);
            else if (child.ActiveChildren > 0) Collect(child, elementId, found);
        }
    }
}
