using Fairlead.Broker.Journaling;
using Fairlead.Broker.Search;
using Fairlead.Broker.Storage;
using Fairlead.Engine;
using Fairlead.Protocol;
using Microsoft.Extensions.Logging;

namespace Fairlead.Broker.Running;

/// <summary>
/// Drives a <see cref="Partition"/> with two threads: one processes, the other flushes and answers. When the store refuses, both end,
/// everyone who waits is refused, and the first goes on with a partition that was recovered anew.
/// </summary>
internal sealed class PartitionLoop : IAsyncDisposable
{
    /// <summary>While a flush is under way, this many waiting commands are worth a turn of their own; fewer wait for its end.</summary>
    private const int WorthATurn = 64;

    /// <summary>A timer sleeps at most this long; the longest of the runtime is about 49 days.</summary>
    private static readonly TimeSpan SleepAtMost = TimeSpan.FromHours(1);

    /// <summary>Should the clock go on by more between a look at it and the setting of an alarm, the alarm is set again.</summary>
    private const long JumpAtMostMs = 100;

    /// <summary>Between a refusal of the store and the first attempt to open it again; each attempt that fails doubles it.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastPause = TimeSpan.FromSeconds(10);

    private readonly Func<OpenPartition> _reopen;
    private readonly Action _recovered;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CommandQueue _queue;
    private readonly Action<Turn> _committed;
    private readonly List<IPending> _arrivals = [];
    private readonly ITimer _alarm;
    private readonly Bell _bell;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _healthGate = new();
    private Partition _partition;
    private Committer _committer;
    private long _alarmAt = long.MaxValue;
    private BrokerHealth _health = new BrokerHealth.Starting();

    /// <param name="reopen">
    /// Called after the store refused, when nobody reads or writes it any more: opens it anew and recovers what is in it.
    /// </param>
    /// <param name="committed">Called for each turn once it is durable, before its answers go out.</param>
    /// <param name="recovered">Called when commands are taken again after that.</param>
    public PartitionLoop(
        OpenPartition first,
        Func<OpenPartition> reopen,
        BrokerOptions options,
        TimeProvider time,
        ILogger log,
        Action<Turn> committed,
        Action recovered)
    {
        _reopen = reopen;
        _recovered = recovered;
        _time = time;
        _log = log;
        _committed = committed;
        _queue = new CommandQueue(options.CommandsWaitingAtMost);
        _partition = first.Partition;
        _committer = new Committer(first.Store, Release, _queue.Wake);
        _bell = new Bell(time);
        _alarm = time.CreateTimer(_ => Alarm(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public BrokerHealth Health => Volatile.Read(ref _health);

    /// <summary>Commands that wait for their turn.</summary>
    public int CommandsWaiting => _queue.Count;

    public void Start()
    {
        Volatile.Write(ref _health, new BrokerHealth.Healthy());
        new Thread(Run) { Name = "Fairlead partition", IsBackground = true }.Start();
    }

    /// <exception cref="ClusterException">Refused: too much waits, stopping, the store is away, or failed.</exception>
    public void Submit(IPending pending) => _queue.Add(pending);

    /// <summary>Refuses new commands, finishes those that wait, writes the whole state, flushes.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_healthGate)
        {
            if (_health is BrokerHealth.Healthy)
                Volatile.Write(ref _health, new BrokerHealth.Stopping());
            _queue.Close(new ClusterException(ClusterError.Unavailable, "The cluster is shutting down."));
        }

        _bell.Ring();
        await _ended.Task.ConfigureAwait(false);
        await _alarm.DisposeAsync().ConfigureAwait(false);
        _bell.Dispose();
        _queue.Dispose();
        _committer.Dispose();
    }

    private void Run()
    {
        bool again;
        do
        {
            var committing = new Thread(() => Guard(_committer.Run)) { Name = "Fairlead committer", IsBackground = true };
            committing.Start();
            Guard(Loop);
            _committer.Close();
            committing.Join();
            again = false;
            if (!IsOut)
                continue;
            var untaken = Abandon();
            Guard(() => again = Recover(untaken));
        }
        while (again);
        _ended.SetResult();
    }

    /// <summary>What was taken can no longer be acknowledged.</summary>
    private bool IsOut => Health is BrokerHealth.Away or BrokerHealth.Failed;

    private void Loop()
    {
        while (!IsOut)
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

        if (!IsOut)
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

    /// <summary>
    /// The outermost frame of a thread of the partition: whatever ends it early puts the partition out of order, never the process.
    /// </summary>
    private void Guard(Action run)
    {
        try
        {
            run();
        }
        catch (StoreException refusal)
        {
            BeAway(refusal, FirstPause);
        }
        catch (Exception defect)
        {
            Fail(defect);
        }
    }

    private void BeAway(Exception refusal, TimeSpan pause)
    {
        var reason = $"the data folder refused: {refusal.Message.TrimEnd('.')}";
        lock (_healthGate)
        {
            if (_health is BrokerHealth.Failed)
                return;
            var since = _health is BrokerHealth.Away away ? away.Since : _time.GetUtcNow();
            Volatile.Write(ref _health, new BrokerHealth.Away(reason, since));
            _queue.Pause(NotAcknowledged());
        }

        if (!_queue.IsClosed)
            Log.StoreAway(_log, refusal, reason, (long)pause.TotalMilliseconds);
    }

    private void Fail(Exception defect)
    {
        var reason = $"a defect stopped the engine: {defect.Message.TrimEnd('.')}";
        lock (_healthGate)
        {
            Volatile.Write(ref _health, new BrokerHealth.Failed(reason));
            _queue.Pause(NotAcknowledged());
            _queue.Close(NotAcknowledged());
        }

        Log.PartitionFailed(_log, defect, reason);
    }

    /// <summary>Refuses everyone whose answer would rest on what may not be kept. Both threads have ended.</summary>
    /// <returns>Jobs that were given to them, and those that were on their way back.</returns>
    private List<Engine.JobKey> Abandon()
    {
        Answer[] answers = [.. _committer.Abandon().SelectMany(turn => turn.Answers), .. _partition.LastAnswers];
        IPending[] waiting = [.. answers.Select(answer => answer.To), .. _arrivals, .. _partition.Abandon(), .. _queue.TakeAll()];
        var untaken = new List<Engine.JobKey>();
        foreach (var answer in answers)
        {
            if (answer is { Result: Reply.Jobs jobs, To: PendingPoll { Task.IsCompletedSuccessfully: false } })
                untaken.AddRange(jobs.Activated.Select(job => job.Key));
        }

        foreach (var pending in waiting)
        {
            if (pending is PendingCommand { Command: Command.ReturnJobs back, Task.IsCompletedSuccessfully: false })
                untaken.AddRange(back.Keys);
        }

        Refuse(waiting);
        _arrivals.Clear();
        return [.. untaken.Distinct()];
    }

    /// <summary>Tries to open the store again until it can be, and goes on from what is in it, as at a start.</summary>
    /// <returns>False when it shall not go on.</returns>
    private bool Recover(List<Engine.JobKey> untaken)
    {
        var pause = FirstPause;
        while (!_queue.IsClosed)
        {
            _bell.Wait(pause);
            if (_queue.IsClosed)
                return false;
            try
            {
                GoOn(_reopen(), untaken);
                return true;
            }
            catch (Exception refusal) when (refusal is StoreException or JournalException or IOException or UnauthorizedAccessException)
            {
                pause = pause * 2 < LastPause ? pause * 2 : LastPause;
                BeAway(refusal, pause);
            }
        }

        return false;
    }

    private void GoOn(OpenPartition opened, List<Engine.JobKey> untaken)
    {
        _committer.Dispose();
        _committer = new Committer(opened.Store, Release, _queue.Wake);
        _partition = opened.Partition;
        // Before all others: nobody can have taken them a second time.
        if (untaken.Count > 0)
            _queue.AddOwn(new PendingCommand(new Command.ReturnJobs(untaken), sizeBytes: 0));
        var away = TimeSpan.Zero;
        lock (_healthGate)
        {
            if (_health is BrokerHealth.Away { Since: var since })
                away = _time.GetUtcNow() - since;
            Volatile.Write(ref _health, _queue.IsClosed ? new BrokerHealth.Stopping() : new BrokerHealth.Healthy());
            _queue.Resume();
        }

        Log.StoreBack(_log, (long)away.TotalMilliseconds, _partition.LastPosition);
        _recovered();
    }

    private void Refuse(IEnumerable<IPending> waiting)
    {
        var refusal = NotAcknowledged();
        foreach (var pending in waiting)
            pending.Refuse(refusal);
    }

    private ClusterException NotAcknowledged() => new(ClusterError.Unavailable, Health switch
    {
        BrokerHealth.Away away =>
            $"The cluster acknowledges nothing, because {away.Reason}. Repair the cause: it tries again and goes on by itself.",
        BrokerHealth.Failed failed =>
            $"The cluster acknowledges nothing, because {failed.Reason}. Repair the cause and start it again.",
        _ => "The cluster acknowledges nothing, because it is shutting down.",
    });
}

/// <param name="Store">Where what the partition writes is made durable.</param>
internal sealed record OpenPartition(Partition Partition, IStore Store);
