namespace Fairlead.Engine;

/// <summary>Distributed traces: numbers 130 to 134. They change nothing that a process does.</summary>
public abstract partial record Event
{
    /// <summary>The instance belongs to the trace of whoever started it.</summary>
    /// <param name="Parent">As W3C writes it: <c>00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01</c>.</param>
    /// <param name="State">What goes with it for the tools of vendors; null when nothing.</param>
    public sealed record InstanceTraced(InstanceKey Instance, string Parent, string? State) : Event;

    /// <summary>The message belongs to the trace of whoever sent it.</summary>
    /// <param name="Parent">As for an instance.</param>
    /// <param name="State">As for an instance.</param>
    public sealed record MessageTraced(MessageKey Message, string Parent, string? State) : Event;

    /// <summary>Something of another trace had a part in what the instance does from here on.</summary>
    /// <param name="Parent">As for an instance.</param>
    /// <param name="State">As for an instance.</param>
    public sealed record TraceLinked(InstanceKey Instance, string Parent, string? State) : Event;
}
