using System.Diagnostics;

using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Events;

/// <summary>The bytes of what belongs to labels of instances and to deployed files besides processes: numbers 60 to 69.</summary>
internal static class ResourcesEvents
{
    /// <returns>Whether it is one of these.</returns>
    public static bool Write(RecordWriter w, Event @event)
    {
        switch (@event)
        {
            case Event.InstanceCreated e: Write(w, e); return true;
            case Event.InstanceCalled e: Write(w, e); return true;
            case Event.ResourceDeployed e:
                TenantEvents.Begin(w, e.Tenant);
                w.Int(62);
                w.Long(e.Key.Value);
                w.Long(e.Deployment.Value);
                w.Int((int)e.Kind);
                w.Text(e.ResourceId);
                w.Int(e.Version);
                w.OptionalText(e.VersionTag);
                w.Text(e.ResourceName);
                w.Blob(e.Content.Span);
                return true;
            case Event.ResourceDeleted e:
                w.Int(63);
                w.Long(e.Key.Value);
                return true;
            case Event.ProcessDraining e:
                w.Int(64);
                w.Long(e.Key.Value);
                w.Flag(e.DeletesHistory);
                return true;
            case Event.ProcessDeleted e:
                w.Int(65);
                w.Long(e.Key.Value);
                return true;
            case Event.RequirementsDeleted e:
                w.Int(66);
                w.Long(e.Key.Value);
                return true;
            default: return false;
        }
    }

    public static Event Read(int number, ref RecordReader r) => number switch
    {
        60 => ReadCreated(ref r),
        61 => new Event.InstanceCalled(
            new(r.Long()), new(r.Long()), r.Text(), r.Int(), new(r.Long()), new(r.Long()), r.Int(), r.Text()),
        62 => new Event.ResourceDeployed(
            new(r.Long()), new(r.Long()), (ResourceKind)r.Int(), r.Text(), r.Int(), r.OptionalText(), r.Text(), r.Blob()),
        63 => new Event.ResourceDeleted(new(r.Long())),
        64 => new Event.ProcessDraining(new(r.Long()), r.Flag()),
        65 => new Event.ProcessDeleted(new(r.Long())),
        66 => new Event.RequirementsDeleted(new(r.Long())),
        _ => throw new UnreachableException($"No event has the number {number}."),
    };

    /// <summary>An instance without labels keeps the number and the bytes of the first release.</summary>
    private static void Write(RecordWriter w, Event.InstanceCreated e)
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

    private static Event.InstanceCreated ReadCreated(ref RecordReader r) => new(
        new(r.Long()),
        new(r.Long()),
        r.Text(),
        r.Int(),
        r.Flag(),
        r.Texts(),
        r.Flag() ? r.Texts() : null,
        r.OptionalText());

    private static void Write(RecordWriter w, Event.InstanceCalled e)
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
}
