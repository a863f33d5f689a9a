using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search;

/// <summary>
/// Removes instances that ended long ago, or that are too many, oldest end first: each with all that it called. A little at a time, so
/// that new rows never wait long.
/// </summary>
internal sealed class Cleaning : IDisposable
{
    /// <summary>Instances removed in one transaction, what they called not counted.</summary>
    private const int InstancesAtOnce = 100;

    /// <summary>Outside events removed in one transaction.</summary>
    private const int EventsAtOnce = 1_000;

    /// <summary>A bound for those that called very many.</summary>
    private const int CalledAtOnce = 10_000;

    /// <summary>How often those above the number that is kept are looked for: it means to count.</summary>
    private static readonly TimeSpan CountPause = TimeSpan.FromSeconds(60);

    private readonly SearchDatabase _database;
    private readonly BrokerOptions _options;
    private readonly TimeProvider _time;
    private readonly List<Statement> _removals;
    private readonly Statement _forget;
    private readonly Statement _removeEvent;
    private long? _countedAt;
    private (long End, long Key) _beyondCount;

    public Cleaning(SearchDatabase database, BrokerOptions options, TimeProvider time)
    {
        _database = database;
        _options = options;
        _time = time;
        _forget = new Statement(database.Connection, """
            DELETE FROM process_definitions WHERE key = ?1 AND state = 'DELETED'
            AND NOT EXISTS (SELECT 1 FROM process_instances p WHERE p.definition_key = ?1)
            """);
        _removeEvent = new Statement(database.Connection, "DELETE FROM inbox_entries WHERE key = ?");
        _removals =
        [
            // Before the jobs go, by which they are found.
            new Statement(database.Connection, "DELETE FROM history WHERE owner_key IN (SELECT key FROM jobs WHERE instance_key = ?)"),
            new Statement(database.Connection, "DELETE FROM history WHERE owner_key = ?"),
            .. FindTables(database.Connection).Select(table => new Statement(database.Connection, $"DELETE FROM {table} WHERE instance_key = ?")),
            new Statement(database.Connection, "DELETE FROM process_instances WHERE key = ?"),
        ];
    }

    /// <summary>Removes what is due, for at most as long as given.</summary>
    /// <returns>Whether more is due.</returns>
    public bool Run(TimeSpan atMost)
    {
        var started = _time.GetTimestamp();
        if (OldEvents() is { Count: > 0 } events)
        {
            _database.Write(_database.Position, () => events.ForEach(entry => _removeEvent.Bind(1, entry).Run()));
            if (events.Count == EventsAtOnce)
                return true;
        }

        while (Batch() is { Count: > 0 } due)
        {
            _database.Write(_database.Position, () => Remove(due));
            if (_time.GetElapsedTime(started) >= atMost)
                return true;
        }

        return false;
    }

    public void Dispose()
    {
        _removals.ForEach(removal => removal.Dispose());
        _forget.Dispose();
        _removeEvent.Dispose();
    }

    /// <summary>Every table that says whose its rows are: a new one is cleaned without a change here.</summary>
    private static List<string> FindTables(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT t.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c
            WHERE t.type = 'table' AND c.name = 'instance_key' ORDER BY t.name
            """;
        using var row = command.ExecuteReader();
        var tables = new List<string>();
        while (row.Read())
            tables.Add(row.GetString(0));
        return tables;
    }

    private List<long> Batch()
    {
        var (old, tooMany) = (EndedTooLongAgo(), BeyondCount());
        var (end, key) = old.CompareTo(tooMany) > 0 ? old : tooMany;
        var roots = end == long.MinValue
            ? []
            : Keys(
                $"SELECT key FROM process_instances WHERE (end_ms, key) < (?1, ?2) AND parent_key IS NULL ORDER BY end_ms, key LIMIT {InstancesAtOnce}",
                end,
                key);
        if (roots.Count == 0)
            roots = Forgotten();
        var all = new List<long>();
        foreach (var root in roots)
        {
            var called = Keys($"SELECT key FROM process_instances WHERE root_key = ?1 LIMIT {CalledAtOnce}", root);
            all.AddRange(called);
            // What called too many to be removed at once goes with the last of them.
            if (called.Count < CalledAtOnce)
                all.Add(root);
        }

        return all;
    }

    /// <summary>Ended instances of definitions that were deleted with their history. The last of them takes the definition with it.</summary>
    private List<long> Forgotten()
    {
        foreach (var definition in Keys("SELECT key FROM process_definitions WHERE is_forgotten"))
        {
            var ended = Keys(
                "SELECT key FROM process_instances WHERE definition_key = ?1 AND end_ms IS NOT NULL AND parent_key IS NULL "
                + $"LIMIT {InstancesAtOnce}",
                definition);
            if (ended.Count > 0)
                return ended;
            _database.Write(_database.Position, () => _forget.Bind(1, definition).Run());
        }

        return [];
    }

    /// <summary>Outside events that are done with as long ago as instances may be.</summary>
    private List<long> OldEvents() => _options.FinishedKeptFor is { } age
        ? Keys(
            $"SELECT key FROM inbox_entries WHERE end_ms < ?1 ORDER BY end_ms LIMIT {EventsAtOnce}",
            (_time.GetUtcNow() - age).ToUnixTimeMilliseconds())
        : [];

    private (long End, long Key) EndedTooLongAgo() => _options.FinishedKeptFor is { } age
        ? ((_time.GetUtcNow() - age).ToUnixTimeMilliseconds(), long.MinValue)
        : (long.MinValue, long.MinValue);

    /// <summary>Just behind the newest instance that is one too many.</summary>
    private (long End, long Key) BeyondCount()
    {
        if (_options.FinishedKeptAtMost is not { } count)
            return (long.MinValue, long.MinValue);
        if (_countedAt is { } at && _time.GetElapsedTime(at) < CountPause)
            return _beyondCount;
        _countedAt = _time.GetTimestamp();
        using var command = _database.Connection.CreateCommand();
        command.CommandText = """
            SELECT end_ms, key FROM process_instances WHERE end_ms IS NOT NULL AND parent_key IS NULL
            ORDER BY end_ms DESC, key DESC LIMIT 1 OFFSET $count
            """;
        command.Parameters.AddWithValue("$count", count);
        using var row = command.ExecuteReader();
        return _beyondCount = row.Read() ? (row.GetInt64(0), row.GetInt64(1) + 1) : (long.MinValue, long.MinValue);
    }

    private void Remove(List<long> instances)
    {
        foreach (var instance in instances)
        {
            foreach (var removal in _removals)
                removal.Bind(1, instance).Run();
        }
    }

    private List<long> Keys(string sql, params ReadOnlySpan<long> values)
    {
        using var command = _database.Connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.AddWithValue($"?{i + 1}", values[i]);
        using var row = command.ExecuteReader();
        var keys = new List<long>();
        while (row.Read())
            keys.Add(row.GetInt64(0));
        return keys;
    }
}
