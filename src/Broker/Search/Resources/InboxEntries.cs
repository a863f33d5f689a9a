using System.Globalization;
using Fairlead.Broker.Search.Querying;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class InboxEntries
{
    public static Resource<InboxItem> Resource { get; } = new(
        Columns:
        [
            "b.key", "b.state", "b.type", "b.process_id", "b.element_id", "b.tenant", "b.code", "b.reason", "b.deduplication_key",
            "b.message_id", "b.payload_bytes", "b.attempts", "b.received_ms", "b.last_attempt_ms", "b.kept_until_ms", "b.end_ms",
            "b.answer_key", "b.answer_instance",
        ],
        From: "inbox_entries b",
        Key: "b.key",
        SortFields: new Dictionary<string, string>
        {
            ["inboxKey"] = "b.key",
            ["state"] = "b.state",
            ["connectorType"] = "b.type",
            ["processDefinitionId"] = "b.process_id",
            ["elementId"] = "b.element_id",
            ["tenantId"] = "b.tenant",
            ["errorCode"] = "b.code",
            ["attempts"] = "b.attempts",
            ["payloadBytes"] = "b.payload_bytes",
            ["receivedTime"] = "b.received_ms",
            ["lastAttemptTime"] = "b.last_attempt_ms",
            ["keptUntil"] = "b.kept_until_ms",
            ["endTime"] = "b.end_ms",
        },
        Read);

    public static void Filter(Where where, InboxFilter filter) => where
        .Matches("b.key", filter.InboxKey, key => key.Value)
        .Matches("b.state", filter.State, Columns.Word)
        .Matches("b.type", filter.ConnectorType, Columns.Text)
        .Matches("b.process_id", filter.ProcessDefinitionId, Columns.Text)
        .Matches("b.element_id", filter.ElementId, Columns.Text)
        .Matches("b.tenant", filter.TenantId, Columns.Text)
        .Matches("b.code", filter.ErrorCode, Columns.Text)
        .Matches("b.reason", filter.ErrorMessage, Columns.Text)
        .Matches("b.deduplication_key", filter.DeduplicationKey, Columns.Text)
        .Matches("b.message_id", filter.MessageId, Columns.Text)
        .Matches("b.attempts", filter.Attempts, attempts => attempts)
        .Matches("b.received_ms", filter.ReceivedTime, Columns.Moment)
        .Matches("b.last_attempt_ms", filter.LastAttemptTime, Columns.Moment)
        .Matches("b.end_ms", filter.EndTime, Columns.Moment)
        .Matches("b.answer_instance", filter.ProcessInstanceKey, key => key.Value);

    private static InboxItem Read(SqliteDataReader row) => new()
    {
        InboxKey = new(row.GetInt64(0)),
        State = row.WordAt(1, InboxState.Quarantined),
        ConnectorType = row.GetString(2),
        ProcessDefinitionId = row.GetString(3),
        ElementId = row.GetString(4),
        TenantId = row.GetString(5),
        ErrorCode = row.GetString(6),
        ErrorMessage = row.GetString(7),
        DeduplicationKey = row.TextAt(8),
        MessageId = row.TextAt(9),
        PayloadBytes = row.GetInt32(10),
        Attempts = row.GetInt32(11),
        ReceivedTime = row.MomentAt(12),
        LastAttemptTime = row.MomentAt(13),
        KeptUntil = row.MomentAt(14),
        EndTime = row.OptionalMomentAt(15),
        AnswerKey = row.NumberAt(16)?.ToString(CultureInfo.InvariantCulture),
        ProcessInstanceKey = row.NumberAt(17) is { } instance ? new ProcessInstanceKey(instance) : null,
    };
}
