using Fairlead.Engine.Tables;

namespace Fairlead.Engine.Folding;

/// <summary>Who reads which source, up to where, and what is suspended.</summary>
internal static class SourceFold
{
    public static void Apply(StateTables tables, Event.TriggerSuspended e)
    {
        tables.UseKey(e.Key.Value);
        tables.Suspensions.Add(e.Key, new Suspension(e.Key, e.Tenant, e.ProcessId, e.ElementId, e.At));
        tables.SuspendedTriggers.Put(new(e.Tenant, e.ProcessId, e.ElementId ?? ""), new(e.Key));
        tables.SuspensionIndex.Add(default, e.Key.Value);
    }

    public static void Apply(StateTables tables, Event.TriggerResumed e)
    {
        var suspension = Fold.Expect(tables.Suspensions.Find(e.Key), e.Key);
        tables.Suspensions.Remove(e.Key);
        tables.SuspendedTriggers.Remove(new(suspension.Tenant, suspension.ProcessId, suspension.ElementId ?? ""));
        tables.SuspensionIndex.Remove(default, e.Key.Value);
    }

    public static void Apply(StateTables tables, Event.LeaseTaken e)
    {
        tables.UseKey(e.Token);
        var lease = new Lease(e.Name, e.Owner, e.Token, e.Until);
        tables.Leases.Add(new(e.Token), lease);
        tables.LeaseNames.Put(new(e.Name), new(new LeaseToken(e.Token)));
        tables.LeaseIndex.Add(default, e.Token);
        tables.Due.Add(Expiry(lease));
    }

    public static void Apply(StateTables tables, Event.LeaseRenewed e)
    {
        var before = Find(tables, e.Token);
        var after = before with { Until = e.Until };
        tables.Leases.Put(new(e.Token), after);
        if (before.Until == after.Until) return;
        tables.Due.Remove(Expiry(before));
        tables.Due.Add(Expiry(after));
    }

    public static void Apply(StateTables tables, Event.LeaseEnded e)
    {
        var lease = Find(tables, e.Token);
        tables.Leases.Remove(new(e.Token));
        tables.LeaseNames.Remove(new(lease.Name));
        tables.LeaseIndex.Remove(default, e.Token);
        tables.Due.Remove(Expiry(lease));
    }

    public static void Apply(StateTables tables, Event.PlaceMoved e)
    {
        if (e.Value.Length > 0) tables.Places.Put(new(e.Tenant, e.Name), new PlaceValue(e.Value));
        else tables.Places.Remove(new(e.Tenant, e.Name));
    }

    private static Lease Find(StateTables tables, long token) => Fold.Expect(tables.Leases.Find(new(token)), token);

    private static DueEntry Expiry(Lease lease) => new(lease.Until, DueKind.LeaseExpiry, lease.Token, "");
}
