using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>The bytes of what happens to ad-hoc sub-processes.</summary>
internal static class AdHocEvents
{
    public static void Write(RecordWriter w, Event.AdHocFulfilled e)
    {
        w.Int(100);
        w.Long(e.Element.Value);
        w.Long(e.Instance.Value);
    }

    public static Event.AdHocFulfilled ReadFulfilled(ref RecordReader r) => new(new(r.Long()), new(r.Long()));
}
