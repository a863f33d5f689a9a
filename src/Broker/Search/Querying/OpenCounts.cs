using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Querying;

/// <summary>How much is open, for gauges. Counted when somebody looks, and not again for a while.</summary>
internal sealed class OpenCounts(SearchReader reader, TimeProvider time)
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Counts _counts = new([], [], []);
    private long? _countedAt;

    /// <summary>By how much the search store was behind, so are these.</summary>
    public Counts Read()
    {
        lock (_gate)
        {
            if (_countedAt is null || time.GetElapsedTime(_countedAt.Value) >= KeptFor)
            {
                _counts = reader.TryRunNow(Count) ?? _counts;
                _countedAt = time.GetTimestamp();
            }

            return _counts;
        }
    }

    private static Counts Count(SqliteConnection connection) => new(
        Group(connection, "SELECT type, state, count(*) FROM jobs WHERE end_ms IS NULL GROUP BY type, state"),
        Group(connection, "SELECT process_id, '', count(*) FROM process_instances WHERE end_ms IS NULL GROUP BY process_id"),
        Group(connection, "SELECT error_type, '', count(*) FROM incidents WHERE resolved_ms IS NULL GROUP BY error_type"));

    private static List<(string Name, string State, long Count)> Group(SqliteConnection connection, string query)
    {
        using var command = connection.CreateCommand();
        command.CommandText = query;
        using var rows = command.ExecuteReader();
        var counts = new List<(string, string, long)>();
        while (rows.Read())
            counts.Add((rows.GetString(0), rows.GetString(1), rows.GetInt64(2)));
        return counts;
    }
}

/// <param name="Jobs">By type and state, as the REST API names it.</param>
/// <param name="Instances">By process.</param>
/// <param name="Incidents">By type of error.</param>
internal sealed record Counts(
    IReadOnlyList<(string Name, string State, long Count)> Jobs,
    IReadOnlyList<(string Name, string State, long Count)> Instances,
    IReadOnlyList<(string Name, string State, long Count)> Incidents);
