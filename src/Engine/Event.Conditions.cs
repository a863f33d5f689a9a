namespace Fairlead.Engine;

public abstract partial record Event
{
    /// <summary>A conditional event waits for its condition.</summary>
    /// <param name="Element">The element instance that waits; null for a start event.</param>
    /// <param name="Definition">Of the start event, or of the instance.</param>
    /// <param name="CatchId">The element that the condition triggers.</param>
    public sealed record ConditionOpened(
        SubscriptionKey Key, ElementKey? Element, InstanceKey? Instance, DefinitionKey Definition, string CatchId) : Event;

    public sealed record ConditionClosed(SubscriptionKey Key) : Event;

    /// <summary>The conditions of start events were evaluated; the instances that this created follow.</summary>
    /// <param name="Definition">The only one whose start events were asked; null for all.</param>
    /// <param name="Variables">UTF-8 JSON object that the conditions saw.</param>
    public sealed record ConditionsEvaluated(
        ConditionalEvaluationKey Key, DefinitionKey? Definition, ReadOnlyMemory<byte> Variables) : Event;

    /// <summary>More conditions depend on what changed than one command asks: it goes on behind this one when others had their turn.</summary>
    /// <param name="After">The last condition that was asked.</param>
    public sealed record ConditionsDeferred(
        ConditionalEvaluationKey Key, InstanceKey Instance, IReadOnlyList<VariableChange> Changes, SubscriptionKey After) : Event;

    /// <summary>An evaluation that was put off has asked all conditions.</summary>
    public sealed record ConditionsDone(ConditionalEvaluationKey Key) : Event;
}

/// <summary>A variable that got a value.</summary>
/// <param name="IsNew">Whether the scope did not have it before.</param>
/// <param name="Before">What began to wait with this key or a later one has seen the value then.</param>
public sealed record VariableChange(ElementKey Scope, string Name, bool IsNew, SubscriptionKey Before);
