using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Modifying;

/// <summary>
/// Finds out where elements are to be activated, and everything that speaks against it. Changes nothing.
/// </summary>
/// <param name="root">Null when the instance is still to be made.</param>
internal sealed class ActivationPlanner(Execution x, ExecutableProcess process, ElementInstance? root, List<string> problems)
{
    private readonly PlannedScope _root = new(process.Root, around: null) { Key = root?.Key };
    private readonly Dictionary<ElementKey, PlannedScope> _found = [];
    private readonly Dictionary<(PlannedScope Around, ScopeNode Node), PlannedScope> _made = [];

    public List<PlannedActivation> Activations { get; } = [];

    public PlannedScope Root => _root;

    /// <summary>Scopes that are there and get something new to run.</summary>
    public HashSet<ElementKey> Entered { get; } = [];

    public void Plan(ActivateInstruction instruction)
    {
        if (FindTarget(instruction.ElementId) is not { } target) return;
        var scopes = Around(target);
        if (scopes.OfType<LoopNode>().FirstOrDefault() is { } loop)
        {
            problems.Add($"element '{target.Id}' cannot be activated: it lies in the multi-instance activity '{loop.Id}'. Move an element there instead.");
            return;
        }

        var scope = instruction.Ancestor is { } ancestor
            ? Below(ancestor, target, scopes)
            : Nearest(target, scopes);
        Add(target, scope, instruction.Variables);
    }

    /// <summary>The target for one source.</summary>
    public void Plan(MoveInstruction instruction, ElementInstance source)
    {
        if (FindTarget(instruction.TargetId) is not { } target) return;
        var scopes = Around(target);
        var scope = instruction.Ancestor switch
        {
            AncestorKind.Direct => Below(instruction.AncestorKey!.Value, target, scopes),
            AncestorKind.Inferred => Below(Inferred(source, scopes), target, scopes),
            AncestorKind.SourceParent => Below(source.Scope!.Value, target, scopes),
            // What lies in a multi-instance activity can only be meant to go on in the same run of it.
            _ => scopes.Exists(around => around is LoopNode) || IsAmbiguous(scopes)
                ? Below(Inferred(source, scopes), target, scopes)
                : Nearest(target, scopes),
        };
        Add(target, scope, instruction.Variables);
    }

    /// <returns>Null when it cannot be activated; the reason is noted.</returns>
    private Node? FindTarget(string id)
    {
        var why = process.FindOuter(id) switch
        {
            null => $"process '{process.Id}' has no such element",
            ProcessNode => "it is the process itself",
            StartNode => "it is a start event. Activate what follows it",
            BoundaryNode => "it is a boundary event. Activate what follows it, or the activity that it is attached to",
            CatchNode { FollowsEventGateway: true } => "it follows an event-based gateway. Activate the gateway, or what follows the event",
            _ => null,
        };
        if (why is null) return process.FindOuter(id);
        problems.Add($"element '{id}' cannot be activated: {why}.");
        return null;
    }

    /// <summary>Outermost first; the process is the first.</summary>
    private static List<ScopeNode> Around(Node target)
    {
        var scopes = new List<ScopeNode>();
        for (var scope = target.Scope; scope is not null; scope = scope.Scope) scopes.Insert(0, scope);
        return scopes;
    }

    /// <summary>In the scopes that are there; what is missing of them is made, once for all instructions.</summary>
    private PlannedScope? Nearest(Node target, List<ScopeNode> scopes)
    {
        var current = _root;
        foreach (var node in scopes.Skip(1))
        {
            var there = There(current, node);
            if (there.Count > 1)
            {
                problems.Add(
                    $"element '{target.Id}' cannot be activated: scope '{node.Id}' is active {there.Count} times, as "
                    + $"{string.Join(", ", there.Select(key => key.Value))}. Say which one is meant by its key as the ancestor.");
                return null;
            }

            if (there.Count == 1) current = Find(there[0], node, current);
            else if (!_made.TryGetValue((current, node), out var made)) _made[(current, node)] = current = new(node, current);
            else current = made;
        }

        return current;
    }

    private bool IsAmbiguous(List<ScopeNode> scopes)
    {
        var current = _root;
        foreach (var node in scopes.Skip(1))
        {
            var there = There(current, node);
            if (there.Count != 1) return there.Count > 1;
            current = Find(there[0], node, current);
        }

        return false;
    }

    /// <summary>In the scope given; those between it and the element are made anew.</summary>
    private PlannedScope? Below(ElementKey key, Node target, List<ScopeNode> scopes)
    {
        var ancestor = x.State.Element(key);
        if (ancestor is null || root is null || ancestor.Instance != root.Instance)
        {
            problems.Add($"element '{target.Id}' cannot be activated in {key.Value}: the instance has no such active element instance.");
            return null;
        }

        var place = scopes.FindIndex(scope => scope == x.NodeOf(ancestor));
        if (place < 0)
        {
            problems.Add($"element '{target.Id}' cannot be activated in {key.Value}: '{ancestor.ElementId}' is no scope around it.");
            return null;
        }

        var current = Find(ancestor);
        foreach (var node in scopes.Skip(place + 1))
        {
            if (current.Node is LoopNode || node is LoopNode)
            {
                problems.Add(
                    $"element '{target.Id}' cannot be activated in {key.Value}: it lies in the multi-instance activity '{node.Id}', "
                    + $"and '{ancestor.ElementId}' is no run of that.");
                return null;
            }

            current = new(node, current);
        }

        return current;
    }

    /// <summary>The nearest scope around the source that the target lies in, too; at last the process.</summary>
    private ElementKey Inferred(ElementInstance source, List<ScopeNode> scopes)
    {
        var around = source;
        while (around.Scope is { } outer)
        {
            around = x.State.Element(outer)!;
            var node = x.NodeOf(around);
            if (scopes.Exists(scope => scope == node)) break;
        }

        return around.Key;
    }

    private List<ElementKey> There(PlannedScope around, ScopeNode node) => around.Key is not { } key
        ? []
        : [.. x.State.Children(key).Where(child => x.NodeOf(x.State.Element(child)!) == node)];

    private PlannedScope Find(ElementInstance scope) => scope.Scope is { } outer
        ? Find(scope.Key, (ScopeNode)x.NodeOf(scope), Find(x.State.Element(outer)!))
        : _root;

    private PlannedScope Find(ElementKey key, ScopeNode node, PlannedScope around)
    {
        if (_found.TryGetValue(key, out var found)) return found;
        return _found[key] = new(node, around) { Key = key };
    }

    private void Add(Node target, PlannedScope? scope, IReadOnlyList<ScopedVariables> variables)
    {
        if (scope is null) return;
        for (var around = scope; around is not null; around = around.Around)
        {
            if (around.Key is not { } key || x.State.Element(key) is { IsOpen: true }) continue;
            problems.Add($"element '{target.Id}' cannot be activated: scope '{around.Node.Id}' ({key.Value}) does not run at the moment.");
            return;
        }

        var activation = new PlannedActivation(target, scope, []);
        foreach (var (scopeId, json) in variables)
        {
            if (!JsonValues.TryReadObject(json, out var values, out var problem))
                problems.Add($"the variables for element '{target.Id}' must be a JSON object, but {problem}.");
            else if (scopeId == target.Id)
                activation.Variables.AddRange(values);
            else if (FindScope(scope, scopeId) is { } chosen)
                activation.ScopeVariables.Add((chosen, values));
            else
                problems.Add($"variables cannot be set in scope '{scopeId}': it is neither element '{target.Id}' nor a scope around it.");
        }

        Activations.Add(activation);
        var nearest = scope;
        while (nearest.Key is null && nearest.Around is { } outer) nearest = outer;
        if (nearest.Key is { } entered) Entered.Add(entered);
    }

    private PlannedScope? FindScope(PlannedScope innermost, string id)
    {
        if (id.Length == 0) return _root;
        for (var scope = innermost; scope is not null; scope = scope.Around)
            if (scope.Node.Id == id) return scope;
        return null;
    }
}
