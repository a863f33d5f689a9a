using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

internal static class JobFold
{
    public static void Apply(StateTables tables, Event.JobCreated e)
    {
        tables.UseKey(e.Key.Value);
        var tenant = tables.TenantOf(e.Definition);
        tables.Jobs.Add(e.Key, new Job
        {
            Key = e.Key,
            Element = e.Element,
            Instance = e.Instance,
            Definition = e.Definition,
            ProcessId = e.ProcessId,
            ProcessVersion = e.ProcessVersion,
            ElementId = e.ElementId,
            Type = e.Type,
            RetriesLeft = e.Retries,
            Headers = e.Headers is null ? [] : [.. e.Headers],
            Phase = JobPhase.Available,
            Kind = e.Kind,
            ListenerEvent = e.ListenerEvent,
            Tenant = tenant,
        });
        tables.AvailableJobs.Add(new(tenant, e.Type), e.Key.Value);
        SetOnElement(tables, e.Element, e.Key);
    }

    public static void Apply(StateTables tables, Event.JobActivated e)
    {
        var job = Find(tables, e.Key);
        Leave(tables, job);
        tables.Due.Add(Deadline(e.Deadline, e.Key));
        tables.Jobs.Put(e.Key, job with { Phase = JobPhase.Activated, Worker = e.Worker, Deadline = e.Deadline, RetryAt = null });
    }

    public static void Apply(StateTables tables, Event.JobFailed e)
    {
        var job = Find(tables, e.Key);
        Leave(tables, job);
        var waits = e.RetriesLeft <= 0 || e.RetryAt is not null;
        if (e.RetryAt is { } at) tables.Due.Add(Retry(at, e.Key));
        if (!waits) tables.AvailableJobs.Add(new(job.Tenant, job.Type), e.Key.Value);
        tables.Jobs.Put(e.Key, job with
        {
            RetriesLeft = e.RetriesLeft,
            Phase = waits ? JobPhase.Failed : JobPhase.Available,
            Worker = null,
            Deadline = null,
            RetryAt = e.RetryAt,
        });
    }

    public static void Apply(StateTables tables, Event.JobAvailable e)
    {
        var job = Find(tables, e.Key);
        Leave(tables, job);
        tables.AvailableJobs.Add(new(job.Tenant, job.Type), e.Key.Value);
        tables.Jobs.Put(e.Key, job with { Phase = JobPhase.Available, Worker = null, Deadline = null, RetryAt = null });
    }

    public static void Apply(StateTables tables, Event.JobErrorThrown e)
    {
        var job = Find(tables, e.Key);
        Leave(tables, job);
        tables.Jobs.Put(e.Key, job with { Phase = JobPhase.ErrorThrown, Worker = null, Deadline = null, RetryAt = null });
    }

    public static void Apply(StateTables tables, Event.JobUpdated e)
    {
        var job = Find(tables, e.Key);
        if (job.Deadline is { } before && e.Deadline is { } after && before != after)
        {
            tables.Due.Remove(Deadline(before, e.Key));
            tables.Due.Add(Deadline(after, e.Key));
            job = job with { Deadline = after };
        }

        tables.Jobs.Put(e.Key, job with { RetriesLeft = e.RetriesLeft });
    }

    public static void Remove(StateTables tables, JobKey key)
    {
        var job = Find(tables, key);
        Leave(tables, job);
        tables.Jobs.Remove(key);
        SetOnElement(tables, job.Element, null);
    }

    /// <summary>Takes the job out of the lists of its phase.</summary>
    private static void Leave(StateTables tables, Job job)
    {
        if (job.Phase is JobPhase.Available) tables.AvailableJobs.Remove(new(job.Tenant, job.Type), job.Key.Value);
        if (job.Deadline is { } deadline) tables.Due.Remove(Deadline(deadline, job.Key));
        if (job.RetryAt is { } at) tables.Due.Remove(Retry(at, job.Key));
    }

    private static Job Find(StateTables tables, JobKey key) => Fold.Expect(tables.Jobs.Find(key), key);

    private static void SetOnElement(StateTables tables, ElementKey key, JobKey? job) =>
        tables.Elements.Put(key, Fold.Expect(tables.Elements.Find(key), key) with { Job = job });

    private static DueEntry Deadline(Timestamp at, JobKey key) => new(at, DueKind.JobDeadline, key.Value, "");

    private static DueEntry Retry(Timestamp at, JobKey key) => new(at, DueKind.JobRetry, key.Value, "");
}
