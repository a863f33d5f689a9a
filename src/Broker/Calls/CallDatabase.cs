using System.Globalization;
using Fairlead.Broker.Search;
using Fairlead.Broker.Search.Querying;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Calls;

/// <summary>The file of calls, open for writing. One thread.</summary>
internal sealed class CallDatabase : IDisposable
{
    /// <summary>
    /// NORMAL: what is committed survives the process; <see cref="Write"/> asks for more where it must survive the machine. Another program
    /// that writes is waited for.
    /// </summary>
    private const string Settings =
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -8192; "
        + "PRAGMA busy_timeout = 2000";

    /// <remarks>An attempt in which nothing was sent is none.</remarks>
    private const string Attempt = "(SELECT coalesce(max(attempt), 0) + 1 FROM calls WHERE job_key = ?4 AND job_key <> 0 AND state <> 'PARKED')";

    private readonly SqliteConnection _connection;
    private readonly Statement _begin;
    private readonly Statement _end;
    private readonly Statement _contents;
    private readonly Statement _start;
    private readonly Statement _commit;
    private readonly Statement _settle;
    private readonly Statement _count;
    private readonly Statement _forgetParked;
    private bool _isSynced;
    private long _well;
    private long _notWell;

    private CallDatabase(SqliteConnection connection)
    {
        _connection = connection;
        _start = new Statement(connection, "BEGIN IMMEDIATE");
        _commit = new Statement(connection, "COMMIT");
        _begin = new Statement(connection, $"""
            INSERT INTO calls (key, state, type, job_key, process_id, process_version, definition_key, instance_key, element_id, element_key,
                tenant_id, attempt, retries_left, idempotency_key, trace_id, started_ms, remap_of)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, {Attempt}, ?12, ?13, ?14, ?15, ?16)
            """);
        _end = new Statement(connection, """
            UPDATE calls SET state = ?2, ended_ms = ?3, sent_us = ?4, first_byte_us = ?5, executed_us = ?6, duration_us = ?7, requests = ?8,
                request = ?9, host = ?10, answer = ?11, status = ?12, error_code = ?13, error_message = ?14, next_ms = ?15, capture = ?16
            WHERE key = ?1
            """);
        _contents = new Statement(connection, """
            INSERT INTO contents (key, inputs, inputs_bytes, exchanges, response, response_bytes, result, result_bytes,
                error_value, error_value_bytes, result_nulls, error_nulls, variables, variables_bytes, log)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
            """);
        _forgetParked = new Statement(connection, "DELETE FROM calls WHERE job_key = ?1 AND state = 'PARKED' AND key < ?2");
        _settle = new Statement(
            connection, "UPDATE calls SET settled_ms = ?2 WHERE job_key = ?1 AND state IN ('UNKNOWN', 'ABANDONED') AND settled_ms IS NULL");
        _count = new Statement(connection, "UPDATE counts SET rows = rows + CASE kind WHEN 'well' THEN ?1 ELSE ?2 END");
    }

    public SqliteConnection Connection => _connection;

    /// <exception cref="SqliteException">It cannot be opened or written.</exception>
    /// <exception cref="DataFolderException">A newer Fairlead wrote it.</exception>
    public static CallDatabase Open(string file)
    {
        NativeSqlite.Configure();
        var connection = SearchDatabase.Connect(file);
        try
        {
            Run(connection, Settings);
            var found = (int)(long)Scalar(connection, "PRAGMA user_version")!;
            if (found > CallSchema.Version)
            {
                throw new DataFolderException(
                    DataFolderException.Newer,
                    $"The call journal {file} has format {found}; this Fairlead reads formats up to {CallSchema.Version}. Start the newer "
                    + "Fairlead that wrote it, or move the file away to begin a new one.");
            }

            if (found < CallSchema.Version)
            {
                var stamp = string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {CallSchema.Version}");
                Run(connection, $"BEGIN; {string.Concat(CallSchema.Steps.Skip(found))} {stamp}; COMMIT");
            }

            return new CallDatabase(connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>What was under way when the last process ended has an outcome that nobody knows.</summary>
    public void MarkUnknown() => Write(mustBeOnDisk: false, () =>
    {
        Run(_connection, "UPDATE calls SET state = 'UNKNOWN' WHERE state = 'IN_FLIGHT'");
        _notWell += (long)Scalar(_connection, "SELECT changes()")!;
    });

    /// <summary>Attempts whose outcome is unknown and nobody has decided about, by job; the last of each.</summary>
    public IReadOnlyList<KeyValuePair<long, UnknownCall>> ReadUnknown()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = """
            SELECT job_key, max(key), started_ms FROM calls
            WHERE state IN ('UNKNOWN', 'ABANDONED') AND settled_ms IS NULL AND job_key <> 0
            GROUP BY job_key
            """;
        using var reader = command.ExecuteReader();
        var found = new List<KeyValuePair<long, UnknownCall>>();
        while (reader.Read())
            found.Add(new(reader.GetInt64(0), new UnknownCall(reader.GetInt64(1), DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(2)))));
        return found;
    }

    public long ReadLastKey() => (long)(Scalar(_connection, "SELECT max(seq) FROM sqlite_sequence WHERE name = 'calls'") is long last ? last : 0L);

    /// <summary>Runs one transaction.</summary>
    /// <param name="mustBeOnDisk">Returns when it survives the machine, with all that was written before.</param>
    public void Write(bool mustBeOnDisk, Action write)
    {
        if (mustBeOnDisk != _isSynced)
        {
            Run(_connection, mustBeOnDisk ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            _isSynced = mustBeOnDisk;
        }

        _well = _notWell = 0;
        _start.Run();
        try
        {
            write();
            if (_well is not 0 || _notWell is not 0)
                _count.Bind(1, _well).Bind(2, _notWell).Run();
            _commit.Run();
        }
        catch (SqliteException)
        {
            RollBack();
            throw;
        }
    }

    public void Begin(long key, CallIntent call) => _begin
        .Bind(1, key)
        .Bind(2, RestWord.Of(CallState.InFlight))
        .Bind(3, call.Type)
        .Bind(4, call.JobKey)
        .Bind(5, call.ProcessId)
        .Bind(6, call.ProcessVersion)
        .Bind(7, call.ProcessDefinitionKey)
        .Bind(8, call.ProcessInstanceKey)
        .Bind(9, call.ElementId)
        .Bind(10, call.ElementInstanceKey)
        .Bind(11, call.TenantId)
        .Bind(12, call.RetriesLeft)
        .Bind(13, call.IdempotencyKey)
        .Bind(14, call.TraceId)
        .Bind(15, call.StartedAt.ToUnixTimeMilliseconds())
        .Bind(16, call.RemapOf)
        .Run();

    public void End(long key, CallIntent call, PackedCall ended)
    {
        var record = ended.Record;
        _end
            .Bind(1, key)
            .Bind(2, RestWord.Of(record.State))
            .Bind(3, (call.StartedAt + record.Duration).ToUnixTimeMilliseconds())
            .Bind(4, Microseconds(record.Sent))
            .Bind(5, Microseconds(record.FirstByte))
            .Bind(6, Microseconds(record.Executed))
            .Bind(7, Microseconds(record.Duration))
            .Bind(8, record.Exchanges.Count)
            .Bind(9, ended.Request)
            .Bind(10, ended.Host)
            .Bind(11, ended.Answer)
            .Bind(12, ended.Status)
            .Bind(13, record.ErrorCode)
            .Bind(14, record.ErrorMessage)
            .Bind(15, record.NextAttemptAt?.ToUnixTimeMilliseconds())
            .Bind(16, RestWord.Of(record.Capture))
            .Run();
        if (ended.HasContents)
            WriteContents(key, ended);
        Counted(1, isWell: record.State is CallState.Completed or CallState.Parked);
        if (record.State is not CallState.Parked)
            return;
        // A job that waits for room tries again and again: the last time says it all.
        _forgetParked.Bind(1, call.JobKey).Bind(2, key).Run();
        Counted(-SQLitePCL.raw.sqlite3_changes(_connection.Handle), isWell: true);
    }

    /// <summary>Somebody decided about the unknown outcomes of a job.</summary>
    public void Settle(long job, DateTimeOffset now) => _settle.Bind(1, job).Bind(2, now.ToUnixTimeMilliseconds()).Run();

    /// <summary>What is ordered for a job from now on. Rare, so without a statement of its own.</summary>
    public void Order(CallOrder order)
    {
        using var statement = new Statement(_connection, order is { Edits: 0, RemapOf: null }
            ? "DELETE FROM orders WHERE job_key = ?1"
            : "INSERT OR REPLACE INTO orders VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
        statement.Bind(1, order.JobKey);
        if (order is not { Edits: 0, RemapOf: null })
        {
            statement.Bind(2, order.Edits).Bind(3, order.RemapOf).Bind(4, order.Response)
                .Bind(5, order.ResultVariable).Bind(6, order.ResultExpression).Bind(7, order.ErrorExpression);
        }

        statement.Run();
    }

    public IReadOnlyList<CallOrder> ReadOrders()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT job_key, edits, remap_of, response, result_variable, result_expression, error_expression FROM orders";
        using var row = command.ExecuteReader();
        var found = new List<CallOrder>();
        while (row.Read())
        {
            found.Add(new CallOrder
            {
                JobKey = row.GetInt64(0),
                Edits = row.GetInt32(1),
                RemapOf = row.NumberAt(2),
                Response = row.GetString(3),
                ResultVariable = row.TextAt(4),
                ResultExpression = row.TextAt(5),
                ErrorExpression = row.TextAt(6),
            });
        }

        return found;
    }

    /// <summary>Within a transaction: so many rows of calls that ended came, or went.</summary>
    public void Counted(long rows, bool isWell)
    {
        if (isWell)
            _well += rows;
        else
            _notWell += rows;
    }

    /// <summary>Rows of calls that have ended.</summary>
    public long Count(bool isWell) =>
        (long)Scalar(_connection, $"SELECT rows FROM counts WHERE kind = '{(isWell ? "well" : "not well")}'")!;

    /// <summary>Brings what was written into the main file, synced.</summary>
    public void Checkpoint() => Run(_connection, "PRAGMA wal_checkpoint(PASSIVE)");

    public void Dispose()
    {
        foreach (var statement in (Statement[])[_begin, _end, _contents, _forgetParked, _settle, _count, _start, _commit])
            statement.Dispose();
        _connection.Dispose();
    }

    private void WriteContents(long key, PackedCall ended)
    {
        var record = ended.Record;
        _contents.Bind(1, key);
        Bind(2, record.Inputs);
        _contents.BindUtf8(4, ended.Exchanges);
        Bind(5, record.Response);
        Bind(7, record.Result);
        Bind(9, record.ErrorExpressionValue);
        _contents.Bind(11, ended.ResultNulls).Bind(12, ended.ErrorNulls);
        Bind(13, record.Variables);
        _contents.BindUtf8(15, ended.Log).Run();
    }

    private void Bind(int index, RecordedText? text) =>
        _contents.Bind(index, text?.Text).Bind(index + 1, text is { IsCut: true } ? text.Bytes : (long?)null);

    private static long? Microseconds(TimeSpan? time) => time is { } some ? (long)some.TotalMicroseconds : null;

    private void RollBack()
    {
        try
        {
            Run(_connection, "ROLLBACK");
        }
        catch (SqliteException)
        {
            // SQLite has rolled back by itself, as it does after some errors.
        }
    }

    private static object? Scalar(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
