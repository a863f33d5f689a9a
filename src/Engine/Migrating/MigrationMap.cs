using Fairlead.Engine.Model;

namespace Fairlead.Engine.Migrating;

/// <summary>What each element becomes, by id.</summary>
internal sealed class MigrationMap
{
    private readonly Dictionary<string, string> _targets = [];
    private readonly ExecutableProcess _target;

    /// <param name="problems">Gets what the mappings name wrongly.</param>
    public MigrationMap(ExecutableProcess source, ExecutableProcess target, IReadOnlyList<ElementMapping> mappings, List<string> problems)
    {
        _target = target;
        var (sourceFlows, targetFlows) = (Flows(source), Flows(target));
        foreach (var (from, to) in mappings)
        {
            if (source.FindOuter(from) is null && !sourceFlows.Contains(from))
                problems.Add($"element '{from}' cannot be mapped: process '{source.Id}' has no such element.");
            else if (target.FindOuter(to) is null && !targetFlows.Contains(to))
                problems.Add($"element '{from}' cannot be mapped to '{to}': process '{target.Id}' has no such element.");
            else if (!_targets.TryAdd(from, to))
                problems.Add($"element '{from}' is mapped twice.");
        }
    }

    public string? Find(string id) => _targets.GetValueOrDefault(id);

    /// <summary>What an event becomes; the start event of an event sub-process goes with that.</summary>
    public Node? FindCatch(Node caught)
    {
        if (Find(caught.Id) is { } id) return _target.FindOuter(id);
        return caught is StartNode { Scope: EventSubProcessNode sub } && Find(sub.Id) is { } now && _target.FindOuter(now) is EventSubProcessNode found
            ? found.Start
            : null;
    }

    private static HashSet<string> Flows(ExecutableProcess process) =>
        [.. process.Nodes.SelectMany(node => node.Outgoing).Select(flow => flow.Id)];
}
