namespace Fairlead.Broker.Tests;

/// <summary>A clock that stands still until the test moves it; timers that come due run in <see cref="Advance"/>, in order.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Called by whoever sets a timer, before it is set, with the time it shall take.</summary>
    public Action<TimeSpan> BeforeTimerIsSet { get; set; } = _ => { };

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        var end = GetUtcNow() + by;
        while (TakeDue(end) is { } due)
            due.Ring();
    }

    private ManualTimer? TakeDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            var due = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (due is null)
            {
                // In the same moment: a timer that is set afterwards counts from the new time.
                _now = end;
                return null;
            }

            _now = due.Due > _now ? due.Due : _now;
            due.Due = DateTimeOffset.MaxValue;
            return due;
        }
    }

    private sealed class ManualTimer : ITimer
    {
        private readonly ManualTime _time;

        public ManualTimer(ManualTime time, Action ring)
        {
            _time = time;
            Ring = ring;
            lock (time._gate)
                time._timers.Add(this);
        }

        public Action Ring { get; }

        public DateTimeOffset Due { get; set; } = DateTimeOffset.MaxValue;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _time.BeforeTimerIsSet(dueTime);
            lock (_time._gate)
                Due = dueTime == Timeout.InfiniteTimeSpan ? DateTimeOffset.MaxValue : _time._now + dueTime;
            return true;
        }

        public void Dispose()
        {
            lock (_time._gate)
                _time._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
