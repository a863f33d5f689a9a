using Fairlead.Broker.Storage;
using Fairlead.Engine;
using Fairlead.Protocol;
using Microsoft.Extensions.Logging;

namespace Fairlead.Broker.Running;

/// <summary>Drives a <see cref="Partition"/> with two threads: one processes, the other flushes and answers.</summary>
internal sealed class PartitionLoop : IAsyncDisposable
{
    /// <summary>While a flush is under way, this many waiting commands are worth a turn of their own; fewer wait for its end.</summary>
    private const int WorthATurn = 64;

    /// <summary>A timer sleeps at most this long; the longest of the runtime is about 49 days.</summary>
    private static readonly TimeSpan SleepAtMost = TimeSpan.FromHours(1);

    /// <summary>Should the clock go on by more between a look at it and the setting of an alarm, the alarm is set again.</summary>
    private const long JumpAtMostMs = 100;

    private readonly Partition _partition;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CommandQueue _queue;
    private readonly Committer _committer;
    private readonly Action<Turn> _committed;
    private readonly List<IPending> _arrivals = [];
    private readonly ITimer _alarm;
    private readonly TaskCompletionSource _looped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _flushed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _alarmAt = long.MaxValue;
    private BrokerHealth _health = new BrokerHealth.Starting();

    /// <param name="committed">Called for each turn once it is durable, before its answers go out.</param>
    public PartitionLoop(
        Partition partition, IStore store, BrokerOptions options, TimeProvider time, ILogger log, Action<Turn> committed)
    {
        _partition = partition;
        _time = time;
        _log = log;
        _committed = committed;
        _queue = new CommandQueue(options.CommandsWaitingAtMost);
        _committer = new Committer(store, Release, _queue.Wake);
        _alarm = time.CreateTimer(_ => Alarm(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public BrokerHealth Health => Volatile.Read(ref _health);

    /// <summary>Commands that wait for their turn.</summary>
    public int CommandsWaiting => _queue.Count;

    public void Start()
    {
        Volatile.Write(ref _health, new BrokerHealth.Healthy());
        new Thread(() => Guard(Loop, RefuseWaiting, _looped)) { Name = "Fairlead partition", IsBackground = true }.Start();
        new Thread(() => Guard(_committer.Run, RefuseTurns, _flushed)) { Name = "Fairlead committer", IsBackground = true }.Start();
    }

    /// <exception cref="ClusterException">Refused: too much waits, stopping, or failed.</exception>
    public void Submit(IPending pending) => _queue.Add(pending);

    /// <summary>Refuses new commands, finishes those that wait, writes the whole state, flushes.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Health is BrokerHealth.Healthy healthy)
            Interlocked.CompareExchange(ref _health, new BrokerHealth.Stopping(), healthy);
        _queue.Close(new ClusterException(ClusterError.Unavailable, "The cluster is shutting down."));
        await _looped.Task.ConfigureAwait(false);
        _committer.Close();
        await _flushed.Task.ConfigureAwait(false);
        await _alarm.DisposeAsync().ConfigureAwait(false);
        _queue.Dispose();
        _committer.Dispose();
    }

    private void Loop()
    {
        while (Health is not BrokerHealth.Failed)
        {
            if (_committer.IsBusy && !_queue.IsClosed && !_queue.Wait(WorthATurn))
                continue;
            _queue.Take(_arrivals);
            if (_arrivals.Count == 0 && _queue.IsClosed)
                break;
            var now = Now();
            if (_arrivals.Count > 0 || _partition.NextWake(now) is { } due && due <= now)
            {
                var next = 0;
                do
                    Pass(_partition.Take(_arrivals, ref next, now));
                while (next < _arrivals.Count);
                continue;
            }

            SetAlarm(_partition.NextWake(now));
            _queue.Wait(atLeast: 1);
        }

        if (Health is not BrokerHealth.Failed)
            Pass(_partition.Close(Now()));
    }

    private void Pass(Turn turn)
    {
        if (!turn.IsEmpty && !_committer.Add(turn))
            Refuse(turn.Answers.Select(answer => answer.To));
    }

    private void Release(Turn turn)
    {
        _committed(turn);
        foreach (var answer in turn.Answers)
        {
            if (answer.Send() is { } untaken)
                _queue.AddOwn(new PendingCommand(new Command.ReturnJobs([.. untaken.Activated.Select(job => job.Key)]), sizeBytes: 0));
        }
    }

    private void SetAlarm(Timestamp? due)
    {
        // Only ever set earlier: an alarm that comes too early costs one look, setting it for each command costs more.
        if (due is not { } at || at.UnixMilliseconds >= Volatile.Read(ref _alarmAt))
            return;
        Volatile.Write(ref _alarmAt, at.UnixMilliseconds);
        Timestamp looked;
        do
        {
            looked = Now();
            if (looked >= at)
            {
                Alarm();
                return;
            }

            var wait = TimeSpan.FromMilliseconds(at.UnixMilliseconds - looked.UnixMilliseconds);
            _alarm.Change(wait < SleepAtMost ? wait : SleepAtMost, Timeout.InfiniteTimeSpan);
        }
        while (Now().UnixMilliseconds - looked.UnixMilliseconds > JumpAtMostMs);
    }

    private void Alarm()
    {
        Volatile.Write(ref _alarmAt, long.MaxValue);
        _queue.Wake();
    }

    private Timestamp Now() => new(_time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>The outermost frame of a thread of the partition: whatever ends it early fails the partition, never the process.</summary>
    private void Guard(Action run, Action refuseRest, TaskCompletionSource ended)
    {
        try
        {
            run();
        }
        catch (Exception cause)
        {
            Fail(cause);
        }

        refuseRest();
        ended.SetResult();
    }

    private void Fail(Exception cause)
    {
        var reason = cause is StoreException
            ? $"the data folder refused: {cause.Message}"
            : $"a defect stopped the engine: {cause.Message}";
        Volatile.Write(ref _health, new BrokerHealth.Failed(reason));
        Log.PartitionFailed(_log, cause, reason);
        _queue.Close(NotAcknowledged(reason));
    }

    private void RefuseWaiting()
    {
        if (Health is BrokerHealth.Failed)
            Refuse([.. _arrivals, .. _partition.Abandon(), .. _queue.TakeAll()]);
    }

    private void RefuseTurns() => Refuse(_committer.Abandon().SelectMany(turn => turn.Answers.Select(answer => answer.To)));

    private void Refuse(IEnumerable<IPending> waiting)
    {
        var refusal = NotAcknowledged(Health is BrokerHealth.Failed failed ? failed.Reason : "it is shutting down");
        foreach (var pending in waiting)
            pending.Refuse(refusal);
    }

    private static ClusterException NotAcknowledged(string reason) => new(
        ClusterError.Unavailable, $"The cluster acknowledges nothing, because {reason}. Repair the cause and start it again.");
}
