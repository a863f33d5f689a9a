namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>How many events came for a connector and when, since it was first seen; restarts of the process do not end it.</summary>
/// <param name="kept">Of earlier starts; null for nothing.</param>
public sealed class InboundTraffic(TimeProvider time, TrafficCounts? kept = null)
{
    /// <summary>Of the numbers for the last hour and the last day.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(5);

    private static readonly int StepsADay = (int)(TimeSpan.FromDays(1) / Step);
    private static readonly int StepsAnHour = (int)(TimeSpan.FromHours(1) / Step);

    private readonly Lock _gate = new();
    private readonly Queue<TrafficStep> _steps = new(kept?.Steps ?? []);
    private readonly DateTimeOffset _begunAt = kept?.BegunAt ?? time.GetUtcNow();
    private TrafficStep? _current;
    private long _seen = kept?.Seen ?? 0;
    private long _done = kept?.Done ?? 0;
    private DateTimeOffset? _lastEventAt = kept?.LastEventAt;
    private DateTimeOffset? _lastDoneAt = kept?.LastDoneAt;
    private DateTimeOffset? _newest = kept?.NewestHappenedAt;
    private bool _isChanged = kept is null;

    /// <summary>As it is at this moment.</summary>
    public TrafficCounts Counts
    {
        get
        {
            lock (_gate)
                return Read();
        }
    }

    /// <summary>Events in the last 60 minutes, to five minutes.</summary>
    public long SeenInLastHour => SeenInLast(StepsAnHour);

    /// <summary>Events in the last 24 hours, to five minutes.</summary>
    public long SeenInLastDay => SeenInLast(StepsADay);

    /// <summary>How old the newest event was that was handed over, and how long ago that is; null when no source said when one happened.</summary>
    public TimeSpan? Lag
    {
        get
        {
            lock (_gate)
                return _newest is { } newest ? time.GetUtcNow() - newest : null;
        }
    }

    internal void Arrived(DateTimeOffset at)
    {
        lock (_gate)
        {
            _isChanged = true;
            _seen++;
            _lastEventAt = at;
            var number = NumberOf(at);
            if (_current is null || _current.Number != number)
            {
                if (_current is not null)
                    _steps.Enqueue(_current);
                _current = new TrafficStep(number, 0);
                Forget(number);
            }

            _current = _current with { Seen = _current.Seen + 1 };
        }
    }

    internal void Done(DateTimeOffset at)
    {
        lock (_gate)
        {
            _isChanged = true;
            _done++;
            _lastDoneAt = at;
        }
    }

    /// <summary>When an event that was handed over had happened.</summary>
    internal void Happened(DateTimeOffset at)
    {
        lock (_gate)
        {
            if (_newest is null || at > _newest)
                _newest = at;
        }
    }

    /// <returns>Null when nothing came since this was asked last.</returns>
    internal TrafficCounts? TakeNews()
    {
        lock (_gate)
        {
            if (!_isChanged)
                return null;
            _isChanged = false;
            return Read();
        }
    }

    private TrafficCounts Read() => new(_begunAt, _seen, _done, _lastEventAt, _lastDoneAt, _newest)
    {
        Steps = _current is null ? [.. _steps] : [.. _steps, _current],
    };

    private long SeenInLast(int steps)
    {
        lock (_gate)
        {
            var first = NumberOf(time.GetUtcNow()) - steps;
            return _steps.Where(step => step.Number > first).Sum(step => step.Seen) + (_current?.Number > first ? _current.Seen : 0);
        }
    }

    private void Forget(long now)
    {
        while (_steps.TryPeek(out var oldest) && oldest.Number <= now - StepsADay)
            _steps.Dequeue();
    }

    private static long NumberOf(DateTimeOffset at) => at.UtcTicks / Step.Ticks;
}

/// <summary>How many events came for a connector.</summary>
/// <param name="BegunAt">When the connector was first seen.</param>
/// <param name="Seen">Events that arrived.</param>
/// <param name="Done">Events that were applied, known already, held, or dropped because the model wants that.</param>
/// <param name="NewestHappenedAt">When the newest event that was handed over had happened, as its source says; null when none said.</param>
public sealed record TrafficCounts(
    DateTimeOffset BegunAt,
    long Seen,
    long Done,
    DateTimeOffset? LastEventAt,
    DateTimeOffset? LastDoneAt,
    DateTimeOffset? NewestHappenedAt)
{
    /// <summary>Of the last day, oldest first; those without events are left out.</summary>
    public IReadOnlyList<TrafficStep> Steps { get; init; } = [];
}

/// <summary>Events within five minutes.</summary>
/// <param name="Number">Steps of five minutes since the beginning of time.</param>
public sealed record TrafficStep(long Number, long Seen);
