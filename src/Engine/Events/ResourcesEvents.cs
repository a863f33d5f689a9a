using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>The bytes of what belongs to labels of instances and to deployed files besides processes: numbers 60 to 69.</summary>
internal static class ResourcesEvents
{
    /// <summary>An instance without labels keeps the number and the bytes of the first release.</summary>
    public static void Write(RecordWriter w, Event.InstanceCreated e)
    {
        var hasLabels = e.Tags is not null || e.BusinessId is not null;
        w.Int(hasLabels ? 60 : 4);
        w.Long(e.Key.Value);
        w.Long(e.Definition.Value);
        w.Text(e.ProcessId);
        w.Int(e.Version);
        w.Flag(e.AwaitResult);
        w.Texts(e.FetchVariables);
        if (!hasLabels) return;
        w.Flag(e.Tags is not null);
        if (e.Tags is not null) w.Texts(e.Tags);
        w.OptionalText(e.BusinessId);
    }

    public static Event.InstanceCreated ReadCreated(ref RecordReader r) => new(
        new(r.Long()),
        new(r.Long()),
        r.Text(),
        r.Int(),
        r.Flag(),
        r.Texts(),
        r.Flag() ? r.Texts() : null,
        r.OptionalText());

    public static void Write(RecordWriter w, Event.InstanceCalled e)
    {
        w.Int(e.BusinessId is null ? 41 : 61);
        w.Long(e.Key.Value);
        w.Long(e.Definition.Value);
        w.Text(e.ProcessId);
        w.Int(e.Version);
        w.Long(e.Caller.Value);
        w.Long(e.CallerInstance.Value);
        w.Int(e.Depth);
        if (e.BusinessId is not null) w.Text(e.BusinessId);
    }

    public static Event.InstanceCalled ReadCalled(ref RecordReader r) =>
        new(new(r.Long()), new(r.Long()), r.Text(), r.Int(), new(r.Long()), new(r.Long()), r.Int(), r.Text());
}
