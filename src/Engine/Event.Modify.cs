namespace Fairlead.Engine;

public abstract partial record Event
{
    // Modification and migration

    /// <summary>Somebody changes by hand what is active in the instance: what follows in the same command is the change.</summary>
    public sealed record InstanceModified(InstanceKey Instance) : Event;

    /// <summary>A modification ends the element and what lies in it: nobody is asked whether that is right.</summary>
    public sealed record ElementDiscarded(ElementKey Key, InstanceKey Instance) : Event;

    /// <summary>The instance will be terminated as soon as one of the elements has ended.</summary>
    public sealed record EndPlanned(InstanceKey Instance, IReadOnlyList<string> AfterElements) : Event;
}
