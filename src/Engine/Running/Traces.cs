namespace Fairlead.Engine.Running;

/// <summary>Keeps what callers say of the trace that they belong to.</summary>
internal static class Traces
{
    /// <param name="trace">Of who started the instance; null when nobody said.</param>
    public static void Begin(Execution x, InstanceKey instance, TraceOrigin? trace)
    {
        if (trace is not null) x.Emit(new Event.InstanceTraced(instance, trace.Parent, trace.State));
    }

    /// <summary>A message of another trace does not become the parent of what the instance does, but is not forgotten either.</summary>
    public static void Link(Execution x, InstanceKey instance, TraceOrigin? trace)
    {
        if (trace is null || x.State.Element(instance.Root)!.Root!.TraceLinks.Contains(trace)) return;
        x.Emit(new Event.TraceLinked(instance, trace.Parent, trace.State));
    }
}
