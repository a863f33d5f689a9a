using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>The bytes of what happens with listeners: numbers from 90 to 99.</summary>
internal static class ListenerEvents
{
    public const int Reached = 90;
    public const int StartHeld = 91;

    public static void Write(RecordWriter w, Event.ListenerReached e)
    {
        w.Int(Reached);
        w.Long(e.Element.Value);
        w.Long(e.Instance.Value);
        w.Int(e.Place);
    }

    public static void Write(RecordWriter w, Event.StartHeld e)
    {
        w.Int(StartHeld);
        w.Long(e.Root.Value);
        w.Long(e.Instance.Value);
        w.Text(e.StartId);
        w.Blob(e.Variables.Span);
    }

    public static Event.ListenerReached ReadReached(ref RecordReader r) => new(new(r.Long()), new(r.Long()), r.Int());

    public static Event.StartHeld ReadStartHeld(ref RecordReader r) => new(new(r.Long()), new(r.Long()), r.Text(), r.Blob());
}
