using Fairlead.Broker.Journaling;
using Fairlead.Broker.Running;
using Fairlead.Broker.Storage;
using Fairlead.Protocol;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Fairlead.Broker.Search;

/// <summary>
/// Keeps the search store behind the journal by moments. One thread of its own; when the file cannot be written it tries again, and the
/// engine never notices.
/// </summary>
internal sealed class Projection : IAsyncDisposable
{
    /// <summary>Events in one transaction.</summary>
    private const int EventsAtMost = 50_000;

    private static readonly TimeSpan CheckpointPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan CleaningPause = TimeSpan.FromSeconds(10);

    /// <summary>Of cleaning at a time: a search may have to wait for it.</summary>
    private static readonly TimeSpan CleaningAtMost = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan LastRetry = TimeSpan.FromSeconds(30);

    private readonly IStore _store;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly Handover _handover;
    private readonly PositionWaiters _waiters = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<JournalRecord> _records = [];
    private readonly Bell _bell;
    private bool _started;
    private bool _isIdle;
    private bool _isStopping;
    private long _lastCheckpoint;
    private long? _lastCleaning;
    private long _durablePosition;

    /// <param name="last">Position of the last journal record.</param>
    public Projection(string file, IStore store, long last, BrokerOptions options, TimeProvider time, ILogger log)
    {
        File = file;
        _store = store;
        _options = options;
        _time = time;
        _log = log;
        _handover = new Handover(last);
        _bell = new Bell(time);
    }

    public string File { get; }

    /// <summary>Journal records up to this one are in the search store and survive a power cut there.</summary>
    public long DurablePosition => Volatile.Read(ref _durablePosition);

    /// <summary>Durable journal records that cannot be found yet.</summary>
    public long Behind => Math.Max(0, _handover.Last - Math.Max(0, _waiters.Reached));

    /// <summary>Position of the last record that is known to be durable.</summary>
    public long Last => _handover.Last;

    public void Start()
    {
        _started = true;
        new Thread(Run) { Name = "Fairlead search", IsBackground = true }.Start();
    }

    /// <summary>A turn became durable.</summary>
    public void Offer(Turn turn)
    {
        if (turn.Events.Count > 0)
            _handover.Add(new JournalRecord(turn.Position, turn.At, turn.Events));
        if (_waiters.HasAny || Volatile.Read(ref _isIdle))
            _bell.Ring();
    }

    /// <summary>The journal was recovered while this ran. It ends here, after everything that was offered.</summary>
    public void GoOnFrom(long position)
    {
        _handover.GoOnFrom(position);
        _bell.Ring();
    }

    /// <summary>Waits until everything that is durable now can be found.</summary>
    /// <exception cref="ClusterException">The search store is out of order or far behind.</exception>
    public async Task CatchUpAsync(CancellationToken cancellation)
    {
        var position = _handover.Last;
        if (_waiters.Add(position) is not { } reached)
            return;
        _bell.Ring();
        try
        {
            await reached.WaitAsync(_options.SearchWait, _time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException cause)
        {
            throw new ClusterException(
                ClusterError.Unavailable,
                $"The search store is behind: it did not reach position {position} within {_options.SearchWait}. Try again later.",
                cause);
        }
    }

    /// <summary>Writes what is left, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        Volatile.Write(ref _isStopping, true);
        _bell.Ring();
        if (_started)
            await _ended.Task.ConfigureAwait(false);
        _waiters.Refuse("it is closed");
        _bell.Dispose();
    }

    private void Run()
    {
        var retry = FirstRetry;
        try
        {
            while (true)
            {
                try
                {
                    Follow(written: () =>
                    {
                        if (retry > FirstRetry)
                            Log.SearchRecovered(_log, File);
                        retry = FirstRetry;
                    });
                    return;
                }
                catch (Exception cause) when (cause is SqliteException or IOException or UnauthorizedAccessException or StoreException)
                {
                    Log.SearchFailed(_log, cause, File, (long)retry.TotalMilliseconds);
                    _waiters.Refuse($"it cannot be written: {cause.Message}");
                    _bell.Wait(retry);
                    if (IsStopping)
                        return;
                    retry = retry * 2 < LastRetry ? retry * 2 : LastRetry;
                }
            }
        }
        catch (Exception defect)
        {
            // The outermost frame of the thread: a defect here must not end the process, nor the engine.
            Log.SearchStopped(_log, defect, File);
            _waiters.Refuse("a defect stopped it");
        }
        finally
        {
            _ended.SetResult();
        }
    }

    private void Follow(Action written)
    {
        using var database = Open();
        using var projector = new Projector(database, _options.HistoryKept);
        using var cleaning = new Cleaning(database, _options, _time);
        Checkpoint(database);
        _waiters.Reach(database.Position);
        while (true)
        {
            var isLast = IsStopping;
            if (Collect(database.Position))
            {
                projector.Write(_records);
                written();
                _waiters.Reach(database.Position);
                if (_time.GetElapsedTime(_lastCheckpoint) >= CheckpointPause)
                    Checkpoint(database);
                Clean(cleaning, database);
                if (_handover.Last - database.Position <= _records.Count)
                    Pause(_options.SearchPause);
            }
            else if (isLast)
            {
                break;
            }
            else if (!Clean(cleaning, database))
            {
                WaitForWork(database);
            }
        }

        Checkpoint(database);
    }

    /// <returns>Whether more is to be cleaned.</returns>
    private bool Clean(Cleaning cleaning, SearchDatabase database)
    {
        if (_lastCleaning is { } last && _time.GetElapsedTime(last) < CleaningPause)
            return false;
        var isMore = cleaning.Run(CleaningAtMost);
        _lastCleaning = isMore ? null : _time.GetTimestamp();
        if (_time.GetElapsedTime(_lastCheckpoint) >= CheckpointPause)
            Checkpoint(database);
        return isMore;
    }

    /// <summary>Lets events gather, unless somebody waits for them.</summary>
    private void Pause(TimeSpan pause)
    {
        if (!_waiters.HasAny && !IsStopping)
            _bell.Wait(pause);
    }

    private void WaitForWork(SearchDatabase database)
    {
        Volatile.Write(ref _isIdle, true);
        Interlocked.MemoryBarrier();
        if (_handover.Last <= database.Position && !IsStopping)
        {
            _bell.Wait(database.Position > DurablePosition ? CheckpointPause : CleaningPause);
            if (_handover.Last <= database.Position && database.Position > DurablePosition)
                Checkpoint(database);
        }

        Volatile.Write(ref _isIdle, false);
    }

    private bool IsStopping => Volatile.Read(ref _isStopping);

    private SearchDatabase Open()
    {
        var isNew = !System.IO.File.Exists(File);
        var database = SearchDatabase.Open(File);
        if (database is null || database.Position > _handover.Last)
        {
            var projected = database?.Position ?? -1;
            database?.Dispose();
            Log.SearchDoesNotFit(_log, File, projected, _handover.Last, SearchDatabase.MoveAway(File));
            database = SearchDatabase.Open(File)!;
            isNew = true;
        }

        var truncated = Position.Load(_store, Position.TruncatedKey);
        if (database.Position < truncated)
        {
            Log.SearchIncomplete(_log, File, truncated + 1);
            database.SkipTo(truncated);
        }
        else if (isNew)
        {
            database.SkipTo(0);
        }

        return database;
    }

    private bool Collect(long position)
    {
        _records.Clear();
        if (_handover.Last <= position)
            return false;
        if (_handover.TryTake(position + 1, EventsAtMost, _records))
            return true;
        var events = 0;
        foreach (var record in JournalRecord.ReadFrom(_store, position + 1))
        {
            // Beyond that a record may be written and not yet durable.
            if (record.Position > _handover.Last || events > EventsAtMost)
                break;
            _records.Add(record);
            events += record.Events.Count;
        }

        return _records.Count > 0;
    }

    private void Checkpoint(SearchDatabase database)
    {
        _lastCheckpoint = _time.GetTimestamp();
        var position = database.Position;
        if (database.Checkpoint())
            Volatile.Write(ref _durablePosition, position);
    }
}
