using System.Text.Json;
using Fairlead.Broker.Search.Querying;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Calls;

/// <summary>Calls as searches and readers see them.</summary>
internal static class CallRows
{
    private const string Attempts = "max(attempt + retries_left - 1, attempt)";

    public static Resource<CallItem> Resource { get; } = new(
        Columns:
        [
            "key", "state", "type", "job_key", "process_id", "process_version", "definition_key", "instance_key", "element_id", "element_key",
            "tenant_id", "attempt", Attempts, "started_ms", "ended_ms", "duration_us", "requests", "request", "host", "answer", "status",
            "error_code", "error_message", "next_ms", "idempotency_key", "trace_id", "capture", "remap_of",
        ],
        From: "calls",
        Key: "key",
        SortFields: new Dictionary<string, string>
        {
            ["attempt"] = "attempt",
            ["callKey"] = "key",
            ["durationMs"] = "duration_us",
            ["elementId"] = "element_id",
            ["endTime"] = "ended_ms",
            ["errorCode"] = "error_code",
            ["host"] = "host",
            ["jobKey"] = "job_key",
            ["nextAttemptTime"] = "next_ms",
            ["processDefinitionId"] = "process_id",
            ["processInstanceKey"] = "instance_key",
            ["startTime"] = "started_ms",
            ["state"] = "state",
            ["status"] = "status",
            ["type"] = "type",
        },
        Read);

    public static void Filter(Where where, CallFilter filter) => where
        .Matches("key", filter.CallKey, key => key.Value)
        .Matches("job_key", filter.JobKey, key => key.Value)
        .Matches("instance_key", filter.ProcessInstanceKey, key => key.Value)
        .Matches("element_key", filter.ElementInstanceKey, key => key.Value)
        .Matches("definition_key", filter.ProcessDefinitionKey, key => key.Value)
        .Matches("process_id", filter.ProcessDefinitionId, Columns.Text)
        .Matches("element_id", filter.ElementId, Columns.Text)
        .Matches("type", filter.Type, Columns.Text)
        .Matches("tenant_id", filter.TenantId, Columns.Text)
        .Matches("state", filter.State, Columns.Word)
        .Matches("started_ms", filter.StartTime, Columns.Moment)
        .Matches("ended_ms", filter.EndTime, Columns.Moment)
        .Matches("attempt", filter.Attempt, attempt => attempt)
        .Matches("request", filter.Request, Columns.Text)
        .Matches("host", filter.Host, Columns.Text)
        .Matches("status", filter.Status, status => status)
        .Matches("error_code", filter.ErrorCode, Columns.Text)
        .Matches("error_message", filter.ErrorMessage, Columns.Text)
        .Matches("idempotency_key", filter.IdempotencyKey, Columns.Text)
        .Matches("trace_id", filter.TraceId, Columns.Text);

    public static CallResult? Find(SqliteConnection connection, long key)
    {
        if (Resource.Find(connection, key) is not { } call)
            return null;
        using var command = connection.CreateCommand();
        command.CommandText = """
            SELECT c.sent_us, c.first_byte_us, c.executed_us, d.inputs, d.inputs_bytes, d.exchanges, d.response, d.response_bytes,
                d.result, d.result_bytes, d.error_value, d.error_value_bytes, d.result_nulls, d.error_nulls, d.variables, d.variables_bytes, d.log
            FROM calls c LEFT JOIN contents d ON d.key = c.key
            WHERE c.key = $key
            """;
        command.Parameters.AddWithValue("$key", key);
        using var row = command.ExecuteReader();
        if (!row.Read())
            return null;
        var variables = TextAt(row, 14);
        return new CallResult
        {
            Call = call,
            Times = new CallTimes
            {
                StartTime = call.StartTime,
                SentTime = After(call, row.NumberAt(0)),
                FirstByteTime = After(call, row.NumberAt(1)),
                ExecutedTime = After(call, row.NumberAt(2)),
                EndTime = call.EndTime,
            },
            Inputs = TextAt(row, 3),
            Exchanges = row.TextAt(5) is { } exchanges ? JsonSerializer.Deserialize(exchanges, PackedCall.Shapes.IReadOnlyListCallExchange)! : [],
            Response = TextAt(row, 6),
            Mapping = new CallMapping
            {
                // Not written twice where the cluster was told just that.
                Result = TextAt(row, 8) ?? (call.State is CallState.Completed ? variables : null),
                ErrorExpressionValue = TextAt(row, 10),
                ResultNulls = NullsAt(row, 12),
                ErrorExpressionNulls = NullsAt(row, 13),
            },
            Variables = variables,
            Log = row.TextAt(16) is { } log ? JsonSerializer.Deserialize(log, PackedCall.Shapes.IReadOnlyListString)! : [],
        };
    }

    private static DateTimeOffset? After(CallItem call, long? microseconds) =>
        microseconds is { } some ? call.StartTime + TimeSpan.FromMicroseconds(some) : null;

    private static IReadOnlyList<CallNull> NullsAt(SqliteDataReader row, int column) =>
        row.TextAt(column) is { } nulls ? JsonSerializer.Deserialize(nulls, PackedCall.Shapes.IReadOnlyListCallNull)! : [];

    private static CallText? TextAt(SqliteDataReader row, int column)
    {
        if (row.TextAt(column) is not { } text)
            return null;
        var whole = row.NumberAt(column + 1);
        return new CallText { Text = text, Bytes = whole ?? System.Text.Encoding.UTF8.GetByteCount(text), IsCut = whole is not null };
    }

    private static CallItem Read(SqliteDataReader row) => new()
    {
        CallKey = new(row.GetInt64(0)),
        State = row.WordAt(1, CallState.Unknown),
        Type = row.GetString(2),
        JobKey = row.GetInt64(3) is not 0 and var job ? new JobKey(job) : null,
        ProcessDefinitionId = row.GetString(4),
        ProcessDefinitionVersion = row.GetInt32(5),
        ProcessDefinitionKey = row.GetInt64(6) is not 0 and var definition ? new ProcessDefinitionKey(definition) : null,
        ProcessInstanceKey = row.GetInt64(7) is not 0 and var instance ? new ProcessInstanceKey(instance) : null,
        ElementId = row.GetString(8),
        ElementInstanceKey = row.GetInt64(9) is not 0 and var element ? new ElementInstanceKey(element) : null,
        TenantId = row.GetString(10),
        Attempt = row.GetInt32(11),
        Attempts = row.GetInt32(12),
        StartTime = row.MomentAt(13),
        EndTime = row.OptionalMomentAt(14),
        DurationMs = row.NumberAt(15) / 1000.0,
        Requests = row.GetInt32(16),
        Request = row.TextAt(17),
        Host = row.TextAt(18),
        Answer = row.TextAt(19),
        Status = (int?)row.NumberAt(20),
        ErrorCode = row.TextAt(21),
        ErrorMessage = row.TextAt(22),
        NextAttemptTime = row.OptionalMomentAt(23),
        IdempotencyKey = row.GetString(24),
        TraceId = row.TextAt(25),
        Capture = row.IsDBNull(26) ? CallCapture.None : row.WordAt(26, CallCapture.None),
        RemapOf = row.NumberAt(27) is { } earlier ? new CallKey(earlier) : null,
    };
}
