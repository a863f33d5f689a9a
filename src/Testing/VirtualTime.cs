namespace Fairlead.Testing;

/// <summary>
/// A clock that stands still until it is moved. Timers ring within <see cref="Advance"/>, in the order in which they are due, each at its
/// own moment; what they set in turn rings too, when it is due by then. It begins on 2030-01-01 at midnight, UTC.
/// </summary>
public sealed class VirtualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Alarm> _alarms = [];
    private readonly List<(TimeSpan Left, TaskCompletionSource Seen)> _watchers = [];
    private DateTimeOffset _now;
    private TaskCompletionSource _awaited = Signal();

    /// <summary>Begins on 2030-01-01 at midnight, UTC.</summary>
    public VirtualTime()
        : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    /// <summary>Begins at a moment of your own.</summary>
    public VirtualTime(DateTimeOffset start) => _now = start;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>When the next timer rings, measured from now; null when none is set.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            lock (_gate)
                return _alarms.Min(alarm => alarm.Due) is { } due ? due - _now : null;
        }
    }

    /// <summary>Called by whoever sets a timer, before it is set, with the time it shall take.</summary>
    public Action<TimeSpan> BeforeTimerIsSet { get; set; } = _ => { };

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <summary>Moves on, and lets ring what is due by then.</summary>
    /// <param name="by">Zero lets ring what is due now.</param>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        var end = GetUtcNow() + by;
        while (TakeDue(end) is { } due)
            due.Ring();
    }

    /// <summary>Waits until some timer is set that has this long to run, counted from the moment when it was set.</summary>
    public Task UntilSetForAsync(TimeSpan left, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (_alarms.Any(alarm => alarm.Due == _now + left))
                return Task.CompletedTask;
            var watcher = Signal();
            _watchers.Add((left, watcher));
            return watcher.Task.WaitAsync(cancellation);
        }
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state), IsAwaited(state));
        lock (_gate)
            _alarms.Add(alarm);
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Completes as soon as somebody waits for a timer. A deadline is not waited for: nothing needs it to ring.</summary>
    internal Task UntilAwaited()
    {
        lock (_gate)
            return _alarms.Any(alarm => alarm.IsAwaited) ? Task.CompletedTask : _awaited.Task;
    }

    /// <remarks>The base library gives its delays to their timers as state, and its periodic timers what belongs to them.</remarks>
    private static bool IsAwaited(object? state) => state is Task || state?.GetType().DeclaringType == typeof(PeriodicTimer);

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Alarm? TakeDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            var next = _alarms.Where(alarm => alarm.Due <= end).MinBy(alarm => alarm.Due);
            if (next is null)
            {
                // In the same moment: a timer that is set afterwards counts from the new time.
                _now = end;
                return null;
            }

            _now = next.Due!.Value > _now ? next.Due.Value : _now;
            next.Due = next.Period > TimeSpan.Zero ? _now + next.Period : null;
            return next;
        }
    }

    private sealed class Alarm(VirtualTime time, Action ring, bool isAwaited) : ITimer
    {
        public DateTimeOffset? Due { get; set; }

        public TimeSpan Period { get; private set; }

        public bool IsAwaited => isAwaited && Due is not null;

        public void Ring() => ring();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != Timeout.InfiniteTimeSpan)
                time.BeforeTimerIsSet(dueTime);
            lock (time._gate)
            {
                Period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
                foreach (var (left, seen) in time._watchers.Where(watcher => watcher.Left == dueTime))
                    seen.TrySetResult();
                if (IsAwaited)
                {
                    time._awaited.TrySetResult();
                    time._awaited = Signal();
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (time._gate)
            {
                Due = null;
                time._alarms.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
