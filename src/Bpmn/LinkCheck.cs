namespace Fairlead.Bpmn;

/// <summary>Checks that every link leads somewhere, and to one place only.</summary>
internal sealed class LinkCheck(Problems problems)
{
    public void Run(IReadOnlyList<FoundNode> nodes, IReadOnlyList<FoundFlow> flows)
    {
        var targets = new HashSet<(string? ScopeId, string Name)>();
        foreach (var node in nodes)
        {
            if (node.Node is not FlowNode.CatchEvent { Definition: EventDefinition.Link(var name) })
                continue;

            if (!targets.Add((node.ScopeId, name)))
                problems.Add(
                    BpmnCode.Duplicate,
                    node.Element,
                    $"is a second target of link \"{Problems.Short(name)}\": give each its own name.");
            foreach (var flow in flows.Where(flow => flow.Flow.TargetId == node.Id))
                problems.Add(
                    BpmnCode.Structure,
                    flow.Element,
                    $"leads into the target of link \"{Problems.Short(name)}\": only the link leads there.");
        }

        foreach (var node in nodes)
        {
            if (node.Node is not FlowNode.ThrowEvent { Definition: EventDefinition.Link(var name) })
                continue;

            if (!targets.Contains((node.ScopeId, name)))
                problems.Add(
                    BpmnCode.Reference,
                    node.Element,
                    $"leads to link \"{Problems.Short(name)}\", which has no catch event in the same process or sub-process: add it.");
            foreach (var flow in flows.Where(flow => flow.Flow.SourceId == node.Id))
                problems.Add(
                    BpmnCode.Structure,
                    flow.Element,
                    $"leaves the source of link \"{Problems.Short(name)}\": the link itself goes on, remove the flow.");
        }
    }
}
