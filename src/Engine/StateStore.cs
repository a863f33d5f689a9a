namespace Fairlead.Engine;

/// <summary>The parts of the state, each an ordered map from bytes to bytes. The names are those of column families and never change.</summary>
public enum Family : byte
{
    /// <summary>Counters and versions of the state itself.</summary>
    Meta,
    Definitions,
    Elements,
    /// <summary>The active element instances of each scope.</summary>
    Children,
    Variables,
    Jobs,
    JobsAvailable,
    /// <summary>Everything with a moment: timers, job deadlines and backoffs, expiry, in order of that moment.</summary>
    Due,
    Timers,
    Messages,
    MessageIndex,
    Subscriptions,
    SubscriptionIndex,
    StartSubscriptions,
    StartLocks,
    Incidents,
    Work,
    Ledger,
    SignalSubscriptions,
    SignalIndex,
    SignalsUnderWay,
    /// <summary>Instances that stand for themselves by process and business id.</summary>
    BusinessIds,
    /// <summary>Deployed DMN files and their decisions.</summary>
    Decisions,
    /// <summary>What has completed and can be undone, by the scope that it completed in.</summary>
    Compensations,
    /// <summary>Deployed forms and other files, and the versions that were deleted.</summary>
    Resources,
    /// <summary>The conditions that are waited for, by instance; those of start events have none.</summary>
    Conditions,
    ConditionsUnderWay,
    UserTasks,
    ClusterVariables,
    /// <summary>Outside events that are kept, in order of arrival.</summary>
    Inbox,
    /// <summary>Of the sources of outside events: who reads them, up to where, and what is suspended.</summary>
    Sources,
}

/// <summary>What the state reads when it does not have an entry in memory. The broker keeps it on disk, the simulation in memory.</summary>
public interface IStateReader
{
    /// <returns>The value, or null.</returns>
    byte[]? Get(Family family, ReadOnlySpan<byte> key);

    /// <summary>Entries from <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive), in byte order of the keys.</summary>
    IEnumerable<KeyValuePair<byte[], byte[]>> Scan(Family family, byte[] from, byte[] to);
}

/// <summary>Where the state puts what changed.</summary>
public interface IStateWriter
{
    void Put(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    void Delete(Family family, ReadOnlySpan<byte> key);
}
