namespace Fairlead.Engine;

public abstract partial record Event
{
    /// <summary>It is the turn of a listener of the element, for its start or for its end according to its phase.</summary>
    /// <param name="Place">One-based; one more than there are listeners when all are done.</param>
    public sealed record ListenerReached(ElementKey Element, InstanceKey Instance, int Place) : Event;

    /// <summary>The instance will begin at this start event when the start listeners of the process are done.</summary>
    /// <param name="Variables">UTF-8 JSON object, or empty: of what started it, they lie in the start event later.</param>
    public sealed record StartHeld(ElementKey Root, InstanceKey Instance, string StartId, ReadOnlyMemory<byte> Variables) : Event;
}
