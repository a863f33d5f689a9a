using System.Buffers;
using System.Diagnostics;
using Fairlead.Broker.Journaling;
using Fairlead.Broker.Storage;
using Fairlead.Engine;
using Fairlead.Protocol;
using Microsoft.Extensions.Logging;

namespace Fairlead.Broker.Running;

/// <summary>
/// The one writer: takes turns, each of which processes commands and writes what happened. Has no thread of its own and waits for
/// nothing; <see cref="PartitionLoop"/> drives it, and a simulation can.
/// </summary>
internal sealed class Partition
{
    /// <summary>Pause before a tick or a continuation that hit a defect of ours, or that did nothing, is tried again.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(1);

    /// <summary>Events after which a turn takes no further command, so that its journal record stays readable at once.</summary>
    private const int EventsAtMost = 50_000;

    /// <summary>
    /// Steps of deferred work in a turn that has commands of others: about half a millisecond. An instance that never waits always has
    /// more to do, and the answers of the turn wait for it.
    /// </summary>
    private const int StepsBesideOthers = 100;

    /// <summary>Entries that came and went cost nothing to write, only memory and time to replay: so many count as one.</summary>
    private const int PassingEntries = 4;

    /// <summary>Journal records removed in one turn.</summary>
    private const int TruncatedAtMost = 10_000;

    private static readonly Reply.Jobs NoJobs = new([]);

    private readonly IStore _store;
    private readonly State _state;
    private readonly Processor _processor;
    private readonly BrokerOptions _options;
    private readonly ILogger _log;
    private readonly StoreBatch _batch = new();
    private readonly EngineWriter _stateWriter;
    private readonly ArrayBufferWriter<byte> _record = new(64 * 1024);
    private readonly JobPolls _polls = new();
    private readonly Deadlines _deadlines = new();
    private readonly AwaitedEnds _results = new();
    private readonly TaskChanges _changes;
    private readonly EarlyArrivals _early;
    private readonly List<Notice> _notices = [];
    private readonly Func<PendingPoll, bool> _servePoll;

    private Turn _turn = new(0, default);
    private long _position;
    private long _truncated;
    private Timestamp _changedSince;
    private bool _hasChanges;
    private Timestamp _ownWorkNotBefore = new(long.MinValue);
    private int _defects;

    /// <param name="recovered">What <see cref="Recovery"/> made of the store.</param>
    /// <param name="stepsAtMost">Steps of instances in one command; few of them put much off.</param>
    public Partition(IStore store, Recovered recovered, BrokerOptions options, ILogger log, int stepsAtMost = ProcessorOptions.UsualSteps)
    {
        _store = store;
        _state = recovered.State;
        _position = recovered.Position;
        _truncated = Position.Load(store, Position.TruncatedKey);
        _processor = new Processor(_state, new ProcessorOptions
        {
            StepsAtMost = stepsAtMost,
            LedgerRetention = options.LedgerRetention,
            InboxKeptFor = options.InboxKeptFor,
            InboxKeptAtMost = options.InboxKeptAtMost,
            BusinessIdsAreUnique = options.UniqueBusinessIds,
        });
        _options = options;
        _log = log;
        _stateWriter = new EngineWriter(_batch);
        _servePoll = ServePoll;
        _changes = new TaskChanges(_deadlines);
        _early = new EarlyArrivals(_deadlines);
        _hasChanges = _state.ChangedEntries > 0;
    }

    /// <summary>Journal records up to this one are no longer needed for searching; see <see cref="Truncate"/>.</summary>
    public Func<long> ProjectedPosition { get; set; } = () => 0;

    /// <summary>Of the last journal record.</summary>
    public long LastPosition => _position;

    /// <summary>When the next turn is needed although nobody asks; null when never.</summary>
    public Timestamp? NextWake(Timestamp now)
    {
        var own = _state.HasDeferredWork() ? now : _state.NextDue();
        if (own is { } due && due < _ownWorkNotBefore)
            own = _ownWorkNotBefore;
        var wake = Earlier(own, _deadlines.Next);
        return _hasChanges ? Earlier(wake, _changedSince + _options.ChangedEntriesHeld) : wake;
    }

    /// <summary>Processes what arrived and what is due, and writes what happened.</summary>
    /// <param name="next">Where to go on in <paramref name="arrivals"/>; the turn moves it, to the end unless much happened.</param>
    /// <exception cref="StoreException">The disk refused. The partition must not take another turn.</exception>
    public Turn Take(IReadOnlyList<IPending> arrivals, ref int next, Timestamp now)
    {
        _turn = new Turn(_position, now);
        var first = next;
        while (next < arrivals.Count && _turn.Events.Count < EventsAtMost)
            Process(arrivals[next++]);
        DoOwnWork(othersWait: next > first);
        do
        {
            HandleNotices();
            _polls.Serve(_servePoll);
        }
        while (_notices.Count > 0);
        for (var i = first; i < next; i++)
        {
            if (arrivals[i] is PendingPoll { IsServed: false } poll)
                LetWait(poll);
        }

        ExpireWaiting();
        Write();
        return _turn;
    }

    /// <summary>The last turn: nobody waits any longer, and all of the state is written.</summary>
    public Turn Close(Timestamp now)
    {
        _turn = new Turn(_position, now);
        foreach (var poll in _polls.Clear())
            _turn.Answers.Add(new(poll, NoJobs));
        foreach (var result in _results.All)
        {
            _turn.Answers.Add(new(result, new ClusterException(
                ClusterError.Unavailable, "The cluster is shutting down; the instance goes on afterwards.")));
        }

        foreach (var change in _changes.Waiting)
        {
            _turn.Answers.Add(new(change, new ClusterException(
                ClusterError.Unavailable, "The cluster is shutting down; the change of the user task goes on afterwards.")));
        }

        foreach (var early in _early.Waiting)
            _turn.Answers.Add(new(early, new ClusterException(ClusterError.Unavailable, "The cluster is shutting down; nothing was changed.")));

        _results.Clear();
        _changes.Clear();
        _early.Clear();
        WriteState();
        Commit();
        return _turn;
    }

    /// <summary>Answers of the last turn that was taken, or begun.</summary>
    public IReadOnlyList<Answer> LastAnswers => _turn.Answers;

    /// <summary>Everyone who waits here; for the end after a failed write.</summary>
    public IReadOnlyList<IPending> Abandon()
    {
        IPending[] waiting =
            [.. _polls.Clear(), .. _results.All, .. _changes.Waiting, .. _early.Waiting, .. _turn.Answers.Select(answer => answer.To)];
        _results.Clear();
        _changes.Clear();
        _early.Clear();
        return waiting;
    }

    private void Process(IPending arrival)
    {
        if (arrival.IsGone)
            return;
        switch (arrival)
        {
            case PendingCommand pending:
                if (!_early.LetWait(pending, _state, _turn.At))
                    ProcessInOrder(pending);
                break;
            case PendingPoll poll when poll.Wait > TimeSpan.Zero && !_polls.HasRoom(_options.PollsWaitingAtMost):
                poll.IsServed = true;
                Answer(poll, new ClusterException(
                    ClusterError.ResourceExhausted,
                    $"Expected to wait for jobs, but {_options.PollsWaitingAtMost} requests wait already. Try again later."));
                break;
            case PendingPoll poll:
                _polls.Add(poll);
                break;
            case PendingResult pending:
                ProcessAwaited(pending);
                break;
            case PendingChange pending:
                if (Process(pending.Command) is var answer && answer is Reply.Waiting(var task))
                    _changes.Add(task, pending, _turn.At);
                else
                    Answer(pending, answer);
                break;
            case PendingRead read:
                Answer(read, read.Read(_processor));
                break;
            default:
                throw new UnreachableException($"No rule for {arrival}.");
        }
    }

    /// <returns>A reply, or the refusal that stands for a defect of ours.</returns>
    private object Process(Command command)
    {
        Outcome outcome;
        try
        {
            outcome = _processor.Process(command, _turn.At);
        }
        catch (Exception defect) when (defect is not StoreException)
        {
            // The state is as it was before the command, so the loop can go on with the next one.
            var id = $"{_position}-{++_defects}";
            Log.CommandFailed(_log, defect, command.GetType().Name, id);
            return new ClusterException(
                ClusterError.Internal, $"The engine could not process {command.GetType().Name}. The log explains it under id {id}.");
        }

        _turn.Events.AddRange(outcome.Events);
        foreach (var notice in outcome.Notices)
        {
            // At once: a later command of the same turn may change the task again.
            if (notice is Notice.UserTaskSettled(var task, var answer))
                Settle(task, answer);
            else
                _notices.Add(notice);
        }

        return outcome.Reply;
    }

    /// <summary>And what waited for it to be done.</summary>
    private void ProcessInOrder(PendingCommand pending)
    {
        for (var next = pending; next is not null; next = _early.TakeNext(next.Command))
        {
            if (next.IsGone)
                break;
            var reply = Process(next.Command);
            Answer(next, reply);
            if (reply is not Reply or Reply.Rejected)
                break;
        }
    }

    private void ProcessAwaited(PendingResult pending)
    {
        switch (Process(pending.Command))
        {
            // Asked for again while it runs: the same end, and the same answer.
            case Reply.Created created when !created.Duplicate || _state.Element(created.Key.Root) is { Root.AwaitResult: true }:
                pending.Created = created;
                _results.Add(created.Key, pending);
                if (pending.Wait < TimeSpan.MaxValue)
                    pending.Deadline = _deadlines.Add(pending, _turn.At + pending.Wait);
                break;
            case Reply reply:
                Answer(pending, new InstanceResult(reply, default));
                break;
            case var refusal:
                Answer(pending, refusal);
                break;
        }
    }

    private void DoOwnWork(bool othersWait)
    {
        if (_turn.At < _ownWorkNotBefore)
            return;
        var before = _turn.Events.Count;
        var asked = false;
        var failed = false;
        if (_state.NextDue() is { } due && due <= _turn.At)
        {
            asked = true;
            failed |= Process(new Command.Tick()) is ClusterException;
        }

        if (_state.HasDeferredWork())
        {
            asked = true;
            failed |= Process(othersWait ? new Command.Continue(StepsBesideOthers) : new Command.Continue()) is ClusterException;
        }

        if (failed || (asked && _turn.Events.Count == before))
            _ownWorkNotBefore = _turn.At + RetryPause;
    }

    private void HandleNotices()
    {
        foreach (var notice in _notices)
        {
            switch (notice)
            {
                case Notice.JobsAvailable available:
                    _polls.Touch(available.Type);
                    break;
                case Notice.InstanceEnded ended:
                    foreach (var pending in _results.Take(ended.Key))
                        AnswerEnd(pending, ended);
                    break;
                case Notice.DefinitionsChanged:
                    _turn.DefinitionsChanged = true;
                    break;
                default:
                    throw new UnreachableException($"No rule for {notice}.");
            }
        }

        _notices.Clear();
    }

    private void AnswerEnd(PendingResult pending, Notice.InstanceEnded ended)
    {
        _deadlines.Forget(pending.Deadline);
        Answer(pending, ended.Variables is { } variables
            ? new InstanceResult(pending.Created!, variables)
            : new ClusterException(
                ClusterError.DeadlineExceeded,
                $"Expected to await the completion of process instance {ended.Key.Value}, but it was terminated."));
    }

    /// <summary>Nobody waits for a change that the process itself asked for, nor after a restart.</summary>
    private void Settle(Engine.UserTaskKey task, Reply answer)
    {
        if (_changes.Settle(task) is { } pending)
            Answer(pending, answer);
    }

    private bool ServePoll(PendingPoll poll)
    {
        if (!_processor.HasAvailableJob(poll.Command))
            return false;
        var reply = Process(poll.Command);
        if (reply is Reply.Jobs { Activated.Count: 0 })
            return false;
        poll.IsServed = true;
        _deadlines.Forget(poll.Deadline);
        Answer(poll, reply);
        return true;
    }

    private void LetWait(PendingPoll poll)
    {
        if (poll.IsGone)
            return;
        if (poll.Wait > TimeSpan.Zero)
        {
            poll.Deadline = _deadlines.Add(poll, _turn.At + poll.Wait);
            return;
        }

        poll.IsServed = true;
        Answer(poll, NoJobs);
    }

    private void ExpireWaiting()
    {
        while (_deadlines.TakeExpired(_turn.At) is { } expired)
        {
            switch (expired)
            {
                case PendingPoll poll:
                    poll.IsServed = true;
                    Answer(poll, NoJobs);
                    break;
                case PendingResult { Created: { } created } result:
                    _results.Remove(created.Key, result);
                    Answer(result, new ClusterException(
                        ClusterError.DeadlineExceeded,
                        $"Expected process instance {created.Key.Value} to complete within {result.Wait.TotalMilliseconds} ms, "
                        + "but it still runs."));
                    break;
                case PendingChange change:
                    Answer(change, _changes.Expire(change));
                    break;
                case PendingCommand early:
                    // What it follows has not come, so it is refused.
                    _early.Remove(early);
                    Answer(early, Process(early.Command));
                    break;
                default:
                    throw new UnreachableException($"No rule for {expired}.");
            }
        }
    }

    private void Answer(IPending to, object result) => _turn.Answers.Add(new(to, result));

    private void Write()
    {
        if (_turn.Events.Count > 0)
        {
            _position++;
            _turn.Position = _position;
            JournalRecord.Encode(_record, _turn.At, _turn.Events);
            Span<byte> key = stackalloc byte[Position.Length];
            Position.Write(key, _position);
            _batch.Put(ColumnFamily.Journal, key, _record.WrittenSpan);
        }

        var changed = _state.ChangedEntries;
        if (changed > 0 && !_hasChanges)
        {
            _hasChanges = true;
            _changedSince = _turn.At;
        }

        if (_state.EntriesToWrite > _options.ChangedEntriesAtMost
            || changed > PassingEntries * (long)_options.ChangedEntriesAtMost
            || (_hasChanges && _turn.At >= _changedSince + _options.ChangedEntriesHeld))
            WriteState();
        Commit();
    }

    private void WriteState()
    {
        _hasChanges = false;
        _state.Drain(_stateWriter);
        Position.Save(_batch, Position.AppliedKey, _position);
        Truncate();
    }

    /// <summary>The state holds what all records led to; those that searching does not need either may go.</summary>
    private void Truncate()
    {
        var to = Math.Min(Math.Min(_position, ProjectedPosition()), _truncated + TruncatedAtMost);
        if (to <= _truncated)
            return;
        Span<byte> key = stackalloc byte[Position.Length];
        for (var position = _truncated + 1; position <= to; position++)
        {
            Position.Write(key, position);
            _batch.Delete(ColumnFamily.Journal, key);
        }

        _truncated = to;
        Position.Save(_batch, Position.TruncatedKey, to);
    }

    private void Commit()
    {
        if (_batch.Count == 0)
            return;
        _store.Write(_batch);
        _batch.Clear();
        _turn.HasWritten = true;
    }

    private static Timestamp? Earlier(Timestamp? left, Timestamp? right) =>
        left is null ? right : right is null || left < right ? left : right;
}
