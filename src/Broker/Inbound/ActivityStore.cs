using Fairlead.Broker.Search;
using Fairlead.Connectors.Runtime.Inbound;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Fairlead.Broker.Inbound;

/// <summary>What inbound connectors did, in a SQLite file of its own in the data folder: <c>activities.db</c>.</summary>
public sealed class ActivityStore(IOptions<BrokerOptions> options, TimeProvider time) : IActivityStore, IDisposable
{
    /// <summary>Rows removed in one step; writing waits for it.</summary>
    private const int RemovedAtOnce = 10_000;

    private const string Schema = """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
        CREATE TABLE IF NOT EXISTS entries (id INTEGER PRIMARY KEY, executable_id TEXT NOT NULL, at_ms INTEGER NOT NULL,
            severity TEXT NOT NULL, tag TEXT NOT NULL, is_up INTEGER, message TEXT NOT NULL) STRICT;
        CREATE INDEX IF NOT EXISTS entries_by_executable ON entries (executable_id, id);
        CREATE TABLE IF NOT EXISTS traffic (executable_id TEXT PRIMARY KEY, written_ms INTEGER NOT NULL, begun_ms INTEGER NOT NULL,
            seen INTEGER NOT NULL, done INTEGER NOT NULL, last_event_ms INTEGER, last_done_ms INTEGER, newest_happened_ms INTEGER,
            steps TEXT NOT NULL) STRICT;
        PRAGMA user_version = 1;
        """;

    private static readonly TimeSpan CleaningPause = TimeSpan.FromMinutes(1);

    private readonly string _path = Path.Combine(Path.GetFullPath(options.Value.DataFolder), "activities.db");
    private readonly Lock _gate = new();
    private readonly HashSet<string> _grown = new(StringComparer.Ordinal);
    private SqliteConnection? _connection;
    private Statement? _entry;
    private Statement? _traffic;
    private long? _cleanedAt;

    public KeptActivities? Read(string executableId, int entriesAtMost)
    {
        lock (_gate)
        {
            try
            {
                var connection = Connect();
                var entries = ReadEntries(connection, executableId, entriesAtMost);
                var traffic = ReadTraffic(connection, executableId);
                return entries.Count is 0 && traffic is null ? null : new KeptActivities(executableId, entries, traffic);
            }
            catch (SqliteException cause)
            {
                throw new IOException($"{_path} cannot be read: {cause.Message}", cause);
            }
        }
    }

    public void Write(IReadOnlyList<KeptActivities> news)
    {
        lock (_gate)
        {
            try
            {
                var connection = Connect();
                using var transaction = connection.BeginTransaction();
                foreach (var one in news)
                    Insert(one);
                transaction.Commit();
                if (_cleanedAt is not { } cleaned || time.GetElapsedTime(cleaned) >= CleaningPause)
                    Clean(connection);
            }
            catch (SqliteException cause)
            {
                throw new IOException($"{_path} cannot be written: {cause.Message}", cause);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _entry?.Dispose();
            _traffic?.Dispose();
            _connection?.Dispose();
        }
    }

    /// <remarks>Opened when first needed: the data folder is ours by then.</remarks>
    private SqliteConnection Connect()
    {
        if (_connection is not null)
            return _connection;

        SqliteConnection? connection = null;
        try
        {
            connection = NotesFile.Open(_path, Schema);
            _entry = new Statement(connection, "INSERT INTO entries VALUES (NULL, ?, ?, ?, ?, ?, ?)");
            _traffic = new Statement(connection, "INSERT OR REPLACE INTO traffic VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
            (_connection, connection) = (connection, null);
            return _connection;
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private void Insert(KeptActivities one)
    {
        if (one.Entries.Count > 0)
            _grown.Add(one.ExecutableId);
        foreach (var entry in one.Entries)
        {
            _entry!.Bind(1, one.ExecutableId)
                .Bind(2, entry.At.ToUnixTimeMilliseconds())
                .Bind(3, entry.Severity.ToString())
                .Bind(4, entry.Tag.ToString())
                .Bind(5, entry.IsUp is { } isUp ? (isUp ? 1L : 0L) : (long?)null)
                .Bind(6, entry.Message)
                .Run();
        }

        if (one.Traffic is not { } traffic)
            return;
        _traffic!.Bind(1, one.ExecutableId)
            .Bind(2, time.GetUtcNow().ToUnixTimeMilliseconds())
            .Bind(3, traffic.BegunAt.ToUnixTimeMilliseconds())
            .Bind(4, traffic.Seen)
            .Bind(5, traffic.Done)
            .Bind(6, traffic.LastEventAt?.ToUnixTimeMilliseconds())
            .Bind(7, traffic.LastDoneAt?.ToUnixTimeMilliseconds())
            .Bind(8, traffic.NewestHappenedAt?.ToUnixTimeMilliseconds())
            .Bind(9, TrafficSteps.Write(traffic.Steps))
            .Run();
    }

    private void Clean(SqliteConnection connection)
    {
        if (options.Value.ActivitiesKeptFor is { } kept)
        {
            var before = (time.GetUtcNow() - kept).ToUnixTimeMilliseconds();
            Run(
                connection,
                "DELETE FROM entries WHERE id IN (SELECT id FROM entries ORDER BY id LIMIT $atOnce) AND at_ms < $before",
                ("$atOnce", RemovedAtOnce),
                ("$before", before));
            // When something was expected and did not come is known as long as anything is: the newest entries go last.
            Run(
                connection,
                "DELETE FROM traffic WHERE written_ms < $before AND executable_id NOT IN (SELECT executable_id FROM entries)",
                ("$before", before));
        }

        foreach (var executable in _grown)
        {
            Run(
                connection,
                """
                DELETE FROM entries WHERE executable_id = $executable AND id <= (
                    SELECT id FROM entries WHERE executable_id = $executable ORDER BY id DESC LIMIT 1 OFFSET $kept)
                """,
                ("$executable", executable),
                ("$kept", options.Value.ActivitiesKeptAtMost));
        }

        _grown.Clear();
        _cleanedAt = time.GetTimestamp();
    }

    private static void Run(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }

    private static List<ActivityEntry> ReadEntries(SqliteConnection connection, string executableId, int atMost)
    {
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT at_ms, severity, tag, is_up, message FROM entries WHERE executable_id = $executable ORDER BY id DESC LIMIT $atMost";
        command.Parameters.AddWithValue("$executable", executableId);
        command.Parameters.AddWithValue("$atMost", atMost);
        using var row = command.ExecuteReader();
        var entries = new List<ActivityEntry>();
        while (row.Read())
        {
            // An entry with a word of a newer Fairlead is left out.
            if (Enum.TryParse<ActivitySeverity>(row.GetString(1), out var severity) && Enum.TryParse<ActivityTag>(row.GetString(2), out var tag))
                entries.Add(new ActivityEntry(severity, tag, Moment(row, 0)!.Value, row.GetString(4), row.IsDBNull(3) ? null : row.GetInt64(3) is not 0));
        }

        entries.Reverse();
        return entries;
    }

    private static TrafficCounts? ReadTraffic(SqliteConnection connection, string executableId)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT begun_ms, seen, done, last_event_ms, last_done_ms, newest_happened_ms, steps FROM traffic WHERE executable_id = $executable
            """;
        command.Parameters.AddWithValue("$executable", executableId);
        using var row = command.ExecuteReader();
        return row.Read()
            ? new TrafficCounts(Moment(row, 0)!.Value, row.GetInt64(1), row.GetInt64(2), Moment(row, 3), Moment(row, 4), Moment(row, 5))
            {
                Steps = TrafficSteps.Read(row.GetString(6)),
            }
            : null;
    }

    private static DateTimeOffset? Moment(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
