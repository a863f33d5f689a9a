namespace Fairlead.Engine;

public abstract partial record Event
{
    /// <summary>An activity that is about to complete can be undone from now on, as long as the scope around it runs.</summary>
    /// <param name="Scope">The element instance that the activity lies in.</param>
    /// <param name="Activity">The element instance that completes.</param>
    /// <param name="HandlerId">What undoes it; null for a sub-process of which only the content can be undone.</param>
    /// <param name="HasContent">Whether there is more to be undone that completed in it.</param>
    public sealed record CompensationOpened(
        SubscriptionKey Key,
        InstanceKey Instance,
        ElementKey Scope,
        ElementKey Activity,
        string ActivityId,
        string? HandlerId,
        bool HasContent) : Event;

    /// <summary>An event begins to undo what is open; it is active until the last handler has ended.</summary>
    /// <param name="Before">Compensations with later keys are not meant.</param>
    public sealed record CompensationThrown(ElementKey Thrower, InstanceKey Instance, SubscriptionKey Before) : Event;

    /// <summary>The handler of a compensation has begun; the activity cannot be undone a second time.</summary>
    /// <param name="Handler">The element instance that undoes the activity.</param>
    public sealed record CompensationTriggered(SubscriptionKey Key, InstanceKey Instance, ElementKey Thrower, ElementKey Handler) : Event;

    /// <summary>Nothing is left to undo, or the scope that could ask for it has ended.</summary>
    public sealed record CompensationClosed(SubscriptionKey Key) : Event;
}
