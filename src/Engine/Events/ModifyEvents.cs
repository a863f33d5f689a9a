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

    public static void Write(RecordWriter w, Event.InstanceMigrated e)
    {
        w.Int(113);
        w.Long(e.Instance.Value);
        w.Long(e.Definition.Value);
        w.Text(e.ProcessId);
        w.Int(e.Version);
        w.Texts(e.AfterElements);
    }

    public static Event.InstanceMigrated ReadInstanceMigrated(ref RecordReader r) =>
        new(new(r.Long()), new(r.Long()), r.Text(), r.Int(), r.Texts());

    public static void Write(RecordWriter w, Event.ElementMigrated e)
    {
        w.Int(114);
        w.Long(e.Key.Value);
        w.Long(e.Instance.Value);
        w.Long(e.Definition.Value);
        w.Text(e.ProcessId);
        w.Int(e.Version);
        w.Text(e.ElementId);
        w.Texts(e.Flows);
        w.Texts(e.Renamed);
        w.Texts(e.Interrupting);
        w.Optional(e.Job?.Value);
        w.Texts(e.JobHeaders);
        w.Optional(e.Incident?.Value);
    }

    public static Event.ElementMigrated ReadElementMigrated(ref RecordReader r) => new(
        new(r.Long()),
        new(r.Long()),
        new(r.Long()),
        r.Text(),
        r.Int(),
        r.Text(),
        r.Texts(),
        r.Texts(),
        r.Texts(),
        r.Optional() is { } job ? new JobKey(job) : null,
        r.Texts(),
        r.Optional() is { } incident ? new IncidentKey(incident) : null);
}
