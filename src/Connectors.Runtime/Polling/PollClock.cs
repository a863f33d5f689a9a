namespace Fairlead.Connectors.Runtime.Polling;

/// <summary>
/// Does what is due, again and again, for however many: by one timer, a bounded number at once, in the order in which they became due. What
/// is under way is never begun a second time.
/// </summary>
/// <param name="atMost">Under way at once.</param>
internal sealed class PollClock(int atMost, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan FinestTimer = TimeSpan.FromMilliseconds(1);

    private readonly Lock _gate = new();
    private readonly PriorityQueue<(PollTurn Turn, long Ticket), (long Due, long Ticket)> _queue = new();
    private ITimer? _timer;
    private long _lastTicket;
    private int _live;
    private int _running;
    private bool _isDisposed;

    /// <summary>Told how late each turn begins.</summary>
    public Action<TimeSpan> Begun { get; set; } = _ => { };

    /// <summary>Turns that wait or are under way.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
                return _live;
        }
    }

    /// <summary>Whether something is due or under way.</summary>
    internal bool IsBusy
    {
        get
        {
            lock (_gate)
            {
                return _running > 0 || _queue.UnorderedItems.Any(place =>
                    place.Element.Turn.Ticket == place.Element.Ticket && place.Priority.Due <= time.GetTimestamp());
            }
        }
    }

    /// <summary>Places in the queue; those that were given up are among them for a while.</summary>
    internal int QueueLength
    {
        get
        {
            lock (_gate)
                return _queue.Count;
        }
    }

    /// <param name="work">Gives the pause until the next time; null for no more. What it throws is a defect.</param>
    /// <param name="first">From now; zero for at once.</param>
    /// <param name="stop">Given to the work.</param>
    public PollTurn Add(Func<CancellationToken, Task<TimeSpan?>> work, TimeSpan first, CancellationToken stop)
    {
        var turn = new PollTurn(this, work, stop);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _live++;
            Queue(turn, first);
        }

        Pump();
        return turn;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _timer?.Dispose();
        }
    }

    /// <summary>Lets it be due at once, if it waits.</summary>
    internal void Hasten(PollTurn turn)
    {
        lock (_gate)
        {
            if (turn.Ticket is 0)
            {
                turn.IsWanted = true;
                return;
            }

            Queue(turn, TimeSpan.Zero);
        }

        Pump();
    }

    internal bool IsOver(PollTurn turn)
    {
        lock (_gate)
            return turn.IsRemoved;
    }

    /// <returns>What is under way.</returns>
    internal Task Remove(PollTurn turn)
    {
        lock (_gate)
        {
            if (!turn.IsRemoved)
            {
                turn.IsRemoved = true;
                if (turn.Ticket is not 0)
                    Forget(turn);
            }

            return turn.Running;
        }
    }

    private void Forget(PollTurn turn)
    {
        turn.Ticket = 0;
        _live--;
        Compact();
    }

    /// <remarks>
    /// A turn that is queued again leaves its former place behind, which is passed over, or cleared away when there are many.
    /// </remarks>
    private void Queue(PollTurn turn, TimeSpan pause)
    {
        turn.Ticket = ++_lastTicket;
        var due = time.GetTimestamp() + (long)(Math.Max(0, pause.TotalSeconds) * time.TimestampFrequency);
        _queue.Enqueue((turn, turn.Ticket), (due, turn.Ticket));
        Compact();
    }

    private void Compact()
    {
        if (_queue.Count <= (2 * _live) + 64)
            return;
        var kept = _queue.UnorderedItems.Where(item => item.Element.Turn.Ticket == item.Element.Ticket).ToList();
        _queue.Clear();
        _queue.EnqueueRange(kept);
    }

    /// <summary>Begins what is due as far as there is room, and sets the timer for what is due next.</summary>
    private void Pump()
    {
        List<PollTurn>? begun = null;
        lock (_gate)
        {
            while (!_isDisposed && _running < atMost && _queue.TryPeek(out var place, out var priority))
            {
                if (place.Turn.Ticket != place.Ticket)
                {
                    _queue.Dequeue();
                    continue;
                }

                var now = time.GetTimestamp();
                var left = priority.Due - now;
                if (left > 0)
                {
                    Arm(TimeSpan.FromSeconds((double)left / time.TimestampFrequency));
                    // The timer counts from when it is set: were we held up before that, it would ring as much too late.
                    if (time.GetElapsedTime(now) >= FinestTimer)
                        continue;
                    break;
                }

                _queue.Dequeue();
                Begun(TimeSpan.FromSeconds((double)-left / time.TimestampFrequency));
                place.Turn.Ticket = 0;
                _running++;
                (begun ??= []).Add(place.Turn);
                place.Turn.Begin();
            }
        }

        foreach (var turn in begun ?? [])
            turn.Go();
    }

    private void Arm(TimeSpan left)
    {
        // Rounded down it would ring before it is due.
        var wait = TimeSpan.FromMilliseconds(Math.Ceiling(Math.Min(left.TotalMilliseconds, TimeSpan.FromDays(1).TotalMilliseconds)));
        _timer ??= time.CreateTimer(static clock => ((PollClock)clock!).Pump(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(wait, Timeout.InfiniteTimeSpan);
    }

    /// <param name="pause">Until the next time; null for no more.</param>
    internal void Ended(PollTurn turn, TimeSpan? pause)
    {
        lock (_gate)
        {
            _running--;
            if (turn.IsRemoved || pause is null || _isDisposed)
            {
                turn.IsRemoved = true;
                Forget(turn);
            }
            else
            {
                Queue(turn, turn.IsWanted ? TimeSpan.Zero : pause.Value);
            }

            turn.IsWanted = false;
        }

        Pump();
    }
}

/// <summary>Something that is done again and again.</summary>
internal sealed class PollTurn(PollClock clock, Func<CancellationToken, Task<TimeSpan?>> work, CancellationToken stop)
{
    private TaskCompletionSource? _begun;

    /// <summary>Its place in the queue; 0 while it has none. As all that can be set here: under the lock of the clock.</summary>
    internal long Ticket { get; set; }

    /// <summary>Whether it is to be done again as soon as it ends.</summary>
    internal bool IsWanted { get; set; }

    internal bool IsRemoved { get; set; }

    /// <summary>Ends when what is under way does.</summary>
    internal Task Running { get; private set; } = Task.CompletedTask;

    /// <summary>Whether it ended by itself, or was ended.</summary>
    public bool IsOver => clock.IsOver(this);

    /// <summary>Lets it be due at once; if it is under way, once more behind that.</summary>
    public void Hasten() => clock.Hasten(this);

    /// <summary>Ends it after what is under way.</summary>
    /// <returns>When nothing of it goes on.</returns>
    public Task EndAsync() => clock.Remove(this);

    internal void Begin()
    {
        _begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Running = RunAsync(_begun.Task);
    }

    internal void Go() => _begun!.SetResult();

    private async Task RunAsync(Task begun)
    {
        await begun.ConfigureAwait(false);
        TimeSpan? pause = null;
        try
        {
            pause = await work(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It was told to end.
        }
        finally
        {
            clock.Ended(this, pause);
        }
    }
}
