using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>The bytes of what multi-instance bodies keep.</summary>
internal static class LoopEvents
{
    public static void Write(RecordWriter w, Event.LoopResultSet e)
    {
        w.Int(120);
        w.Long(e.Key.Value);
        w.Long(e.Instance.Value);
        w.Long(e.Body.Value);
        w.Text(e.Name);
        w.Int(e.Index);
        w.Blob(e.Value.Span);
    }

    public static Event.LoopResultSet ReadResult(ref RecordReader r) =>
        new(new(r.Long()), new(r.Long()), new(r.Long()), r.Text(), r.Int(), r.Blob());
}
