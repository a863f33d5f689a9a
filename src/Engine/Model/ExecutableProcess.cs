using System.Collections.Frozen;
using System.Diagnostics;

using Fairlead.Bpmn;
using Fairlead.Engine.Tables;

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

    /// <summary>All elements and multi-instance bodies.</summary>
    public IEnumerable<Node> Nodes => [.. nodes.Values, .. loops.Values];

    public string Id => root.Id;

    public string? Name { get; init; }

    public string? VersionTag { get; init; }

    /// <summary>What people fill in to start it.</summary>
    public FileNode? StartForm { get; init; }

    /// <summary>What must be deployed together with it, by kind and id, and the element that says so.</summary>
    public IEnumerable<(string Kind, ModelText Id, string ElementId)> BoundToDeployment =>
        nodes.Values.SelectMany(node => BoundBy(node).Select(bound => (bound.Kind, bound.Id, node.Id)));

    /// <summary>Variables whose changes matter to some condition of a running instance; empty in most processes.</summary>
    public IReadOnlySet<string> ConditionVariables => field ??= nodes.Values
        .Select(node => node switch
        {
            CatchNode { Trigger: var trigger } => trigger,
            BoundaryNode { Trigger: var trigger } => trigger,
            StartNode { Scope: EventSubProcessNode, Trigger: var trigger } => trigger,
            _ => null,
        })
        .OfType<CatchTrigger.Condition>()
        .SelectMany(condition => condition.Names)
        .ToFrozenSet(StringComparer.Ordinal);

    public LoopNode FindLoop(string elementId) => loops[elementId];

    /// <summary>What flows are connected to: the body of a multi-instance activity; null when there is no such element.</summary>
    public Node? FindOuter(string elementId) =>
        loops.TryGetValue(elementId, out var loop) ? loop : nodes.GetValueOrDefault(elementId);

    public InnerInstanceNode FindInner(string elementId) => _inners[elementId];

    private IEnumerable<(string Kind, ModelText Id)> BoundBy(Node node)
    {
        if (node is CallNode { Binding: CallBinding.Deployment } call) yield return (VersionedKinds.Process, call.ProcessId);
        if (node is DecisionNode { Binding: CallBinding.Deployment } decision) yield return (VersionedKinds.Decision, decision.DecisionId);
        var form = node switch
        {
            JobNode job => job.Form,
            UserTaskNode task => task.Form,
            _ => node == root.NoneStart ? StartForm : null,
        };
        if (form is { Binding: CallBinding.Deployment }) yield return (VersionedKinds.Form, form.Id);
        foreach (var link in (node as JobNode)?.Links ?? [])
            if (link.File.Binding is CallBinding.Deployment) yield return (link.IsForm ? VersionedKinds.Form : VersionedKinds.Resource, link.File.Id);
    }

    public Node Find(string elementId) =>
        nodes.TryGetValue(elementId, out var node)
            ? node
            : throw new UnreachableException($"Process {Id} has no element {elementId}.");
}
