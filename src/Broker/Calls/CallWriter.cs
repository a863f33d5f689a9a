using Fairlead.Broker.Search;
using Fairlead.Connectors.Runtime.Calls;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Fairlead.Broker.Calls;

/// <summary>
/// Writes calls down: one thread, everything that waits in one transaction. Beginnings, which somebody waits for, go at once; ends wait a
/// little for others, because a transaction writes each page that it touches once, for one end or for a hundred. While the file cannot be
/// written it keeps what ended, as far as there is room, and tries again.
/// </summary>
internal sealed class CallWriter : IAsyncDisposable
{
    private const int WritesAtMost = 5_000;

    /// <summary>Ends that wait for others at most.</summary>
    private const int EndsAtMost = 512;

    /// <summary>How long an end waits for others.</summary>
    private static readonly TimeSpan EndsWait = TimeSpan.FromMilliseconds(20);

    /// <summary>Of bytes written, about, after which they are brought into the main file.</summary>
    private const long CheckpointBytes = 16 << 20;

    private static readonly TimeSpan CheckpointPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CleaningPause = TimeSpan.FromSeconds(10);

    /// <summary>Of cleaning at a time: calls that begin wait for it.</summary>
    private static readonly TimeSpan CleaningAtMost = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan ReportPause = TimeSpan.FromMinutes(1);

    private readonly string _file;
    private readonly CallDatabase _database;
    private readonly CallsOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CallCleaning _cleaning;
    private readonly Bell _bell;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private List<CallWrite> _waiting = [];
    private List<CallWrite> _taken = [];
    private readonly List<CallWrite> _left = [];
    private readonly HashSet<long> _endedJobs = [];
    private long? _endsSince;
    private long _waitingBytes;
    private bool _isFailing;
    private bool _isStopping;
    private long _transaction;
    private long _writtenBytes;
    private long _lastCheckpoint;
    private long _lastCleaning;
    private long? _lastReport;
    private long _unreported;
    private long _lost;

    public CallWriter(string file, CallDatabase database, CallsOptions options, TimeProvider time, ILogger log)
    {
        _file = file;
        _database = database;
        _options = options;
        _time = time;
        _log = log;
        _cleaning = new CallCleaning(database, options, time);
        _bell = new Bell(time);
        _lastCheckpoint = _lastCleaning = time.GetTimestamp();
        new Thread(Run) { Name = "Fairlead calls", IsBackground = true }.Start();
    }

    /// <summary>Whether the last transaction could not be written.</summary>
    public bool IsFailing => Volatile.Read(ref _isFailing);

    /// <summary>Whether those who give more should wait.</summary>
    public bool IsFull => Interlocked.Read(ref _waitingBytes) > _options.WaitingBytesAtMost;

    /// <summary>Calls that were made without being written down before, and ends that were dropped, since the start.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public void Add(CallWrite write)
    {
        lock (_gate)
        {
            if (!_isStopping)
            {
                // Only while nothing can be written; otherwise whoever begins a call waits.
                if (write is CallWrite.End && _isFailing && IsFull)
                {
                    CountLoss();
                    return;
                }

                _waiting.Add(write);
                Interlocked.Add(ref _waitingBytes, write.Bytes);
                _bell.Ring();
                return;
            }
        }

        Refuse(write, "the server stops.", cause: null);
    }

    /// <summary>A call is made although it is not written down.</summary>
    public void CountLoss()
    {
        Interlocked.Increment(ref _lost);
        Interlocked.Increment(ref _unreported);
    }

    /// <summary>Writes what is left, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
            _isStopping = true;
        _bell.Ring();
        await _ended.Task.ConfigureAwait(false);
        _bell.Dispose();
    }

    private void Run()
    {
        try
        {
            using (_database)
                Follow();
        }
        catch (Exception defect)
        {
            // The outermost frame of the thread: a defect here must not end the process.
            Log.CallsStopped(_log, defect, _file);
            lock (_gate)
            {
                _isStopping = true;
                _isFailing = true;
            }

            foreach (var write in (CallWrite[])[.. _taken, .. _waiting])
                Refuse(write, "a defect stopped it; the server's log says more.", defect);
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void Follow()
    {
        while (true)
        {
            var isLast = Take();
            if (_taken.Count > 0)
            {
                var count = Choose(isLast);
                if (count is 0)
                    WaitForEnds();
                else if (!TryWrite(count) && isLast)
                    break;
            }
            else if (isLast)
            {
                break;
            }
            else if (!Keep())
            {
                _bell.Wait(_writtenBytes > 0 ? CheckpointPause : CleaningPause);
            }
        }

        if (_taken.Count > 0)
            Log.CallsNotWritten(_log, cause: null, _file, _taken.Count);
        else
            _database.Checkpoint();
    }

    /// <returns>Whether nothing more will come.</returns>
    private bool Take()
    {
        lock (_gate)
        {
            if (_taken.Count is 0)
                (_taken, _waiting) = (_waiting, _taken);
            else
            {
                _taken.AddRange(_waiting);
                _waiting.Clear();
            }

            return _isStopping;
        }
    }

    /// <summary>Brings what is written now to the front: all of it when ends have waited long enough, or else the beginnings.</summary>
    /// <returns>How many; 0 when there are only ends, which wait.</returns>
    private int Choose(bool isLast)
    {
        _left.Clear();
        _endedJobs.Clear();
        var begun = 0;
        var mustKeepOrder = isLast || _isFailing;
        for (var index = 0; index < _taken.Count && !mustKeepOrder; index++)
        {
            switch (_taken[index])
            {
                // Not before the end of an earlier attempt at its job: what became of that one counts in the number of this one.
                case CallWrite.Begin begin when _endedJobs.Contains(begin.Call.Intent.JobKey):
                    mustKeepOrder = true;
                    break;
                case CallWrite.Begin:
                    begun++;
                    break;
                case CallWrite.End end:
                    if (end.Call.Intent.JobKey is not 0)
                        _endedJobs.Add(end.Call.Intent.JobKey);
                    _left.Add(end);
                    break;
                default:
                    mustKeepOrder = true;
                    break;
            }
        }

        if (!mustKeepOrder && _left.Count > 0)
            mustKeepOrder = _left.Count >= EndsAtMost || _time.GetElapsedTime(_endsSince ??= _time.GetTimestamp()) >= EndsWait;
        if (mustKeepOrder || _left.Count is 0)
        {
            _endsSince = null;
            return Math.Min(_taken.Count, WritesAtMost);
        }

        _taken.RemoveAll(static write => write is CallWrite.End);
        _taken.AddRange(_left);
        return Math.Min(begun, WritesAtMost);
    }

    private void WaitForEnds()
    {
        var left = EndsWait - _time.GetElapsedTime(_endsSince!.Value);
        _bell.Wait(left > TimeSpan.Zero ? left : TimeSpan.Zero);
    }

    private bool TryWrite(int count)
    {
        var batch = _taken.GetRange(0, count);
        _transaction++;
        try
        {
            var mustBeOnDisk = batch.Exists(static write => write is CallWrite.Begin { Call.Intent.MustBeOnDisk: true } or CallWrite.Order { Done: not null });
            if (batch.Exists(static write => write is not CallWrite.Flush))
                _database.Write(mustBeOnDisk, () => batch.ForEach(Write));
        }
        catch (SqliteException cause)
        {
            Fail(cause);
            return false;
        }

        _taken.RemoveRange(0, count);
        Finish(batch);
        if (_writtenBytes >= CheckpointBytes)
            Checkpoint();
        return true;
    }

    private void Write(CallWrite write)
    {
        switch (write)
        {
            case CallWrite.Begin { Call: var call }:
                Begin(call);
                break;
            case CallWrite.End { Call: var call, Ended: var ended }:
                // Its beginning may have got lost while nothing could be written.
                if (!call.IsWritten && call.BegunIn != _transaction)
                    Begin(call);
                _database.End(call.Key, call.Intent, ended);
                break;
            case CallWrite.Settle { Job: var job, At: var at }:
                _database.Settle(job, at);
                break;
            case CallWrite.Order { What: var order }:
                _database.Order(order);
                break;
        }
    }

    private void Begin(OpenCall call)
    {
        _database.Begin(call.Key, call.Intent);
        call.BegunIn = _transaction;
    }

    private void Finish(List<CallWrite> written)
    {
        if (_isFailing)
            Log.CallsWrittenAgain(_log, _file);
        Volatile.Write(ref _isFailing, false);
        long bytes = 0;
        foreach (var write in written)
        {
            bytes += write.Bytes;
            switch (write)
            {
                case CallWrite.Begin begin:
                    begin.Call.IsWritten = true;
                    begin.Done.TrySetResult();
                    break;
                case CallWrite.Flush flush:
                    flush.Done.TrySetResult();
                    break;
                case CallWrite.Order order:
                    order.Done?.TrySetResult();
                    break;
            }
        }

        Interlocked.Add(ref _waitingBytes, -bytes);
        _writtenBytes += bytes;
    }

    /// <summary>Nobody waits for a file that cannot be written; what has ended is kept for later.</summary>
    private void Fail(SqliteException cause)
    {
        Volatile.Write(ref _isFailing, true);
        foreach (var write in _taken)
        {
            if (IsAwaited(write))
                Refuse(write, $"{_file} cannot be written: {cause.Message}.", cause);
        }

        var left = _taken.RemoveAll(IsAwaited);
        if (left > 0)
            Interlocked.Exchange(ref _waitingBytes, _taken.Sum(static write => write.Bytes));
        if (_lastReport is not { } last || _time.GetElapsedTime(last) >= ReportPause)
        {
            _lastReport = _time.GetTimestamp();
            Log.CallsNotWritten(_log, cause, _file, Interlocked.Exchange(ref _unreported, 0));
        }

        _bell.Wait(RetryPause);
    }

    private static bool IsAwaited(CallWrite write) => write is CallWrite.Begin or CallWrite.Flush or CallWrite.Order { Done: not null };

    private static void Refuse(CallWrite write, string why, Exception? cause)
    {
        switch (write)
        {
            case CallWrite.Begin { Done: var done }:
                done.TrySetException(new CallJournalException(why, cause));
                break;
            case CallWrite.Order { Done: var done }:
                done?.TrySetException(new CallJournalException(why, cause));
                break;
            case CallWrite.Flush { Done: var done }:
                done.TrySetResult();
                break;
        }
    }

    /// <summary>Cleans and tidies while nothing waits.</summary>
    /// <returns>Whether there is more to do.</returns>
    private bool Keep()
    {
        if (_writtenBytes > 0 && _time.GetElapsedTime(_lastCheckpoint) >= CheckpointPause)
            Checkpoint();
        if (_time.GetElapsedTime(_lastCleaning) < CleaningPause)
            return false;
        try
        {
            if (_cleaning.Run(CleaningAtMost))
                return true;
        }
        catch (SqliteException cause)
        {
            Log.CallsNotCleaned(_log, cause, _file);
        }

        _lastCleaning = _time.GetTimestamp();
        return false;
    }

    private void Checkpoint()
    {
        _lastCheckpoint = _time.GetTimestamp();
        _writtenBytes = 0;
        try
        {
            _database.Checkpoint();
        }
        catch (SqliteException cause)
        {
            Log.CallsNotCleaned(_log, cause, _file);
        }
    }
}
