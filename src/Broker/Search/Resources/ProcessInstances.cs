using Fairlead.Broker.Search.Querying;
using Fairlead.Broker.Search.Tables;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class ProcessInstances
{
    private static readonly string Tenant = Columns.TenantOf("p.definition_key");

    private const string HasIncident = $"""
        (EXISTS (SELECT 1 FROM incidents i WHERE i.instance_key = p.key AND i.state = 'ACTIVE')
            OR {Called.WithIncidentStart}c.parent_key = p.key{Called.WithIncidentEnd})
        """;

    public static Resource<ProcessInstanceItem> Resource { get; } = new(
        Columns:
        [
            "p.key", "p.definition_key", "p.process_id", "p.version", "p.state", "p.start_ms", "p.end_ms", "d.name",
            "d.version_tag", HasIncident, "p.parent_key", "p.parent_element_key", "p.root_key", "p.tags",
            "p.business_id", Tenant,
        ],
        From: "process_instances p LEFT JOIN process_definitions d ON d.key = p.definition_key",
        Key: "p.key",
        SortFields: new Dictionary<string, string>
        {
            ["processInstanceKey"] = "p.key",
            ["processDefinitionId"] = "p.process_id",
            ["processDefinitionName"] = "d.name",
            ["processDefinitionVersion"] = "p.version",
            ["processDefinitionVersionTag"] = "d.version_tag",
            ["processDefinitionKey"] = "p.definition_key",
            ["parentProcessInstanceKey"] = "p.parent_key",
            ["parentElementInstanceKey"] = "p.parent_element_key",
            ["startDate"] = "p.start_ms",
            ["endDate"] = "p.end_ms",
            ["state"] = "p.state",
            ["hasIncident"] = HasIncident,
            ["tenantId"] = Tenant,
            ["businessId"] = "p.business_id",
        },
        Read);

    public static void Filter(Where where, ProcessInstanceFilter filter)
    {
        where
            .Matches("p.key", filter.ProcessInstanceKey, key => key.Value)
            .Matches("p.start_ms", filter.StartDate, Columns.Moment)
            .Matches("p.end_ms", filter.EndDate, Columns.Moment)
            .Matches("p.state", filter.State, Columns.Word)
            .Is(HasIncident, filter.HasIncident)
            .Matches(Tenant, filter.TenantId, Columns.Text)
            .Matches("p.parent_key", filter.ParentProcessInstanceKey, key => key.Value)
            .Matches("p.parent_element_key", filter.ParentElementInstanceKey, key => key.Value)
            .Matches("p.process_id", filter.ProcessDefinitionId, Columns.Text)
            .Matches("d.name", filter.ProcessDefinitionName, Columns.Text)
            .Matches("p.version", filter.ProcessDefinitionVersion, version => version)
            .Matches("d.version_tag", filter.ProcessDefinitionVersionTag, Columns.Text)
            .Matches("p.definition_key", filter.ProcessDefinitionKey, key => key.Value)
            .Matches("p.business_id", filter.BusinessId, Columns.Text);
        foreach (var tag in filter.Tags ?? [])
            where.AmongRows("p.key", "SELECT t.instance_key FROM instance_tags t WHERE TRUE", more => more.Equal("t.tag", tag));
        foreach (var variable in filter.Variables ?? [])
        {
            where.HasRow("FROM variables v WHERE v.instance_key = p.key", more => more
                .Equal("v.name", variable.Name)
                .Matches("v.value", variable.Value, Columns.Text));
        }

        if (filter.ErrorMessage is { } message)
        {
            where.HasRow("FROM incidents i WHERE i.instance_key = p.key AND i.state = 'ACTIVE'", more => more
                .Matches("i.message", message, Columns.Text));
        }

        if (filter.ElementId is not null || filter.ElementInstanceState is not null || filter.HasElementInstanceIncident is not null)
        {
            where.HasRow("FROM element_instances e WHERE e.instance_key = p.key", more => more
                .Matches("e.element_id", filter.ElementId, Columns.Text)
                .Matches("e.state", filter.ElementInstanceState, Columns.Word)
                .Is(
                    "EXISTS (SELECT 1 FROM incidents i WHERE i.element_key = e.key AND i.state = 'ACTIVE')",
                    filter.HasElementInstanceIncident));
        }

        where.Any((filter.Or ?? []).Select(alternative => (Action<Where>)(more => Filter(more, alternative))));
    }

    private static ProcessInstanceItem Read(SqliteDataReader row) => new()
    {
        ProcessInstanceKey = new(row.GetInt64(0)),
        ProcessDefinitionKey = new(row.GetInt64(1)),
        ProcessDefinitionId = row.GetString(2),
        ProcessDefinitionVersion = row.GetInt32(3),
        State = row.WordAt(4, ProcessInstanceState.Active),
        StartDate = row.MomentAt(5),
        EndDate = row.OptionalMomentAt(6),
        ProcessDefinitionName = row.TextAt(7),
        ProcessDefinitionVersionTag = row.TextAt(8),
        HasIncident = row.GetBoolean(9),
        ParentProcessInstanceKey = row.IsDBNull(10) ? null : new ProcessInstanceKey(row.GetInt64(10)),
        ParentElementInstanceKey = row.IsDBNull(11) ? null : new ElementInstanceKey(row.GetInt64(11)),
        RootProcessInstanceKey = new ProcessInstanceKey(row.GetInt64(row.IsDBNull(12) ? 0 : 12)),
        Tags = row.TextAt(13) is { } tags ? LabelTable.Read(tags) : [],
        BusinessId = row.TextAt(14),
        TenantId = row.GetString(15),
    };
}
