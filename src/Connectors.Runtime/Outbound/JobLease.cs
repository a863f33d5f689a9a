using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>
/// Holds one job for as long as its call is under way: the cluster is told again and again, so that nobody else gets the job, and the
/// call ends when its time is over.
/// </summary>
/// <remarks>
/// The header <c>jobTimeout</c> is the model's own word for how long the call may take: then it is told once, and the call is cut off
/// shortly before.
/// </remarks>
internal sealed class JobLease : IAsyncDisposable
{
    /// <summary>A call is cut off before the cluster gives the job away: by this part of what was left, and at most this long.</summary>
    private const double ReserveOfTimeout = 0.1;
    private static readonly TimeSpan ReserveAtMost = TimeSpan.FromSeconds(5);

    /// <summary>After a renewal that failed. More often would burden a cluster that has trouble already.</summary>
    private static readonly TimeSpan PauseAtLeast = TimeSpan.FromSeconds(1);

    /// <summary>Timers of the platform end at 2^32 ms.</summary>
    private static readonly TimeSpan TimerAtMost = TimeSpan.FromDays(49);

    private readonly Lock _gate = new();
    private readonly ActivatedJob _job;
    private readonly ClusterCommands _commands;
    private readonly TimeSpan _renewal;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _ends = new();
    private readonly ITimer _timer;
    private DateTimeOffset _until;
    private DateTimeOffset _endsAt;
    private TimeSpan _limit;
    private bool _renews = true;
    private bool _isLost;
    private bool _isStopped;
    private Task _renewing = Task.CompletedTask;

    /// <param name="job">Held until its deadline.</param>
    public JobLease(ActivatedJob job, ClusterCommands commands, ConnectorsOptions options, TimeProvider time, ILogger log)
    {
        (_job, _commands, _time, _log) = (job, commands, time, log);
        _renewal = options.TimeoutOf(job.Type);
        _until = job.Deadline;
        _limit = options.CallAtMost;
        _endsAt = time.GetUtcNow() + _limit;
        _timer = time.CreateTimer(static lease => ((JobLease)lease!).OnTimer(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        lock (_gate)
            Arm();
    }

    /// <summary>Ends when the call must end.</summary>
    public CancellationToken Ends => _ends.Token;

    /// <summary>The time that the call has, for the message when it was not enough.</summary>
    public TimeSpan Limit => _limit;

    /// <summary>Whether somebody else may have the job by now: then a result must not be applied.</summary>
    public bool IsLost
    {
        get
        {
            lock (_gate)
                return _isLost || _time.GetUtcNow() >= _until;
        }
    }

    /// <summary>Holds the job for the time that its model gives, instead of for as long as the call takes.</summary>
    /// <exception cref="ConnectorException">The time has passed already.</exception>
    /// <exception cref="ClusterException">The cluster refused, for example because the job is gone.</exception>
    public async Task HoldForAsync(TimeSpan timeout, CancellationToken cancellation)
    {
        lock (_gate)
            _renews = false;
        var until = await _commands.HoldAsync(_job, timeout, cancellation);
        var left = until - _time.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            throw new ConnectorException(
                JobError.TimedOut,
                $"The call was not made: the job timeout of {timeout.TotalSeconds:0.###} seconds had passed by the time the cluster "
                + $"confirmed it. Set a longer jobTimeout for element {_job.ElementId}. [{JobError.TimedOut}]");
        }

        var reserve = left * ReserveOfTimeout;
        lock (_gate)
        {
            _until = until;
            _limit = left - (reserve < ReserveAtMost ? reserve : ReserveAtMost);
            _endsAt = _time.GetUtcNow() + _limit;
            Arm();
        }
    }

    /// <summary>Renews no more: the call is over.</summary>
    public async ValueTask StopAsync()
    {
        Task renewing;
        lock (_gate)
        {
            _isStopped = true;
            renewing = _renewing;
        }

        await _timer.DisposeAsync();
        // A renewal that overtakes the report would hold a job that is to wait or to be tried again.
        await renewing;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _ends.Dispose();
    }

    private void Arm()
    {
        if (_isStopped)
            return;
        var now = _time.GetUtcNow();
        var next = _endsAt - now;
        if (_renews && !_isLost)
        {
            var renewal = (_until - now) / 2;
            if (renewal < PauseAtLeast)
                renewal = PauseAtLeast;
            next = renewal < next ? renewal : next;
        }

        _timer.Change(next < TimeSpan.Zero ? TimeSpan.Zero : next > TimerAtMost ? TimerAtMost : next, Timeout.InfiniteTimeSpan);
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (_isStopped)
                return;
            var now = _time.GetUtcNow();
            // This process slept, or the cluster was away for long: a renewal would now hold the job for whoever has it.
            _isLost |= now >= _until;
            if (now < _endsAt)
            {
                _renewing = _renews && !_isLost ? RenewAsync() : Task.CompletedTask;
                if (_renewing.IsCompleted)
                    Arm();
                return;
            }
        }

        _ends.Cancel();
    }

    private async Task RenewAsync()
    {
        // Not within the lock that the timer holds.
        await Task.Yield();
        try
        {
            var until = await _commands.HoldAsync(_job with { Deadline = _until }, _renewal, CancellationToken.None);
            lock (_gate)
                _until = until;
        }
        catch (ClusterException refused)
        {
            // Gone, or given to another: the call goes on, because what was sent cannot be taken back; its result is only recorded.
            Log.JobLost(_log, refused, _job.Key.Value, _job.Type, refused.Error);
            lock (_gate)
                _isLost = true;
        }

        lock (_gate)
        {
            _renewing = Task.CompletedTask;
            Arm();
        }
    }
}
