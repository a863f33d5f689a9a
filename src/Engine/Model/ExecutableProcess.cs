using System.Diagnostics;

using Fairlead.Bpmn;

namespace Fairlead.Engine.Model;

/// <summary>A process as it runs: made once for each definition from its file.</summary>
/// <param name="nodes">All elements by id, those of nested scopes and the process itself included.</param>
/// <param name="loops">The bodies of multi-instance activities.</param>
internal sealed class ExecutableProcess(
    ProcessNode root, IReadOnlyDictionary<string, Node> nodes, IReadOnlyDictionary<string, LoopNode> loops)
{
    private readonly Dictionary<string, InnerInstanceNode> _inners =
        nodes.Values.OfType<AdHocNode>().ToDictionary(adHoc => adHoc.Inner.Id, adHoc => adHoc.Inner);

    public ProcessNode Root => root;

    public string Id => root.Id;

    public string? Name { get; init; }

    public string? VersionTag { get; init; }

    /// <summary>Whether it calls processes or decisions that are deployed together with it.</summary>
    public bool CallsWithinDeployment => nodes.Values.Any(node =>
        node is CallNode { Binding: CallBinding.Deployment } or DecisionNode { Binding: CallBinding.Deployment });

    public LoopNode FindLoop(string elementId) => loops[elementId];

    /// <summary>What flows are connected to: the body of a multi-instance activity; null when there is no such element.</summary>
    public Node? FindOuter(string elementId) =>
        loops.TryGetValue(elementId, out var loop) ? loop : nodes.GetValueOrDefault(elementId);

    public InnerInstanceNode FindInner(string elementId) => _inners[elementId];

    public Node Find(string elementId) =>
        nodes.TryGetValue(elementId, out var node)
            ? node
            : throw new UnreachableException($"Process {Id} has no element {elementId}.");
}
