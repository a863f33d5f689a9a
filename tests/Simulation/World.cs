using System.Diagnostics;

using Fairlead.Broker;
using Fairlead.Broker.Journaling;
using Fairlead.Broker.Running;
using Fairlead.Broker.Storage;
using Fairlead.Engine;

using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Simulation;

/// <summary>
/// One run of the real partition on a simulated disk: random processes, random callers, crashes at any write point, lost tails, full
/// disks, all in virtual time on one thread. The seed decides everything, so a failing seed is a bug report.
/// </summary>
internal sealed class World
{
    private const int Steps = 120;
    private const int RoundsToRest = 80;
    private const int TurnsToRest = 500;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(4);

    private readonly int _seed;
    private readonly Planted _planted;
    private readonly Random _random;
    private readonly SimulatedDisk _disk;
    private readonly Witness _witness = new();
    private readonly Traffic _traffic;
    private readonly BrokerOptions _options = new();
    private readonly List<Turn> _turns = [];
    private IStore _store;
    private Partition _partition;
    private readonly int _stepsAtMost;
    private Timestamp _now = new(1_800_000_000_000);
    private bool _hasDeployed;

    public World(int seed, Planted planted)
    {
        _seed = seed;
        _planted = planted;
        _random = new Random(seed);
        _disk = new SimulatedDisk(_random, planted);
        _traffic = new Traffic(_random, _witness);
        _options.ChangedEntriesAtMost = _random.Next(3) switch { 0 => 1, 1 => 50, _ => 1_000_000 };
        _stepsAtMost = _random.Next(4) == 0 ? 1 + (_random.Next(4) * _random.Next(3)) : ProcessorOptions.UsualSteps;
        _options.InboxKeptFor = TimeSpan.FromSeconds(_random.Next(5, 300));
        _options.ChangedEntriesHeld = TimeSpan.FromSeconds(_random.Next(10));
        (_store, _partition) = Open(Recovery.Run);
    }

    public int Crashes { get; private set; }

    /// <summary>How often a full disk had room again and was gone on with.</summary>
    public int Reopens { get; private set; }

    public IReadOnlyList<string> Journal => _witness.Journal;

    /// <returns>What went wrong, with seed and step, or null.</returns>
    public string? Run()
    {
        for (var step = 0; step < Steps + RoundsToRest; step++)
        {
            try
            {
                if ((step < Steps ? Step() : Rest()) is { } problem) return $"seed {_seed}, step {step}: {problem}";
            }
            catch (Exception defect) when (defect is UnreachableException or JournalException or KeyNotFoundException)
            {
                return $"seed {_seed}, step {step}: {defect.Message}";
            }

            if (step >= Steps && _witness.Running.Count == 0) break;
        }

        if (_witness.Running.Count > 0) return $"seed {_seed}: {_witness.Running.Count} instances never end";
        if (_witness.Draining.Count > 0) return $"seed {_seed}: {_witness.Draining.Count} deleted definitions never go";
        if (Forget() is { } wrong) return $"seed {_seed}, at the end: {wrong}";
        return _witness.Leftovers().ToList() is { Count: > 0 } left ? $"seed {_seed}: left over: {string.Join(", ", left)}" : null;
    }

    private string? Step()
    {
        _now += _random.NextDouble() * LongestPause;
        if (_random.Next(10) == 0)
        {
            _disk.FaultIn = _random.Next(6);
            _disk.FaultIsFullDisk = _random.Next(3) == 0;
        }

        var arrivals = new List<IPending>();
        if (!_hasDeployed)
        {
            var deploy = _traffic.Deploy();
            arrivals.Add(_traffic.Remember(deploy, new PendingCommand(deploy, sizeBytes: 0)));
        }

        for (var count = _random.Next(4); count > 0; count--) arrivals.Add(_traffic.Ask());
        return Take(arrivals, flush: _random.Next(2) == 0)
            ?? (_random.Next(30) == 0 ? Recover() : null)
            ?? (_random.Next(20) == 0 ? _witness.Compare(_disk) : null);
    }

    /// <summary>No more faults: everything that waits gets what it waits for.</summary>
    private string? Rest()
    {
        _disk.FaultIn = null;
        _now += TimeSpan.FromSeconds(25);
        var arrivals = _traffic.Finish()
            .Select(command => _traffic.Remember(command, command is Command.ActivateJobs poll
                ? new PendingPoll(poll, TimeSpan.Zero)
                : command is Command.CompleteUserTask ? new PendingChange(command, sizeBytes: 0, TimeSpan.FromSeconds(10))
                : new PendingCommand(command, sizeBytes: 0)))
            .ToList();
        return TakeAll(arrivals);
    }

    /// <summary>So much time goes by that nobody asks for an answer or a message again. What is left is on the disk and with the witness alike.</summary>
    /// <remarks>Twice: what is held when its time comes, and was suspended meanwhile, is kept once more.</remarks>
    private string? Forget()
    {
        _now += _options.LedgerRetention + TimeSpan.FromDays(1);
        if (TakeAll([]) is { } wrong)
            return wrong;
        _now += _options.LedgerRetention + TimeSpan.FromDays(1);
        return TakeAll([]) ?? _witness.Compare(_disk);
    }

    /// <summary>Goes on with what was put off until there is nothing to do at this moment.</summary>
    private string? TakeAll(List<IPending> arrivals)
    {
        var problem = Take(arrivals, flush: true);
        for (var turns = 0; problem is null && turns < TurnsToRest && _partition.NextWake(_now) <= _now; turns++) problem = Take([], flush: true);
        return problem;
    }

    private string? Take(List<IPending> arrivals, bool flush)
    {
        try
        {
            var next = 0;
            do
            {
                var turn = _partition.Take(arrivals, ref next, _now);
                if (!turn.IsEmpty) _turns.Add(turn);
            }
            while (next < arrivals.Count);

            if (_planted is Planted.AnswerBeforeFlush && Release() is { } tooEarly) return tooEarly;
            if (!flush && _turns.Count < 4) return null;
            _store.Sync();
            return Release();
        }
        catch (SimulatedCrashException)
        {
            return Recover();
        }
        catch (StoreException)
        {
            // Either somebody restarts the machine, or there is room again and the broker goes on by itself.
            return _random.Next(2) == 0 ? Recover() : Reopen();
        }
    }

    /// <summary>What was flushed may be answered.</summary>
    private string? Release()
    {
        foreach (var turn in _turns)
        {
            if (turn.Events.Count > 0 && _witness.See(turn.Position, turn.At, turn.Events) is { } problem) return problem;
            foreach (var answer in turn.Answers)
            {
                answer.Send();
                if (answer is { Result: Reply.Deployed }) _hasDeployed = true;
                if (_traffic.Hear(answer.To) is { } wrong) return wrong;
            }
        }

        _turns.Clear();
        return null;
    }

    private string? Recover()
    {
        Crashes++;
        _partition.Abandon();
        _turns.Clear();
        _disk.Crash();
        return GoOn(Recovery.Run);
    }

    /// <summary>What was written and not flushed is still there, and not durable before somebody flushes.</summary>
    private string? Reopen()
    {
        Reopens++;
        _partition.Abandon();
        _turns.Clear();
        _disk.FaultIn = null;
        var problem = GoOn(store => Recovery.RunAgain(store, _witness.Position));
        if (problem is null && _random.Next(3) == 0)
        {
            // Everything was told to readers already, so it has to survive.
            _disk.Crash();
            problem = GoOn(Recovery.Run);
        }

        return problem;
    }

    private string? GoOn(Func<IStore, Recovered> recover)
    {
        var acknowledged = _witness.Position;
        (_store, _partition) = Open(recover);
        if (_partition.LastPosition < acknowledged)
            return $"record {acknowledged} was acknowledged, after a crash the journal ends at {_partition.LastPosition}";

        // What was written and not acknowledged may have survived: then it counts.
        foreach (var record in JournalRecord.ReadFrom(_store, _witness.Position + 1))
            if (_witness.See(record.Position, record.At, record.Events) is { } problem) return problem;
        return _witness.Compare(_disk);
    }

    private (IStore Store, Partition Partition) Open(Func<IStore, Recovered> recover)
    {
        var store = _disk.Open();
        var partition = new Partition(store, recover(store), _options, NullLogger.Instance, _stepsAtMost)
        {
            ProjectedPosition = () => _random.Next(2) == 0 ? 0 : _witness.Position,
        };
        return (store, partition);
    }
}
