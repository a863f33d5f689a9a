using Fairlead.Bpmn;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Feel;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>Finds the elements of a model that inbound connectors feed, and says of each what is wrong with it.</summary>
internal sealed class InboundReader(Expressions expressions, InboundOptions options)
{
    public IReadOnlyList<InboundElement> Read(ProcessDefinition definition, BpmnProcess process)
    {
        var elements = new List<InboundElement>();
        foreach (var node in process.Nodes)
        {
            if (!node.Properties.TryGetValue(InboundProperty.Type, out var type) || string.IsNullOrWhiteSpace(type))
                continue;

            // Older versions only wait for what their running instances need.
            var starts = node is FlowNode.StartEvent { ScopeId: null };
            if (!starts || definition.IsLatest)
                elements.Add(Read(definition, process, node, type.Trim()));
        }

        return elements;
    }

    private InboundElement Read(ProcessDefinition definition, BpmnProcess process, FlowNode node, string type)
    {
        var problems = new List<string>();
        var point = PointOf(node, problems);
        var (waitsAt, awaited) = WaitOf(process, node);
        var element = new InboundElement
        {
            WaitsAt = waitsAt,
            AwaitedKey = awaited?.CorrelationKey is { } key ? expressions.Get(key) : null,
            Definition = definition,
            ElementId = node.Id,
            Type = type,
            Properties = node.Properties,
            Point = point,
            Identity = [.. node.Properties
                .Where(property => !InboundProperty.OutsideIdentity.Contains(property.Key))
                .OrderBy(property => property.Key, StringComparer.Ordinal)],
        };
        element = element with
        {
            ActivationCondition = Expression(element, InboundProperty.Activation, problems)
                ?? Expression(element, InboundProperty.OlderActivation, problems),
            CorrelationKey = Expression(element, "correlationKeyExpression", problems),
            MessageId = Expression(element, "messageIdExpression", problems),
            Answer = Expression(element, InboundProperty.ResponseExpression, problems),
            Result = ResultOf(element, problems),
            MessageTimeToLive = DurationOf(element, "messageTtl", problems) ?? options.MessageTimeToLive,
            RememberFor = DurationOf(element, InboundProperty.DeduplicationRetention, problems),
            ExpectedEvery = ExpectationOf(element, problems),
            ConsumesUnmatched = IsTrue(element, "consumeUnmatchedEvents"),
            IsSynchronous = IsTrue(element, "synchronousResponse"),
        };
        if (point is CorrelationPoint.Message { IsStart: false } && element.CorrelationKey is null && !problems.Any(IsAboutTheKey))
            problems.Add("correlationKeyExpression is missing: it says which waiting instance an event is for.");
        if (element.Properties.ContainsKey(InboundProperty.LegacyResponseBody))
            problems.Add($"{InboundProperty.LegacyResponseBody} is no longer supported: use {InboundProperty.ResponseExpression}.");
        return problems.Count is 0 ? element : element with { Problem = string.Join(' ', problems) };
    }

    private static bool IsAboutTheKey(string problem) => problem.StartsWith("correlationKeyExpression", StringComparison.Ordinal);

    private CorrelationPoint PointOf(FlowNode node, List<string> problems)
    {
        switch (node)
        {
            case FlowNode.StartEvent { ScopeId: null, Definition: EventDefinition.None }:
                return new CorrelationPoint.Start();
            case FlowNode.StartEvent { Definition: EventDefinition.Message message } start:
                return new CorrelationPoint.Message(NameOf(message.Ref, problems), IsStart: start.ScopeId is null);
            case FlowNode.CatchEvent { Definition: EventDefinition.Message message }:
                return new CorrelationPoint.Message(NameOf(message.Ref, problems), IsStart: false);
            case FlowNode.BoundaryEvent { Definition: EventDefinition.Message message }:
                return new CorrelationPoint.Message(NameOf(message.Ref, problems), IsStart: false);
            case FlowNode.ReceiveTask task:
                return new CorrelationPoint.Message(NameOf(task.Message, problems), IsStart: false);
            default:
                problems.Add(
                    "An inbound connector cannot be here: it belongs on a start event of the process, or on a start, catch or boundary "
                    + "event or a receive task with a message.");
                return new CorrelationPoint.Start();
        }
    }

    /// <summary>
    /// The start event of an event sub-process waits as long as the sub-process runs that lies around it; where that is the process itself,
    /// nobody tells who waits.
    /// </summary>
    private static (string? ElementId, MessageRef? Message) WaitOf(BpmnProcess process, FlowNode node) => node switch
    {
        FlowNode.CatchEvent { Definition: EventDefinition.Message message } => (node.Id, message.Ref),
        FlowNode.BoundaryEvent { Definition: EventDefinition.Message message } boundary => (boundary.AttachedToId, message.Ref),
        FlowNode.ReceiveTask task => (node.Id, task.Message),
        FlowNode.StartEvent { ScopeId: { } within, Definition: EventDefinition.Message message } =>
            (process.Nodes.FirstOrDefault(scope => scope.Id == within)?.ScopeId, message.Ref),
        _ => (null, null),
    };

    private string NameOf(MessageRef message, List<string> problems)
    {
        if (!message.Name.IsExpression)
            return message.Name.Value;

        var result = expressions.Get(message.Name.Value).Evaluate(FeelContext.Empty);
        if (result.Failure is null && result.Value.TryGetString(out var name))
            return name;

        problems.Add($"The name of message {message.Id} is an expression that gives no text without an instance: write the name itself.");
        return "";
    }

    private FeelExpression? Expression(InboundElement element, string name, List<string> problems)
    {
        if (element.Property(name) is not { } text)
            return null;

        var expression = expressions.Get(text);
        Check(expression, name, problems);
        return expression;
    }

    private static void Check(FeelExpression? expression, string name, List<string> problems)
    {
        foreach (var problem in expression?.Diagnostics ?? [])
            problems.Add($"{name}: {problem.Message} (at position {problem.Start + 1}, {problem.Code})");
    }

    private ResultMapping ResultOf(InboundElement element, List<string> problems)
    {
        var mapping = ResultMapping.Of(element.Properties, expressions);
        Check(mapping.Expression, "resultExpression", problems);
        return mapping;
    }

    private static TimeSpan? DurationOf(InboundElement element, string name, List<string> problems)
    {
        if (element.Property(name) is not { } text)
            return null;
        if (IsoDuration.TryParse(text, out var duration) && duration >= TimeSpan.Zero)
            return duration;

        problems.Add($"{name} is \"{text}\": expected a duration such as PT1H.");
        return null;
    }

    private static TimeSpan? ExpectationOf(InboundElement element, List<string> problems)
    {
        var every = DurationOf(element, InboundProperty.ExpectedEvery, problems);
        if (every != TimeSpan.Zero)
            return every;
        problems.Add($"{InboundProperty.ExpectedEvery}: expected a duration of more than nothing, such as PT1H.");
        return null;
    }

    private static bool IsTrue(InboundElement element, string name) =>
        string.Equals(element.Property(name)?.Trim().TrimStart('='), "true", StringComparison.OrdinalIgnoreCase);
}
