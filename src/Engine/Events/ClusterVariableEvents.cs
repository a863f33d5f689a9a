using System.Diagnostics;

using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>The bytes of what belongs to cluster variables: numbers 121 to 123.</summary>
internal static class ClusterVariableEvents
{
    /// <returns>Whether it is one of these.</returns>
    public static bool Write(RecordWriter w, Event @event)
    {
        switch (@event)
        {
            case Event.ClusterVariableCreated e:
                w.Int(121);
                w.Long(e.Key.Value);
                w.Flag(e.IsGlobal);
                w.OptionalText(e.Tenant);
                w.Text(e.Name);
                w.Blob(e.Value.Span);
                return true;
            case Event.ClusterVariableUpdated e:
                w.Int(122);
                w.Long(e.Key.Value);
                w.Blob(e.Value.Span);
                return true;
            case Event.ClusterVariableDeleted e:
                w.Int(123);
                w.Long(e.Key.Value);
                return true;
            default: return false;
        }
    }

    public static Event Read(int number, ref RecordReader r) => number switch
    {
        121 => new Event.ClusterVariableCreated(new(r.Long()), r.Flag(), r.OptionalText(), r.Text(), r.Blob()),
        122 => new Event.ClusterVariableUpdated(new(r.Long()), r.Blob()),
        123 => new Event.ClusterVariableDeleted(new(r.Long())),
        _ => throw new UnreachableException($"No event has the number {number}."),
    };
}
