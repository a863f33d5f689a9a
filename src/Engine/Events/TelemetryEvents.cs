using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>The bytes of what belongs to traces: numbers 130 to 134.</summary>
internal static class TelemetryEvents
{
    private const int InstanceTraced = 130;
    private const int MessageTraced = 131;
    private const int TraceLinked = 132;

    /// <returns>False when the event is another one.</returns>
    public static bool Write(RecordWriter w, Event @event)
    {
        switch (@event)
        {
            case Event.InstanceTraced e: Write(w, InstanceTraced, e.Instance.Value, e.Parent, e.State); return true;
            case Event.MessageTraced e: Write(w, MessageTraced, e.Message.Value, e.Parent, e.State); return true;
            case Event.TraceLinked e: Write(w, TraceLinked, e.Instance.Value, e.Parent, e.State); return true;
            default: return false;
        }
    }

    public static Event Read(int number, ref RecordReader r) => number switch
    {
        InstanceTraced => new Event.InstanceTraced(new(r.Long()), r.Text(), r.OptionalText()),
        MessageTraced => new Event.MessageTraced(new(r.Long()), r.Text(), r.OptionalText()),
        TraceLinked => new Event.TraceLinked(new(r.Long()), r.Text(), r.OptionalText()),
        _ => throw new System.Diagnostics.UnreachableException($"No event of a trace has the number {number}."),
    };

    private static void Write(RecordWriter w, int number, long key, string parent, string? state)
    {
        w.Int(number);
        w.Long(key);
        w.Text(parent);
        w.OptionalText(state);
    }
}
