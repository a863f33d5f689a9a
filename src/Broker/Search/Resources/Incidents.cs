using Fairlead.Broker.Search.Querying;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class Incidents
{
    private static readonly string Tenant = Columns.TenantOf("i.definition_key");

    public static Resource<IncidentItem> Resource { get; } = new(
        Columns:
        [
            "i.key", "i.instance_key", "i.element_key", "i.element_id", "i.job_key", "i.definition_key", "i.process_id", "i.error_type",
            "i.message", "i.state", "i.created_ms", "coalesce(p.root_key, i.instance_key)", Tenant,
        ],
        From: "incidents i LEFT JOIN process_instances p ON p.key = i.instance_key",
        Key: "i.key",
        SortFields: new Dictionary<string, string>
        {
            ["incidentKey"] = "i.key",
            ["processDefinitionKey"] = "i.definition_key",
            ["processDefinitionId"] = "i.process_id",
            ["processInstanceKey"] = "i.instance_key",
            ["errorType"] = "i.error_type",
            ["errorMessage"] = "i.message",
            ["elementId"] = "i.element_id",
            ["elementInstanceKey"] = "i.element_key",
            ["creationTime"] = "i.created_ms",
            ["state"] = "i.state",
            ["jobKey"] = "i.job_key",
            ["tenantId"] = Tenant,
        },
        Read);

    public static void Filter(Where where, IncidentFilter filter) => where
        .Matches("i.key", filter.IncidentKey, key => key.Value)
        .Matches("i.instance_key", filter.ProcessInstanceKey, key => key.Value)
        .Matches("i.element_key", filter.ElementInstanceKey, key => key.Value)
        .Matches("i.job_key", filter.JobKey, key => key.Value)
        .Matches("i.definition_key", filter.ProcessDefinitionKey, key => key.Value)
        .Matches("i.process_id", filter.ProcessDefinitionId, Columns.Text)
        .Matches("i.element_id", filter.ElementId, Columns.Text)
        .Matches("i.error_type", filter.ErrorType, Columns.Word)
        .Matches("i.message", filter.ErrorMessage, Columns.Text)
        .Matches("i.state", filter.State, Columns.Word)
        .Matches("i.created_ms", filter.CreationTime, Columns.Moment)
        .Matches(Tenant, filter.TenantId, Columns.Text);

    private static IncidentItem Read(SqliteDataReader row) => new()
    {
        IncidentKey = new(row.GetInt64(0)),
        ProcessInstanceKey = new(row.GetInt64(1)),
        RootProcessInstanceKey = new ProcessInstanceKey(row.GetInt64(11)),
        ElementInstanceKey = new(row.GetInt64(2)),
        ElementId = row.GetString(3),
        JobKey = row.NumberAt(4) is { } job ? new JobKey(job) : null,
        ProcessDefinitionKey = new(row.GetInt64(5)),
        ProcessDefinitionId = row.GetString(6),
        ErrorType = row.WordAt(7, IncidentErrorType.Unknown),
        ErrorMessage = row.GetString(8),
        State = row.WordAt(9, IncidentState.Unknown),
        CreationTime = row.MomentAt(10),
        TenantId = row.GetString(12),
    };
}
