using Fairlead.Bpmn;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Models;
using Fairlead.Feel;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbox;

/// <summary>
/// Counts who waits for a message at the element that takes an event, in all versions that are offered it. By the variables that the element
/// sees now: whoever began to wait before they changed may wait for another key.
/// </summary>
public sealed class WaitingInstances(ICluster cluster, ModelCache models, Expressions expressions, TimeProvider time)
{
    /// <returns>Null where nobody has to wait, or when it cannot be told.</returns>
    internal async Task<int?> CountAsync(
        IReadOnlyList<InboundElement> elements, InboundForecast forecast, CancellationToken cancellation)
    {
        if (forecast is not { Element: { Point: CorrelationPoint.Message { IsStart: false } } taker })
            return null;

        var count = 0;
        try
        {
            foreach (var element in elements.Where(element => element.ElementId == taker.ElementId))
            {
                if (await CountAsync(element, forecast.CorrelationKey, cancellation) is not { } some)
                    return null;
                count += some;
            }

            return count;
        }
        catch (ClusterException)
        {
            // It is only a remark.
            return null;
        }
    }

    private async Task<int?> CountAsync(InboundElement element, string key, CancellationToken cancellation)
    {
        var definition = element.Definition;
        var process = await models.FindAsync(definition.Key, definition.ProcessId, cancellation);
        (string? waits, MessageRef? message) = process?.Nodes.FirstOrDefault(node => node.Id == element.ElementId) switch
        {
            FlowNode.CatchEvent { Definition: EventDefinition.Message found } node => (node.Id, found.Ref),
            FlowNode.BoundaryEvent { Definition: EventDefinition.Message found } node => (node.AttachedToId, found.Ref),
            FlowNode.ReceiveTask node => (node.Id, node.Message),
            _ => (null, null),
        };
        if (waits is null || message?.CorrelationKey is not { } wanted)
            return null;

        var expression = expressions.Get(wanted);
        var evaluation = new FeelEvaluation { Now = time.GetUtcNow() };
        return (await cluster.FindWaitingAsync(definition.Key, [waits], cancellation))
            .Count(visit => TextOf(expression.Evaluate(InboundForecaster.ContextOf(visit.Variables), evaluation).Value) == key);
    }

    private static string? TextOf(FeelValue value)
    {
        if (value.TryGetString(out var text))
            return text;
        return value.IsNull ? null : System.Text.Encoding.UTF8.GetString(value.ToJson());
    }
}
