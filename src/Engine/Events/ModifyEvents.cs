using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>The bytes of what belongs to modification and migration: numbers 110 to 119.</summary>
internal static class ModifyEvents
{
    public static void Write(RecordWriter w, Event.InstanceModified e)
    {
        w.Int(110);
        w.Long(e.Instance.Value);
    }

    public static Event.InstanceModified ReadModified(ref RecordReader r) => new(new(r.Long()));

    public static void Write(RecordWriter w, Event.ElementDiscarded e)
    {
        w.Int(111);
        w.Long(e.Key.Value);
        w.Long(e.Instance.Value);
    }

    public static Event.ElementDiscarded ReadDiscarded(ref RecordReader r) => new(new(r.Long()), new(r.Long()));

    public static void Write(RecordWriter w, Event.EndPlanned e)
    {
        w.Int(112);
        w.Long(e.Instance.Value);
        w.Texts(e.AfterElements);
    }

    public static Event.EndPlanned ReadEndPlanned(ref RecordReader r) => new(new(r.Long()), r.Texts());
}
