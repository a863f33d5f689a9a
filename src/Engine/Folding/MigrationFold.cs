using System.Collections.Immutable;

using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

/// <summary>Lets everything that belongs to an instance follow it into another definition. A test lists what an element can have.</summary>
internal static class MigrationFold
{
    /// <summary>What only the root has. Its element follows by an event of its own.</summary>
    public static void Apply(StateTables tables, Event.InstanceMigrated e)
    {
        var root = Fold.Expect(tables.Elements.Find(e.Instance.Root), e.Instance);
        var before = Fold.Expect(root.Root, e.Instance);
        var (startLock, tenant) = (before.StartLock, tables.TenantOf(e.Definition));
        if (before.ProcessId != e.ProcessId)
        {
            if (startLock is not null)
            {
                tables.StartLocks.Remove(new(tenant, before.ProcessId, startLock));
                // Another instance of the new process may hold it: then this one holds none.
                if (tables.StartLocks.Find(new(tenant, e.ProcessId, startLock)) is null) tables.StartLocks.Put(new(tenant, e.ProcessId, startLock), new(e.Instance));
                else startLock = null;
            }

            if (before is { Caller: null, BusinessId: { } businessId })
            {
                tables.BusinessIds.Remove(new(tenant, before.ProcessId, businessId), e.Instance.Value);
                tables.BusinessIds.Add(new(tenant, e.ProcessId, businessId), e.Instance.Value);
            }
        }

        InstanceCount.Add(tables, root.Definition, -1);
        InstanceCount.Add(tables, e.Definition, 1);
        tables.Elements.Put(root.Key, root with
        {
            Root = before with { ProcessId = e.ProcessId, Version = e.Version, StartLock = startLock, EndsAfter = [.. e.AfterElements] },
        });
    }

    public static void Apply(StateTables tables, Event.ElementMigrated e)
    {
        var element = Fold.Expect(tables.Elements.Find(e.Key), e.Key);
        foreach (var key in element.Timers)
        {
            var timer = Fold.Expect(tables.Timers.Find(key), key);
            tables.Timers.Put(key, timer with { Definition = e.Definition, CatchId = Now(e, timer.CatchId) });
        }

        foreach (var key in element.Subscriptions) Migrate(tables, e, Fold.Expect(tables.Subscriptions.Find(key), key));
        foreach (var key in element.Signals)
        {
            var signal = Fold.Expect(tables.SignalSubscriptions.Find(key), key);
            tables.SignalSubscriptions.Put(key, signal with { Definition = e.Definition, CatchId = Now(e, signal.CatchId) });
        }

        foreach (var key in element.Conditions)
        {
            var condition = Fold.Expect(tables.Conditions.Find(key), key);
            tables.Conditions.Put(key, condition with { Definition = e.Definition, CatchId = Now(e, condition.CatchId) });
        }

        if (element.Job is { } jobKey) Migrate(tables, e, Fold.Expect(tables.Jobs.Find(jobKey), jobKey));
        if (element.Incident is { } incidentKey)
        {
            var incident = Fold.Expect(tables.Incidents.Find(incidentKey), incidentKey);
            tables.Incidents.Put(
                incidentKey, incident with { Definition = e.Definition, ProcessId = e.ProcessId, ElementId = e.ElementId });
        }

        if (element.Compensation is { Open: > 0 }) MigrateCompensations(tables, e, e.Key);
        tables.Elements.Put(e.Key, element with
        {
            Definition = e.Definition,
            ElementId = e.ElementId,
            Tokens = [.. e.Flows],
            Triggers = element.Triggers.IsEmpty ? [] : Now(e, element.Triggers),
            Interruption = element.Interruption is { } taken ? taken with { CatchId = Now(e, taken.CatchId) } : null,
        });
    }

    private static void Migrate(StateTables tables, Event.ElementMigrated e, Subscription subscription)
    {
        var catchId = Now(e, subscription.CatchId);
        SubscriptionFold.Count(tables, subscription.Definition, -1);
        SubscriptionFold.Count(tables, e.Definition, 1);
        tables.Subscriptions.Put(subscription.Key, subscription with
        {
            Definition = e.Definition,
            ProcessId = e.ProcessId,
            CatchId = catchId,
            Interrupting = e.Interrupting.Contains(catchId),
        });
    }

    private static void Migrate(StateTables tables, Event.ElementMigrated e, Job job) => tables.Jobs.Put(job.Key, job with
    {
        Definition = e.Definition,
        ProcessId = e.ProcessId,
        ProcessVersion = e.Version,
        ElementId = e.ElementId,
        Headers = [.. e.JobHeaders],
        HasAllHeaders = true,
    });

    /// <param name="scope">It may have completed: then what completed in it goes with the scope around.</param>
    private static void MigrateCompensations(StateTables tables, Event.ElementMigrated e, ElementKey scope)
    {
        foreach (var key in tables.CompensationIndex.Items(scope))
        {
            var subscription = Fold.Expect(tables.Compensations.Find(new(key)), key);
            tables.Compensations.Put(subscription.Key, subscription with
            {
                ActivityId = Now(e, subscription.ActivityId),
                HandlerId = subscription.HandlerId is { } handler ? Now(e, handler) : null,
            });
            if (subscription.HasContent) MigrateCompensations(tables, e, subscription.Activity);
        }
    }

    private static ImmutableArray<Trigger> Now(Event.ElementMigrated e, ImmutableArray<Trigger> triggers) =>
        [.. triggers.Select(trigger => trigger with { CatchId = Now(e, trigger.CatchId) })];

    private static string Now(Event.ElementMigrated e, string id)
    {
        for (var i = 0; i < e.Renamed.Count; i += 2)
            if (e.Renamed[i] == id) return e.Renamed[i + 1];
        return id;
    }
}
