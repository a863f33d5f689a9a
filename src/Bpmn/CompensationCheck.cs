namespace Fairlead.Bpmn;

/// <summary>
/// Checks that what undoes an activity stands beside the flow of its process, and that what is to be undone can be.
/// </summary>
internal sealed class CompensationCheck(IReadOnlyList<FoundNode> nodes, IReadOnlyList<FoundFlow> flows, Problems problems)
{
    private readonly Dictionary<string, FoundNode> byId = nodes
        .DistinctBy(node => node.Id, StringComparer.Ordinal)
        .ToDictionary(node => node.Id, StringComparer.Ordinal);

    private readonly ILookup<string, FoundFlow> leaving = flows.ToLookup(found => found.Flow.SourceId, StringComparer.Ordinal);
    private readonly ILookup<string, FoundFlow> entering = flows.ToLookup(found => found.Flow.TargetId, StringComparer.Ordinal);

    /// <summary>Boundary events by what they are attached to.</summary>
    private readonly ILookup<string, FoundNode> boundaries = nodes
        .Where(node => node.Kind is "boundaryEvent" && node.Element.Filled("attachedToRef") is not null)
        .ToLookup(node => XmlNames.Local(node.Element.Filled("attachedToRef")!), StringComparer.Ordinal);

    /// <summary>Activities with a compensation event, and what these lie in.</summary>
    private readonly HashSet<string> undoable = new(StringComparer.Ordinal);

    public void Run()
    {
        foreach (var attached in boundaries)
            foreach (var boundary in attached.Where(node => node.Element.Elements(XmlNames.Model + "compensateEventDefinition").Any()))
                MarkUndoable(attached.Key, boundary.ScopeId);
        foreach (var handler in nodes.Where(node => node.Element.Flag("isForCompensation") is true))
            Handler(handler);

        var watched = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in nodes)
        {
            if (node.Node is FlowNode.BoundaryEvent { Definition: EventDefinition.Compensation(var handler), AttachedToId: var activity })
                Boundary(node, handler, isSecond: !watched.Add(activity));
            if (node.Node is FlowNode.ThrowEvent { Definition: EventDefinition.Compensate { ActivityId: { } thrown } })
                Thrown(node, thrown);
            if (node.Node is FlowNode.EndEvent { Definition: EventDefinition.Compensate { ActivityId: { } atTheEnd } })
                Thrown(node, atTheEnd);
        }
    }

    private void Handler(FoundNode handler)
    {
        if (!handler.IsActivity)
            problems.Add(
                BpmnCode.Structure,
                handler.Element,
                $"is marked for compensation: {handler.One} cannot be, use a task, a call activity or an embedded sub-process.");
        foreach (var flow in entering[handler.Id].Concat(leaving[handler.Id]))
            problems.Add(
                BpmnCode.Structure,
                flow.Element,
                $"is connected to the {Problems.Describe(handler.Element)}, which is for compensation: it begins when compensation is "
                + "thrown and nothing follows it, remove the flow.");
        foreach (var boundary in boundaries[handler.Id])
            problems.Add(
                BpmnCode.Structure,
                boundary.Element,
                $"is attached to the {Problems.Describe(handler.Element)}, which is for compensation: put that into a sub-process, and the "
                + "event on an activity in it.");
    }

    private void Boundary(FoundNode boundary, string handlerId, bool isSecond)
    {
        if (isSecond)
            problems.Add(
                BpmnCode.Duplicate,
                boundary.Element,
                "is the second compensation event of the same activity: keep one of them, its handler can be a sub-process.");
        foreach (var flow in leaving[boundary.Id])
            problems.Add(
                BpmnCode.Structure,
                flow.Element,
                $"leaves the {Problems.Describe(boundary.Element)}, which waits for compensation: draw an association to the activity that "
                + "undoes the work instead.");

        if (byId.GetValueOrDefault(handlerId) is not { } handler)
            problems.Add(
                BpmnCode.Reference,
                boundary.Element,
                $"leads to \"{Problems.Short(handlerId)}\", which is not an element of this process: draw the association again.");
        else if (handler.Element.Flag("isForCompensation") is not true)
            problems.Add(
                BpmnCode.Structure,
                boundary.Element,
                $"leads to the {Problems.Describe(handler.Element)}, which is not marked for compensation: mark it.");
        else if (handler.ScopeId != boundary.ScopeId)
            problems.Add(
                BpmnCode.Structure,
                boundary.Element,
                $"does not lie in the same process or sub-process as the {Problems.Describe(handler.Element)} it leads to: move it there.");
    }

    private void Thrown(FoundNode thrower, string activityId)
    {
        if (byId.GetValueOrDefault(activityId) is not { } activity)
            problems.Add(
                BpmnCode.Reference,
                thrower.Element,
                $"undoes \"{Problems.Short(activityId)}\", which is not an element of this process: choose another activity, or none to "
                + "undo all of them.");
        else if (!Scopes(thrower).Contains(activity.ScopeId))
            problems.Add(
                BpmnCode.Structure,
                thrower.Element,
                $"undoes the {Problems.Describe(activity.Element)}, which does not lie in the same process or sub-process: choose an "
                + "activity beside it.");
        else if (!undoable.Contains(activityId))
            problems.Add(
                BpmnCode.Structure,
                thrower.Element,
                $"undoes the {Problems.Describe(activity.Element)}, which has no compensation event: attach one to it.");
    }

    /// <summary>Where its activities lie: its own scope, and those around as long as these are event sub-processes.</summary>
    private List<string?> Scopes(FoundNode thrower)
    {
        var scopes = new List<string?> { thrower.ScopeId };
        while (scopes[^1] is { } id && byId.GetValueOrDefault(id) is { IsEventSubProcess: true } around) scopes.Add(around.ScopeId);
        return scopes;
    }

    private void MarkUndoable(string activityId, string? scopeId)
    {
        undoable.Add(activityId);
        var around = scopeId;
        while (around is not null && undoable.Add(around)) around = byId.GetValueOrDefault(around)?.ScopeId;
    }
}
