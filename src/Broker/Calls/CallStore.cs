using System.Collections.Concurrent;
using Fairlead.Broker.Search.Querying;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Fairlead.Broker.Calls;

/// <summary>
/// Keeps calls in a file of its own, which users may open with any tool. Searches find everything that ended before they were asked; one that
/// makes no sense, or a file out of order, is a <see cref="ClusterException"/>.
/// </summary>
public sealed class CallStore : ICallJournal, IAsyncDisposable
{
    private readonly CallWriter _writer;
    private readonly SearchReader _reader;
    private readonly CallsOptions _options;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<long, OpenCall> _open = [];
    private readonly ConcurrentDictionary<long, UnknownCall> _unknown;
    private readonly ConcurrentDictionary<long, CallOrder> _orders;
    private long _lastKey;

    private CallStore(string file, CallDatabase database, CallsOptions options, TimeProvider time, ILogger log)
    {
        _options = options;
        _time = time;
        database.MarkUnknown();
        _unknown = new(database.ReadUnknown());
        _orders = new(database.ReadOrders().Select(order => KeyValuePair.Create(order.JobKey, order)));
        _lastKey = database.ReadLastKey();
        _writer = new CallWriter(file, database, options, time, log);
        _reader = new SearchReader(file, CatchUpAsync);
    }

    /// <summary>Calls that could not be written down, in whole or in part, since the start.</summary>
    public long Lost => _writer.Lost;

    /// <exception cref="DataFolderException">The file cannot be used.</exception>
    public static Task<CallStore> OpenAsync(
        string file, CallsOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellation) =>
        Task.Run(() => Open(file, options, time, loggers.CreateLogger<CallStore>()), cancellation);

    public async ValueTask<long> BeginAsync(CallIntent call, CancellationToken cancellation)
    {
        if (_writer.IsFull && !_writer.IsFailing)
            await FlushAsync(cancellation).ConfigureAwait(false);
        var open = new OpenCall(Interlocked.Increment(ref _lastKey), call);
        _open[open.Key] = open;
        if (_writer.IsFailing && !call.MustBeOnDisk)
            _writer.CountLoss();
        else
            await WriteAsync(open, cancellation).ConfigureAwait(false);
        return open.Key;
    }

    public void End(long key, CallRecord record)
    {
        if (!_open.TryRemove(key, out var open))
            return;
        var job = open.Intent.JobKey;
        if (job is not 0 && record.State is CallState.Abandoned or CallState.Unknown)
            _unknown[job] = new UnknownCall(key, open.Intent.StartedAt);
        _writer.Add(new CallWrite.End(open, PackedCall.Of(record)));
        if (_orders.TryGetValue(job, out var order))
            Carried(order, record.State);
    }

    public UnknownCall? FindUnknown(long jobKey) => _unknown.GetValueOrDefault(jobKey);

    public CallOrder? FindOrder(long jobKey) => _orders.GetValueOrDefault(jobKey);

    /// <summary>From its return on the order holds for the attempts that begin.</summary>
    /// <exception cref="ClusterException">It cannot be written.</exception>
    public async Task OrderAsync(CallOrder order, CancellationToken cancellation)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writer.Add(new CallWrite.Order(order, written));
        try
        {
            await written.Task.WaitAsync(_options.WriteWait, _time, cancellation).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is CallJournalException or TimeoutException)
        {
            throw new ClusterException(ClusterError.Unavailable, $"The call journal cannot be written: {cause.Message} Try again later.", cause);
        }

        _orders[order.JobKey] = order;
    }

    public async ValueTask SettleAsync(long jobKey, CancellationToken cancellation)
    {
        if (!_unknown.TryRemove(jobKey, out _))
            return;
        _writer.Add(new CallWrite.Settle(jobKey, _time.GetUtcNow()));
        await FlushAsync(cancellation).WaitAsync(_options.WriteWait, _time, cancellation)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellation.ThrowIfCancellationRequested();
    }

    public async Task<SearchResult<CallItem>> SearchAsync(SearchQuery<CallFilter> query, CancellationToken cancellation)
    {
        var orders = Paging.ToOrders(query.Sort, CallRows.Resource.SortFields);
        var page = Paging.ToPage(query.Page);
        var where = new Where();
        if (query.Filter is { } wanted)
            CallRows.Filter(where, wanted);
        return await _reader.RunAsync(
            connection => Paging.ToResult(CallRows.Resource.Search(connection, where, orders, page)), cancellation).ConfigureAwait(false);
    }

    /// <summary>All that the journal itself knows; what the model says is not in it.</summary>
    /// <returns>Null when there is no such call, or no longer.</returns>
    public Task<CallResult?> FindAsync(CallKey key, CancellationToken cancellation) =>
        _reader.RunAsync(connection => CallRows.Find(connection, key.Value), cancellation);

    /// <summary>Writes what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync().ConfigureAwait(false);
        _reader.Dispose();
    }

    private static CallStore Open(string file, CallsOptions options, TimeProvider time, ILogger log)
    {
        CallDatabase? database = null;
        try
        {
            database = CallDatabase.Open(file);
            return new CallStore(file, database, options, time, log);
        }
        catch (SqliteException cause)
        {
            database?.Dispose();
            throw new DataFolderException(
                DataFolderException.Unreadable,
                $"The call journal {file} cannot be read or written: {cause.Message.TrimEnd('.')}. Check its owner and the free space. If it is "
                + "damaged, restore it from a backup, or move it away: then a new one begins, and calls whose outcome was unknown are forgotten.",
                cause);
        }
    }

    private async Task WriteAsync(OpenCall open, CancellationToken cancellation)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writer.Add(new CallWrite.Begin(open, written));
        try
        {
            await written.Task.WaitAsync(_options.WriteWait, _time, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            NotMade(open, CallState.Parked, errorCode: null, "The host stopped before the call was made.");
            throw;
        }
        catch (Exception unwritten) when (unwritten is CallJournalException or TimeoutException)
        {
            var why = unwritten is CallJournalException
                ? unwritten.Message
                : $"it was not written within {_options.WriteWait.TotalSeconds:0.###} seconds: the disk is too slow.";
            if (open.Intent.MustBeOnDisk)
            {
                NotMade(open, CallState.Failed, CallBook.NotWritten, why);
                throw new CallJournalException(why, unwritten);
            }

            _writer.CountLoss();
        }
    }

    private void NotMade(OpenCall open, CallState state, string? errorCode, string why)
    {
        _open.TryRemove(open.Key, out _);
        var record = new CallRecord
        {
            State = state,
            Duration = _time.GetUtcNow() - open.Intent.StartedAt,
            ErrorCode = errorCode,
            ErrorMessage = $"The call was not made: {why}",
        };
        _writer.Add(new CallWrite.End(open, PackedCall.Of(record)));
    }

    /// <summary>A response is mapped again once; that inputs were edited holds as long as there is the job.</summary>
    private void Carried(CallOrder order, CallState state)
    {
        if (state is CallState.Parked or CallState.NotTaken or CallState.Abandoned or CallState.Unknown)
            return;
        var left = new CallOrder { JobKey = order.JobKey, Edits = state is CallState.Completed ? 0 : order.Edits };
        if (left == order)
            return;
        if (left.Edits > 0)
            _orders[order.JobKey] = left;
        else
            _orders.TryRemove(order.JobKey, out _);
        _writer.Add(new CallWrite.Order(left, Done: null));
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        var flushed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _writer.Add(new CallWrite.Flush(flushed));
        await flushed.Task.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>A file that cannot be written can still be read.</summary>
    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        try
        {
            await FlushAsync(cancellation).WaitAsync(_options.WriteWait, _time, cancellation).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is there already is better than nothing.
        }
    }
}
