using System.Xml.Linq;

namespace Fairlead.Bpmn;

/// <summary>Checks how nodes and flows of one process fit together: what no element can know alone.</summary>
internal sealed class StructureCheck(IReadOnlyList<FoundNode> nodes, IReadOnlyList<FoundFlow> flows, Problems problems)
{
    private readonly Dictionary<string, FoundNode> byId = nodes
        .DistinctBy(node => node.Id, StringComparer.Ordinal)
        .ToDictionary(node => node.Id, StringComparer.Ordinal);

    private readonly ILookup<string, FoundFlow> outgoing =
        flows.ToLookup(found => found.Flow.SourceId, StringComparer.Ordinal);

    public void Run(XElement process)
    {
        StartEvents(process, nodes.Where(node => node.ScopeId is null));
        var children = nodes.ToLookup(node => node.ScopeId, StringComparer.Ordinal);
        foreach (var scope in nodes.Where(node => node.Node is FlowNode.SubProcess or FlowNode.EventSubProcess))
            SubProcessStart(scope, children[scope.Id]);
        foreach (var found in flows)
            Flow(found);
        foreach (var gateway in nodes.Where(node => node.Kind is "exclusiveGateway" or "inclusiveGateway"))
            Choice(gateway);
        foreach (var gateway in nodes.Where(node => node.Kind is "eventBasedGateway"))
            Events(gateway);
        foreach (var boundary in nodes.Where(node => node.Kind is "boundaryEvent"))
            Boundary(boundary);
        new AdHocCheck(problems).Run(nodes);
        new CatcherCheck(problems).Run(nodes);
        new LinkCheck(problems).Run(nodes, flows);
        new CompensationCheck(nodes, flows, problems).Run();
    }

    private void StartEvents(XElement process, IEnumerable<FoundNode> ofProcess)
    {
        var starts = ofProcess.Where(node => node.Kind is "startEvent").ToList();
        if (starts.Count == 0)
            problems.Add(BpmnCode.Structure, process, "has no start event: add one.");

        foreach (var surplus in starts
                     .Where(node => node.Node is FlowNode.StartEvent { Definition: EventDefinition.None })
                     .Skip(1))
            problems.Add(
                BpmnCode.Structure,
                surplus.Element,
                "is a second start event without message, signal or timer: keep one of them.");

        var messages = new HashSet<Text>();
        var signals = new HashSet<Text>();
        var conditions = new HashSet<string>(StringComparer.Ordinal);
        foreach (var start in starts)
        {
            if (start.Node is FlowNode.StartEvent { Definition: EventDefinition.Condition(var condition, _, _) } && !conditions.Add(condition))
                problems.Add(
                    BpmnCode.Duplicate,
                    start.Element,
                    $"starts the process by condition \"{Problems.Short(condition)}\" a second time: use another condition or remove it.");
            if (start.Node is FlowNode.StartEvent { Definition: EventDefinition.Message(var message) }
                && !messages.Add(message.Name))
                problems.Add(
                    BpmnCode.Duplicate,
                    start.Element,
                    $"starts the process by message \"{Problems.Short(message.Name.Value)}\" a second time: use "
                    + "another message or remove it.");
            if (start.Node is FlowNode.StartEvent { Definition: EventDefinition.Signal(var signal) } && !signals.Add(signal.Name))
                problems.Add(
                    BpmnCode.Duplicate,
                    start.Element,
                    $"starts the process by signal \"{Problems.Short(signal.Name.Value)}\" a second time: remove it.");
        }
    }

    private void SubProcessStart(FoundNode scope, IEnumerable<FoundNode> children)
    {
        var count = children.Count(node => node.Kind is "startEvent");
        if (count != 1)
            problems.Add(
                BpmnCode.Structure,
                scope.Element,
                $"has {count} start events: "
                + (scope.IsEventSubProcess
                    ? "an event sub-process needs exactly one, which says what it waits for."
                    : "a sub-process needs exactly one, without message, signal or timer."));
    }

    private void Flow(FoundFlow found)
    {
        var source = End(found, found.Flow.SourceId, "source");
        var target = End(found, found.Flow.TargetId, "target");

        if (source is not null && target is not null && source.ScopeId != target.ScopeId)
            problems.Add(
                BpmnCode.Structure,
                found.Element,
                "crosses the border of a sub-process: connect elements of the same one.");
        else if ((source ?? target) is { } end && end.ScopeId != found.Flow.ScopeId)
            problems.Add(
                BpmnCode.Structure,
                found.Element,
                "does not lie in the same process or sub-process as what it connects: move it there.");

        if (source is { Kind: "endEvent" } or { IsEventSubProcess: true })
            problems.Add(BpmnCode.Structure, found.Element, $"leaves {source.One}: nothing can follow {source.One}.");
        if (target is { Kind: "startEvent" or "boundaryEvent" } or { IsEventSubProcess: true })
            problems.Add(
                BpmnCode.Structure,
                found.Element,
                $"leads into {target.One}: nothing can flow there.");
        if (found.Flow.Condition is not null && source?.Node is not (null or FlowNode.ExclusiveGateway or FlowNode.InclusiveGateway))
            problems.Add(
                BpmnCode.Structure,
                found.Element,
                "has a condition, but does not leave an exclusive or inclusive gateway: put one there, or remove the condition.");
    }

    private FoundNode? End(FoundFlow found, string id, string role)
    {
        if (byId.GetValueOrDefault(id) is { } node)
            return node;

        problems.Add(
            BpmnCode.Reference,
            found.Element,
            $"has \"{Problems.Short(id)}\" as {role}, which is not an element of this process: connect it again.");
        return null;
    }

    private void Choice(FoundNode gateway)
    {
        var leaving = outgoing[gateway.Id].ToList();
        var byDefault = gateway.Element.Filled("default");
        if (byDefault is not null && leaving.TrueForAll(found => found.Flow.Id != byDefault))
            problems.Add(
                BpmnCode.Reference,
                gateway.Element,
                $"has \"{Problems.Short(byDefault)}\" as default flow, which does not leave it: choose one of "
                + "its own flows.");

        foreach (var found in leaving.Where(found => found.Flow.Condition is not null && found.Flow.Id == byDefault))
            problems.Add(
                BpmnCode.Structure,
                found.Element,
                $"is the default flow of the {Problems.Describe(gateway.Element)} and has a condition, which nobody asks for: remove one of "
                + "them.");

        if (leaving.Count < 2)
            return;

        foreach (var found in leaving.Where(found => found.Flow.Condition is null && found.Flow.Id != byDefault))
            problems.Add(
                BpmnCode.Missing,
                found.Element,
                $"leaves the {Problems.Describe(gateway.Element)} without condition: write one, or make it the "
                + "default flow.");
    }

    private void Events(FoundNode gateway)
    {
        var leaving = outgoing[gateway.Id].ToList();
        if (leaving.Count < 2)
            problems.Add(
                BpmnCode.Structure,
                gateway.Element,
                $"has {leaving.Count} outgoing flows: it chooses between at least two events.");

        var targets = new List<(FoundNode Node, EventDefinition Definition)>();
        foreach (var found in leaving)
        {
            if (byId.GetValueOrDefault(found.Flow.TargetId) is not { } target)
                continue;

            if (target.Node is FlowNode.CatchEvent { Definition: not (EventDefinition.Link or EventDefinition.Condition) and var definition })
                targets.Add((target, definition));
            else if (target.Node is not null)
                problems.Add(
                    BpmnCode.Structure,
                    found.Element,
                    $"leads from the {Problems.Describe(gateway.Element)} to the {Problems.Describe(target.Element)}: "
                    + "only catch events for a message, a signal or a timer can follow it.");
            if (flows.Count(flow => flow.Flow.TargetId == target.Id) > 1)
                problems.Add(
                    BpmnCode.Structure,
                    found.Element,
                    $"leads to the {Problems.Describe(target.Element)}, which other flows lead to as well: "
                    + "what follows an event-based gateway has no other incoming flow.");
        }

        new CatcherCheck(problems).OneEach(targets, "another event after the same gateway");
    }

    private void Boundary(FoundNode boundary)
    {
        if (boundary.Element.Filled("attachedToRef") is not { } reference)
            return;

        var id = reference[(reference.IndexOf(':') + 1)..];
        if (byId.GetValueOrDefault(id) is not { } host)
            problems.Add(
                BpmnCode.Reference,
                boundary.Element,
                $"is attached to \"{Problems.Short(id)}\", which is not an element of this process: attach it again.");
        else if (!host.IsActivity)
            problems.Add(
                BpmnCode.Structure,
                boundary.Element,
                $"is attached to the {Problems.Describe(host.Element)}: a boundary event needs a task, a call activity "
                + "or an embedded sub-process.");
        else if (boundary.Node is FlowNode.BoundaryEvent { Definition: EventDefinition.Escalation } && host.Node is not (null or FlowNode.SubProcess or FlowNode.AdHocSubProcess or FlowNode.CallActivity))
            problems.Add(
                BpmnCode.Structure,
                boundary.Element,
                $"waits for an escalation of the {Problems.Describe(host.Element)}, which cannot throw one: attach it to a sub-process or a "
                + "call activity.");
        else if (host.ScopeId != boundary.ScopeId)
            problems.Add(
                BpmnCode.Structure,
                boundary.Element,
                $"does not lie in the same process or sub-process as the {Problems.Describe(host.Element)} it "
                + "is attached to: move it there.");
    }
}
