using Fairlead.Broker.Search;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Options;

namespace Fairlead.Broker.Secrets;

/// <summary>
/// Who used which secret, in a SQLite file of its own in the data folder: <c>secret-uses.db</c>. A name keeps its newest uses however
/// often another one is used.
/// </summary>
public sealed class SecretUses(IOptions<BrokerOptions> options, TimeProvider time) : ISecretUses, IDisposable
{
    /// <summary>Rows removed in one step; writing waits for it.</summary>
    private const int RemovedAtOnce = 10_000;

    private const string Schema = """
        PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
        CREATE TABLE IF NOT EXISTS uses (id INTEGER PRIMARY KEY, at_ms INTEGER NOT NULL, name TEXT NOT NULL, outcome TEXT NOT NULL,
            provider TEXT, tenant_id TEXT NOT NULL, process_id TEXT NOT NULL, definition_key INTEGER NOT NULL, element_id TEXT NOT NULL,
            instance_key INTEGER, job_key INTEGER, executable_id TEXT) STRICT;
        CREATE INDEX IF NOT EXISTS uses_by_name ON uses (name, id);
        PRAGMA user_version = 1;
        """;

    private static readonly TimeSpan CleaningPause = TimeSpan.FromMinutes(1);

    private readonly string _path = Path.Combine(Path.GetFullPath(options.Value.DataFolder), "secret-uses.db");
    private readonly Lock _gate = new();
    private readonly HashSet<string> _grown = new(StringComparer.Ordinal);
    private SqliteConnection? _connection;
    private Statement? _insert;
    private long? _cleanedAt;

    public void Write(IReadOnlyList<SecretUseItem> uses)
    {
        lock (_gate)
        {
            try
            {
                var connection = Connect();
                using var transaction = connection.BeginTransaction();
                foreach (var use in uses)
                    Insert(use);
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

    /// <summary>Newest first.</summary>
    /// <param name="before">See <see cref="SecretUsageResult.EndCursor"/>; null for the newest.</param>
    public SecretUsageResult Find(string name, long? before, int limit)
    {
        lock (_gate)
        {
            using var command = Connect().CreateCommand();
            command.CommandText = """
                SELECT id, at_ms, outcome, provider, tenant_id, process_id, definition_key, element_id, instance_key, job_key, executable_id
                FROM uses WHERE name = $name AND id < $before ORDER BY id DESC LIMIT $limit
                """;
            command.Parameters.AddWithValue("$name", name);
            command.Parameters.AddWithValue("$before", before ?? long.MaxValue);
            command.Parameters.AddWithValue("$limit", limit);
            using var row = command.ExecuteReader();
            var (items, last) = (new List<SecretUseItem>(), 0L);
            while (row.Read())
            {
                items.Add(Item(name, row));
                last = row.GetInt64(0);
            }

            return new SecretUsageResult
            {
                Items = items,
                EndCursor = items.Count == limit ? last.ToString(System.Globalization.CultureInfo.InvariantCulture) : null,
            };
        }
    }

    /// <returns>When it was asked for last; null when that is not known.</returns>
    public DateTimeOffset? FindLastUse(string name) => Find(name, before: null, limit: 1).Items is [var last] ? last.Timestamp : null;

    public void Dispose()
    {
        lock (_gate)
        {
            _insert?.Dispose();
            _connection?.Dispose();
        }
    }

    /// <remarks>Opened when first needed: the data folder is ours by then, and most installations have no secrets.</remarks>
    private SqliteConnection Connect()
    {
        if (_connection is not null)
            return _connection;

        SqliteConnection? connection = null;
        try
        {
            connection = NotesFile.Open(_path, Schema);
            _insert = new Statement(connection, "INSERT INTO uses VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
            (_connection, connection) = (connection, null);
            return _connection;
        }
        finally
        {
            connection?.Dispose();
        }
    }

    private void Insert(SecretUseItem use)
    {
        _grown.Add(use.Name);
        _insert!.Bind(1, use.Timestamp.ToUnixTimeMilliseconds())
            .Bind(2, use.Name)
            .Bind(3, RestWord.Of(use.Outcome))
            .Bind(4, use.Provider)
            .Bind(5, use.TenantId)
            .Bind(6, use.ProcessDefinitionId)
            .Bind(7, use.ProcessDefinitionKey.Value)
            .Bind(8, use.ElementId)
            .Bind(9, use.ProcessInstanceKey?.Value)
            .Bind(10, use.JobKey?.Value)
            .Bind(11, use.ExecutableId)
            .Run();
    }

    private void Clean(SqliteConnection connection)
    {
        if (options.Value.SecretUsesKeptFor is { } kept)
        {
            Run(
                connection,
                "DELETE FROM uses WHERE id IN (SELECT id FROM uses ORDER BY id LIMIT $atOnce) AND at_ms < $before",
                ("$atOnce", RemovedAtOnce),
                ("$before", (time.GetUtcNow() - kept).ToUnixTimeMilliseconds()));
        }

        foreach (var name in _grown)
        {
            Run(
                connection,
                "DELETE FROM uses WHERE name = $name AND id <= (SELECT id FROM uses WHERE name = $name ORDER BY id DESC LIMIT 1 OFFSET $kept)",
                ("$name", name),
                ("$kept", options.Value.SecretUsesKeptAtMost));
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

    private static SecretUseItem Item(string name, SqliteDataReader row) => new()
    {
        Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)),
        Name = name,
        Outcome = RestWord.TryParse<SecretOutcome>(row.GetString(2), out var outcome) ? outcome : default,
        Provider = row.IsDBNull(3) ? null : row.GetString(3),
        TenantId = row.GetString(4),
        ProcessDefinitionId = row.GetString(5),
        ProcessDefinitionKey = new(row.GetInt64(6)),
        ElementId = row.GetString(7),
        ProcessInstanceKey = row.IsDBNull(8) ? null : new(row.GetInt64(8)),
        JobKey = row.IsDBNull(9) ? null : new(row.GetInt64(9)),
        ExecutableId = row.IsDBNull(10) ? null : row.GetString(10),
    };
}
