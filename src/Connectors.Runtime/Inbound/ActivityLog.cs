namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>
/// What an inbound connector did lately: its life and its events, the oldest forgotten first, and how much came. Says what happened and
/// never what an event carried. What was kept of an earlier start of the process goes on.
/// </summary>
/// <param name="atMost">Entries held in memory.</param>
/// <param name="kept">Of earlier starts; null for nothing.</param>
public sealed class ActivityLog(int atMost, TimeProvider time, KeptActivities? kept = null)
{
    private readonly Queue<ActivityEntry> _entries = new(kept?.Entries.TakeLast(atMost) ?? []);
    private readonly Lock _gate = new();

    private ActivityEntry? _lastChange = kept?.Entries.LastOrDefault(entry => entry.IsUp is not null);
    private long _news;

    /// <summary>What made it up or down last; null when nothing did.</summary>
    public ActivityEntry? LastHealthChange => Volatile.Read(ref _lastChange);

    /// <summary>How much came, and when.</summary>
    public InboundTraffic Traffic { get; } = new(time, kept?.Traffic);

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
    internal void Failed(string reason) => Add(ActivitySeverity.Error, ActivityTag.Activation, reason, isUp: false);

    /// <summary>
    /// An entry of <see cref="ActivityTag.Message"/> is an event that arrived, one of <see cref="ActivityTag.Correlation"/> one that is
    /// done with: both are counted, unless they are warnings.
    /// </summary>
    internal void Add(ActivitySeverity severity, ActivityTag tag, string message, bool? isUp = null)
    {
        var entry = new ActivityEntry(severity, tag, time.GetUtcNow(), message, isUp);
        if (isUp is not null)
            Volatile.Write(ref _lastChange, entry);
        if (severity is ActivitySeverity.Info && tag is ActivityTag.Message)
            Traffic.Arrived(entry.At);
        else if (severity is ActivitySeverity.Info && tag is ActivityTag.Correlation)
            Traffic.Done(entry.At);
        lock (_gate)
        {
            _entries.Enqueue(entry);
            _news++;
            if (_entries.Count > atMost)
                _entries.Dequeue();
        }
    }

    /// <summary>What was added since this was asked last, as far as it is still here.</summary>
    internal IReadOnlyList<ActivityEntry> TakeNews()
    {
        lock (_gate)
        {
            var news = (int)Math.Min(_news, _entries.Count);
            _news = 0;
            return news is 0 ? [] : [.. _entries.Skip(_entries.Count - news)];
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
    /// <summary>Started or stopped.</summary>
    Lifecycle,

    /// <summary>An event arrived.</summary>
    Message,

    /// <summary>What became of an event.</summary>
    Correlation,

    /// <summary>What the connector itself says.</summary>
    Consumer,

    /// <summary>It could not be started.</summary>
    Activation,

    /// <summary>The source can be read, or cannot; or nothing comes from it.</summary>
    Health,

    /// <summary>Whether it has its path.</summary>
    Queueing,
}
