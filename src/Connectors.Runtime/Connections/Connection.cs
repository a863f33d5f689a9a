using System.Threading.RateLimiting;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Protocol.Rest;

using Polly;
using Polly.CircuitBreaker;

namespace Fairlead.Connectors.Runtime.Connections;

/// <summary>One system that is called: who may call it now, and when the others may.</summary>
internal sealed class Connection : IDisposable
{
    /// <summary>Waits of this length happen where the call is; a longer one gives its place back.</summary>
    private static readonly TimeSpan WaitHereAtMost = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan PauseAtLeast = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PauseAtMost = TimeSpan.FromMinutes(5);

    /// <summary>Until somebody has reset it, nobody knows when; after that those who wait should be there soon.</summary>
    private static readonly TimeSpan PauseWhenHeld = TimeSpan.FromMinutes(1);

    /// <summary>Between two that come back, so that they are not all there at once.</summary>
    private static readonly TimeSpan SpacingAtLeast = TimeSpan.FromMilliseconds(2);

    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly ConcurrencyLimiter? _calls;
    private readonly TokenBucketRateLimiter? _rate;
    private readonly TimeSpan _slot;
    private readonly ResiliencePipeline<bool> _circuit;
    private readonly CircuitBreakerManualControl _control = new();
    private readonly HashSet<ConnectionUse> _uses = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TimeSpan _usualDuration;
    private DateTimeOffset _nextReturn;
    private DateTimeOffset _retryAfter;
    private DateTimeOffset? _openSince;
    private DateTimeOffset _openUntil;
    private bool _isHeldOpen;
    private long _returns;
    private int _waiting;

    public Connection(string name, ConnectionOptions options, TimeProvider time)
    {
        Name = name;
        Options = options;
        _time = time;
        LastUsed = time.GetUtcNow();
        if (options.CallsAtMost is { } calls)
            _calls = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = calls });
        if (options.Requests is { } requests)
        {
            _slot = options.Per / requests;
            // Timers of the limiter are no finer than this.
            var tokens = Math.Max(1, (int)Math.Ceiling(PauseAtLeast / 10 / _slot));
            _rate = new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
            {
                TokenLimit = Math.Max(options.Burst, tokens),
                TokensPerPeriod = tokens,
                ReplenishmentPeriod = _slot * tokens,
                AutoReplenishment = true,
            });
        }

        _circuit = CircuitOf(options, time);
    }

    public string Name { get; }

    public ConnectionOptions Options { get; }

    public DateTimeOffset LastUsed { get; private set; }

    /// <summary>Calls that were sent away to come back later, since the start.</summary>
    public long Parked { get; private set; }

    public (DateTimeOffset At, string What)? LastFailure { get; private set; }

    /// <summary>Takes a place, after waiting for it.</summary>
    /// <param name="share">The places among which it is; null for a caller who has its own.</param>
    /// <param name="mayPark">Whether the caller can come back: then a long wait is <see cref="CallParkedException"/>.</param>
    public async ValueTask<ConnectionUse> EnterAsync(Share? share, bool mayPark, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            Task changed;
            Obstacle obstacle;
            lock (_gate)
            {
                LastUsed = _time.GetUtcNow();
                if (TryEnter(share) is { } use)
                    return use;
                obstacle = Find();
                changed = _changed.Task;
                if (mayPark && (obstacle.Until - LastUsed > WaitHereAtMost || share?.TryWait() is false))
                    throw Park(obstacle);
                _waiting++;
            }

            try
            {
                await WaitAsync(changed, obstacle.Until, cancellation);
            }
            finally
            {
                lock (_gate)
                    _waiting--;
                if (mayPark)
                    share?.EndWait();
            }
        }
    }

    /// <summary>A further request of a call that has its place: only the rate and the circuit are asked, and it waits where it is.</summary>
    public async ValueTask TakeTurnAsync(CancellationToken cancellation)
    {
        while (true)
        {
            Obstacle obstacle;
            lock (_gate)
            {
                var isOpen = _time.GetUtcNow() >= Closed();
                if (isOpen && TakeToken())
                    return;
                obstacle = Find();
            }

            await WaitAsync(Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None), obstacle.Until, cancellation);
        }
    }

    /// <summary>Does something whose result counts for the circuit.</summary>
    /// <param name="send">Whether it failed.</param>
    /// <returns>False when the circuit did not let it through.</returns>
    public async ValueTask<bool> TrySendAsync(Func<ValueTask<bool>> send)
    {
        try
        {
            await _circuit.ExecuteAsync(static (send, _) => send(), send, CancellationToken.None);
            return true;
        }
        catch (BrokenCircuitException)
        {
            // Another one tries at this moment, or it was opened since this one entered.
            return false;
        }
    }

    /// <summary>For a call that the circuit did not let through.</summary>
    public CallParkedException Park()
    {
        lock (_gate)
            return Park(Find());
    }

    public void Failed(string what)
    {
        lock (_gate)
            LastFailure = (_time.GetUtcNow(), what);
    }

    public void RetryAfter(TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero || Options.RetryAfterAtMost == TimeSpan.Zero)
            return;
        var until = _time.GetUtcNow() + (delay < Options.RetryAfterAtMost ? delay : Options.RetryAfterAtMost);
        lock (_gate)
            _retryAfter = until > _retryAfter ? until : _retryAfter;
    }

    /// <summary>Lets calls through again, whatever was.</summary>
    public async Task ResetAsync(CancellationToken cancellation)
    {
        await _control.CloseAsync(cancellation);
        lock (_gate)
        {
            _isHeldOpen = false;
            (_openSince, _openUntil, _retryAfter, _nextReturn) = (null, default, default, default);
            Signal();
        }
    }

    /// <summary>Lets nothing through until it is reset.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        lock (_gate)
            (_isHeldOpen, _openSince) = (true, _time.GetUtcNow());
        await _control.IsolateAsync(cancellation);
    }

    public ConnectionItem Status()
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            return new ConnectionItem
            {
                Name = Name,
                Circuit = _isHeldOpen ? ConnectionCircuit.HeldOpen
                    : now < _openUntil ? ConnectionCircuit.Open
                    : _openSince is not null ? ConnectionCircuit.HalfOpen
                    : ConnectionCircuit.Closed,
                CircuitSince = _openSince,
                CircuitUntil = _isHeldOpen || now >= _openUntil ? null : _openUntil,
                RetryAfterUntil = now < _retryAfter ? _retryAfter : null,
                InUse = _uses.Count,
                CallsAtMost = Options.CallsAtMost,
                Waiting = _waiting,
                Parked = Parked,
                RequestsLeft = _rate?.GetStatistics()?.CurrentAvailablePermits,
                LastFailureAt = LastFailure?.At,
                LastFailure = LastFailure?.What,
            };
        }
    }

    /// <summary>Whether nothing would be lost by forgetting it.</summary>
    public bool IsIdle(TimeSpan since)
    {
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            return _uses.Count is 0 && _waiting is 0 && !_isHeldOpen && now >= _openUntil && now >= _retryAfter && now - LastUsed > since;
        }
    }

    public void Leave(ConnectionUse use, Share? share)
    {
        lock (_gate)
        {
            if (!_uses.Remove(use))
                return;
            use.Permit?.Dispose();
            share?.Return(this);
            var lasted = _time.GetUtcNow() - use.Since;
            _usualDuration = _usualDuration == TimeSpan.Zero ? lasted : _usualDuration * 0.9 + lasted * 0.1;
            Signal();
        }
    }

    public void Dispose()
    {
        _calls?.Dispose();
        _rate?.Dispose();
    }

    private ConnectionUse? TryEnter(Share? share)
    {
        if (_time.GetUtcNow() < Closed())
            return null;
        var permit = _calls?.AttemptAcquire();
        if (permit is { IsAcquired: false })
            return null;
        if (share?.TryTake(this) is false)
        {
            permit?.Dispose();
            return null;
        }

        if (!TakeToken())
        {
            permit?.Dispose();
            share?.Return(this);
            return null;
        }

        var use = new ConnectionUse(this, share, permit, _time.GetUtcNow());
        _uses.Add(use);
        return use;
    }

    private bool TakeToken()
    {
        if (_rate is null)
            return true;
        using var token = _rate.AttemptAcquire();
        return token.IsAcquired;
    }

    /// <summary>Until when nobody may call.</summary>
    private DateTimeOffset Closed() =>
        _isHeldOpen ? DateTimeOffset.MaxValue : _openUntil > _retryAfter ? _openUntil : _retryAfter;

    /// <summary>What stands in the way, and when that may be over.</summary>
    private Obstacle Find()
    {
        var now = _time.GetUtcNow();
        if (_isHeldOpen)
            return new Obstacle(now + PauseWhenHeld, SpacingAtLeast, "it is held back by hand");
        if (now < _openUntil)
            return new Obstacle(_openUntil, SpacingAtLeast, "too many of its calls failed");
        if (now < _retryAfter)
            return new Obstacle(_retryAfter, SpacingAtLeast, "it asked to be left alone for a while");
        if (_rate is not null && _rate.GetStatistics() is { CurrentAvailablePermits: 0 })
            return new Obstacle(now + _slot, _slot, "its requests in this time are used up");
        if (_openSince is not null)
            return new Obstacle(now + WaitHereAtMost * 2, SpacingAtLeast, "one call tries whether it works again");

        // Nobody may have ended yet: then those under way tell how long it takes at least.
        var oldest = _uses.Count is 0 ? TimeSpan.Zero : now - _uses.Min(use => use.Since);
        var duration = oldest > _usualDuration ? oldest : _usualDuration;
        return new Obstacle(now + duration / Math.Max(1, _uses.Count), duration / Math.Max(1, _uses.Count), "all calls that it may have are under way");
    }

    private CallParkedException Park(Obstacle obstacle)
    {
        var now = _time.GetUtcNow();
        var spacing = obstacle.Spacing > SpacingAtLeast ? obstacle.Spacing : SpacingAtLeast;
        _nextReturn = (_nextReturn > obstacle.Until ? _nextReturn : obstacle.Until) + spacing;
        var pause = _nextReturn - now;
        if (pause > PauseAtMost && pause > obstacle.Until - now + PauseAtMost)
        {
            // Spread over the last half of it, in place of a queue that nobody can foresee.
            _nextReturn = now + PauseAtMost;
            pause = PauseAtMost - PauseAtMost * (_returns++ % 128 / 256.0);
        }

        Parked++;
        return new CallParkedException(
            pause > PauseAtLeast ? pause : PauseAtLeast, $"The connection {Name} has no room: {obstacle.Reason}. The job comes back by itself.");
    }

    private async Task WaitAsync(Task changed, DateTimeOffset until, CancellationToken cancellation)
    {
        var wait = until - _time.GetUtcNow();
        wait = wait < PauseAtLeast / 10 ? PauseAtLeast / 10 : wait > PauseAtMost ? PauseAtMost : wait;
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await Task.WhenAny(changed, Task.Delay(wait, _time, over.Token));
        await over.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
    }

    private void Signal()
    {
        if (_waiting is 0)
            return;
        _changed.SetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    private ResiliencePipeline<bool> CircuitOf(ConnectionOptions options, TimeProvider time)
    {
        var breaks = options.BreakAtFailureRatio is not null;
        return new ResiliencePipelineBuilder<bool> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<bool>
            {
                // Without a ratio it is there to be opened by hand.
                ShouldHandle = arguments => new ValueTask<bool>(breaks && arguments.Outcome.Result),
                FailureRatio = options.BreakAtFailureRatio ?? 1,
                MinimumThroughput = options.BreakAtLeastRequests,
                SamplingDuration = options.BreakWindow,
                BreakDurationGenerator = arguments => new ValueTask<TimeSpan>(Grown(options, arguments.HalfOpenAttempts)),
                ManualControl = _control,
                OnOpened = arguments => OnOpened(arguments.BreakDuration, arguments.IsManual),
                OnClosed = _ => OnClosed(),
            })
            .Build();
    }

    private static TimeSpan Grown(ConnectionOptions options, int attempts)
    {
        var grown = options.BreakFor * Math.Pow(2, Math.Min(attempts, 20));
        return grown < options.BreakForAtMost ? grown : options.BreakForAtMost;
    }

    private ValueTask OnOpened(TimeSpan duration, bool isManual)
    {
        if (isManual)
            return ValueTask.CompletedTask;
        lock (_gate)
        {
            var now = _time.GetUtcNow();
            _openSince ??= now;
            _openUntil = now + duration;
            _nextReturn = _openUntil;
        }

        return ValueTask.CompletedTask;
    }

    private ValueTask OnClosed()
    {
        lock (_gate)
        {
            (_openSince, _openUntil) = (null, default);
            Signal();
        }

        return ValueTask.CompletedTask;
    }

    /// <param name="Until">When it may be over.</param>
    /// <param name="Spacing">Between two that may go on after it.</param>
    private readonly record struct Obstacle(DateTimeOffset Until, TimeSpan Spacing, string Reason);
}
