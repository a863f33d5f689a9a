namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>
/// What an inbound connector did lately: its life and its events, in memory, the oldest forgotten first. Says what happened and never
/// what an event carried.
/// </summary>
/// <param name="atMost">Entries kept.</param>
public sealed class ActivityLog(int atMost, TimeProvider time)
{
    private readonly Queue<ActivityEntry> _entries = [];
    private readonly Lock _gate = new();

    private ActivityEntry? _lastChange;

    /// <summary>What made it up or down last; null when nothing did.</summary>
    public ActivityEntry? LastHealthChange => Volatile.Read(ref _lastChange);

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<ActivityEntry> Entries
    {
        get
        {
            lock (_gate)
                return [.. _entries];
        }
    }

    internal void Activated() => Add(ActivitySeverity.Info, ActivityTag.Lifecycle, "The connector runs.", isUp: true);

    internal void Deactivated() => Add(ActivitySeverity.Info, ActivityTag.Lifecycle, "The connector was stopped.", isUp: false);

    /// <param name="reason">Clean of secrets.</param>
    internal void Failed(string reason) => Add(ActivitySeverity.Error, ActivityTag.Lifecycle, reason, isUp: false);

    internal void Add(ActivitySeverity severity, ActivityTag tag, string message, bool? isUp = null)
    {
        var entry = new ActivityEntry(severity, tag, time.GetUtcNow(), message, isUp);
        if (isUp is not null)
            Volatile.Write(ref _lastChange, entry);
        lock (_gate)
        {
            _entries.Enqueue(entry);
            if (_entries.Count > atMost)
                _entries.Dequeue();
        }
    }
}

/// <param name="IsUp">Whether the connector is up from here on; null when that did not change.</param>
public sealed record ActivityEntry(
    ActivitySeverity Severity, ActivityTag Tag, DateTimeOffset At, string Message, bool? IsUp);

/// <summary>In the words of the original.</summary>
public enum ActivitySeverity
{
    Debug,
    Info,
    Warning,
    Error,
}

/// <summary>What an entry is about, in the words of the original.</summary>
public enum ActivityTag
{
    /// <summary>Started, stopped, or could not be started.</summary>
    Lifecycle,

    /// <summary>An event arrived.</summary>
    Message,

    /// <summary>What became of an event.</summary>
    Correlation,

    /// <summary>What the connector itself says.</summary>
    Consumer,
}
