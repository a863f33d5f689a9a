namespace Fairlead.Engine;

public abstract partial record Event
{
    /// <summary>The completion condition of an ad-hoc sub-process is fulfilled; it completes when what still runs in it has ended.</summary>
    public sealed record AdHocFulfilled(ElementKey Element, InstanceKey Instance) : Event;
}
