using System.Collections.Concurrent;
using Fairlead.Protocol;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Querying;

/// <summary>Runs queries, each once the file has caught up with what was written when it was asked.</summary>
internal sealed class SearchReader(string file, Func<CancellationToken, Task> catchUpAsync) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private bool _isClosed;

    /// <exception cref="ClusterException">The search store cannot be read.</exception>
    public async Task<T> RunAsync<T>(Func<SqliteConnection, T> query, CancellationToken cancellation)
    {
        await catchUpAsync(cancellation).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        SqliteConnection? connection = null;
        try
        {
            if (!_idle.TryTake(out connection))
                connection = Open();
            var result = query(connection);
            if (!_isClosed)
            {
                _idle.Add(connection);
                connection = null;
            }

            return result;
        }
        catch (SqliteException cause)
        {
            throw new ClusterException(
                ClusterError.Unavailable, $"{Path.GetFileName(file)} cannot be read: {cause.Message}. Try again later.", cause);
        }
        finally
        {
            // After an error it is not used again: whatever is wrong may be wrong with it.
            connection?.Dispose();
        }
    }

    /// <summary>Runs a query on what is there, however far that is behind.</summary>
    /// <returns>Null when the search store cannot be read.</returns>
    public T? TryRunNow<T>(Func<SqliteConnection, T> query)
        where T : class
    {
        if (_isClosed)
            return null;
        try
        {
            using var connection = Open();
            return query(connection);
        }
        catch (SqliteException)
        {
            // Whoever searches is told why.
            return null;
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }

    private SqliteConnection Open()
    {
        var connection = SearchDatabase.Connect(file);
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA query_only = ON";
        command.ExecuteNonQuery();
        return connection;
    }
}
