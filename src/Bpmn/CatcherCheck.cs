namespace Fairlead.Bpmn;

/// <summary>
/// Finds events that catch the same thing in the same place, which leaves open which of them is meant: on the boundary of one activity,
/// at the start of the event sub-processes of one scope, or after one gateway.
/// </summary>
internal sealed class CatcherCheck(Problems problems)
{
    public void Run(IReadOnlyList<FoundNode> nodes)
    {
        foreach (var activity in nodes.Where(node => node.Node is FlowNode.BoundaryEvent)
                     .GroupBy(node => ((FlowNode.BoundaryEvent)node.Node!).AttachedToId, StringComparer.Ordinal))
        {
            OneEach(
                activity.Select(node => (node, ((FlowNode.BoundaryEvent)node.Node!).Definition)),
                "another boundary event of the same activity");
        }

        var scopes = nodes.Where(node => node.IsEventSubProcess).ToLookup(node => node.ScopeId, StringComparer.Ordinal);
        foreach (var scope in scopes)
        {
            var ids = scope.Select(node => node.Id).ToHashSet(StringComparer.Ordinal);
            OneEach(
                nodes.Where(node => node.Node is FlowNode.StartEvent && node.ScopeId is { } id && ids.Contains(id))
                    .Select(node => (node, ((FlowNode.StartEvent)node.Node!).Definition)),
                "another event sub-process of the same scope");
        }
    }

    /// <param name="other">What else catches it, for the message.</param>
    public void OneEach(IEnumerable<(FoundNode Node, EventDefinition Definition)> catchers, string other)
    {
        var messages = new HashSet<Text>();
        var signals = new HashSet<Text>();
        var errors = new HashSet<string>(StringComparer.Ordinal);
        var escalations = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (node, definition) in catchers)
        {
            var what = definition switch
            {
                EventDefinition.Message(var message) when !messages.Add(message.Name) =>
                    $"waits for message \"{Problems.Short(message.Name.Value)}\"",
                EventDefinition.Signal(var signal) when !signals.Add(signal.Name) =>
                    $"waits for signal \"{Problems.Short(signal.Name.Value)}\"",
                EventDefinition.Error(var code) when !errors.Add(code?.Value ?? "") =>
                    $"catches {(code is null ? "every error" : $"error \"{Problems.Short(code.Value)}\"")}",
                EventDefinition.Escalation(var code) when !escalations.Add(code?.Value ?? "") =>
                    $"catches {(code is null ? "every escalation" : $"escalation \"{Problems.Short(code.Value)}\"")}",
                _ => null,
            };
            if (what is not null)
                problems.Add(BpmnCode.Duplicate, node.Element, $"{what} as {other} does: keep one of them.");
        }
    }
}
