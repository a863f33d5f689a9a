using Fairlead.Broker.Search.Querying;
using Fairlead.Broker.Search.Tables;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class Jobs
{
    private static readonly string Tenant = Columns.TenantOf("p.definition_key");

    /// <summary>The REST API has no word for a job that a worker holds.</summary>
    private const string State = "CASE j.state WHEN 'ACTIVATED' THEN 'CREATED' ELSE j.state END";

    private const string HasFailedWithRetriesLeft = "j.state = 'FAILED' AND j.retries > 0";

    /// <summary>Only the listener of a user task can deny, and only when it is done.</summary>
    private const string IsDenied =
        "CASE WHEN j.kind = 'TASK_LISTENER' AND j.state = 'COMPLETED' THEN j.denied_reason IS NOT NULL END";

    public static Resource<JobItem> Resource { get; } = new(
        Columns:
        [
            "j.key", "j.type", State, "j.retries", "j.worker", "j.deadline_ms", "j.error_code", "j.message", "j.created_ms", "j.updated_ms",
            "j.end_ms", "j.kind", "j.listener_event", "j.element_id", "j.element_key", "j.instance_key", "coalesce(p.root_key, j.instance_key)",
            "coalesce(p.definition_key, 0)", "coalesce(p.process_id, '')", HasFailedWithRetriesLeft, "h.headers", "j.headers",
            IsDenied, "j.denied_reason", Tenant,
        ],
        From: """
            jobs j
            LEFT JOIN process_instances p ON p.key = j.instance_key
            LEFT JOIN element_headers h ON h.definition_key = p.definition_key AND h.element_id = j.element_id
            """,
        Key: "j.key",
        SortFields: new Dictionary<string, string>
        {
            ["deadline"] = "j.deadline_ms",
            ["deniedReason"] = "j.denied_reason",
            ["elementId"] = "j.element_id",
            ["elementInstanceKey"] = "j.element_key",
            ["endTime"] = "j.end_ms",
            ["errorCode"] = "j.error_code",
            ["errorMessage"] = "j.message",
            ["hasFailedWithRetriesLeft"] = HasFailedWithRetriesLeft,
            ["isDenied"] = IsDenied,
            ["jobKey"] = "j.key",
            ["kind"] = "j.kind",
            ["listenerEventType"] = "j.listener_event",
            ["processDefinitionId"] = "p.process_id",
            ["processDefinitionKey"] = "p.definition_key",
            ["processInstanceKey"] = "j.instance_key",
            ["retries"] = "j.retries",
            ["state"] = State,
            ["tenantId"] = Tenant,
            ["type"] = "j.type",
            ["worker"] = "j.worker",
        },
        Read);

    public static void Filter(Where where, JobFilter filter) => where
        .Matches("j.key", filter.JobKey, key => key.Value)
        .Matches("j.instance_key", filter.ProcessInstanceKey, key => key.Value)
        .Matches("j.element_key", filter.ElementInstanceKey, key => key.Value)
        .Matches("p.definition_key", filter.ProcessDefinitionKey, key => key.Value)
        .Matches("p.process_id", filter.ProcessDefinitionId, Columns.Text)
        .Matches("j.element_id", filter.ElementId, Columns.Text)
        .Matches("j.type", filter.Type, Columns.Text)
        .Matches("j.worker", filter.Worker, Columns.Text)
        .Matches("j.error_code", filter.ErrorCode, Columns.Text)
        .Matches("j.message", filter.ErrorMessage, Columns.Text)
        .Matches("j.retries", filter.Retries, retries => retries)
        .Matches("j.kind", filter.Kind, Columns.Word)
        .Matches("j.listener_event", filter.ListenerEventType, Columns.Word)
        .Matches(State, filter.State, Columns.Word)
        .Matches("j.deadline_ms", filter.Deadline, Columns.Moment)
        .Matches("j.created_ms", filter.CreationTime, Columns.Moment)
        .Matches("j.updated_ms", filter.LastUpdateTime, Columns.Moment)
        .Matches("j.end_ms", filter.EndTime, Columns.Moment)
        .Matches("j.denied_reason", filter.DeniedReason, Columns.Text)
        .Matches(Tenant, filter.TenantId, Columns.Text)
        .Is(IsDenied, filter.IsDenied)
        .Is(HasFailedWithRetriesLeft, filter.HasFailedWithRetriesLeft);

    private static JobItem Read(SqliteDataReader row) => new()
    {
        JobKey = new(row.GetInt64(0)),
        Type = row.GetString(1),
        State = row.WordAt(2, JobState.Created),
        Retries = row.GetInt32(3),
        Worker = row.TextAt(4) ?? "",
        Deadline = row.OptionalMomentAt(5),
        ErrorCode = row.TextAt(6),
        ErrorMessage = row.TextAt(7),
        CreationTime = row.MomentAt(8),
        LastUpdateTime = row.OptionalMomentAt(9),
        EndTime = row.OptionalMomentAt(10),
        Kind = row.WordAt(11, JobKind.BpmnElement),
        ListenerEventType = row.WordAt(12, JobListenerEventType.Unspecified),
        ElementId = row.GetString(13),
        ElementInstanceKey = new(row.GetInt64(14)),
        ProcessInstanceKey = new(row.GetInt64(15)),
        RootProcessInstanceKey = new ProcessInstanceKey(row.GetInt64(16)),
        ProcessDefinitionKey = new(row.GetInt64(17)),
        ProcessDefinitionId = row.GetString(18),
        HasFailedWithRetriesLeft = row.GetBoolean(19),
        CustomHeaders = Headers(row.TextAt(20), row.TextAt(21)),
        IsDenied = row.IsDBNull(22) ? null : row.GetBoolean(22),
        DeniedReason = row.TextAt(23),
        TenantId = row.GetString(24),
    };

    /// <summary>Those of the job win.</summary>
    private static Dictionary<string, string> Headers(string? ofElement, string? ofJob)
    {
        var headers = new Dictionary<string, string>();
        if (ofElement is not null)
            HeaderText.ReadInto(headers, ofElement);
        if (ofJob is not null)
            HeaderText.ReadInto(headers, ofJob);
        return headers;
    }
}
