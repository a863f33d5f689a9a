using System.Text.Json;
using Fairlead.Broker.Search.Querying;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class ElementInstances
{
    private static readonly string Tenant = Columns.TenantOf("p.definition_key");

    private const string Name = "coalesce(n.name, e.element_id)";
    private const string IncidentKey = "(SELECT i.key FROM incidents i WHERE i.element_key = e.key AND i.state = 'ACTIVE')";

    /// <summary>Of the element itself, or of anything in it or called from it.</summary>
    private const string HasIncident = $"""
        CASE
            WHEN e.scope_key IS NULL THEN
                EXISTS (SELECT 1 FROM incidents i WHERE i.instance_key = e.instance_key AND i.state = 'ACTIVE')
                OR {Called.WithIncidentStart}c.parent_key = e.instance_key{Called.WithIncidentEnd}
            WHEN e.type IN ('SUB_PROCESS', 'EVENT_SUB_PROCESS', 'AD_HOC_SUB_PROCESS', 'AD_HOC_SUB_PROCESS_INNER_INSTANCE', 'MULTI_INSTANCE_BODY')
            THEN EXISTS (
                WITH RECURSIVE within (key) AS (
                    SELECT e.key UNION ALL
                    SELECT c.key FROM element_instances c JOIN within ON c.scope_key = within.key WHERE c.instance_key = e.instance_key)
                SELECT 1 FROM within
                WHERE EXISTS (SELECT 1 FROM incidents i WHERE i.element_key = within.key AND i.state = 'ACTIVE')
                    OR {Called.WithIncidentStart}c.parent_element_key = within.key{Called.WithIncidentEnd})
            ELSE
                EXISTS (SELECT 1 FROM incidents i WHERE i.element_key = e.key AND i.state = 'ACTIVE')
                OR (e.type = 'CALL_ACTIVITY' AND {Called.WithIncidentStart}c.parent_element_key = e.key{Called.WithIncidentEnd})
        END
        """;

    public static Resource<ElementInstanceItem> Resource { get; } = new(
        Columns:
        [
            "e.key", "e.instance_key", "coalesce(p.definition_key, 0)", "coalesce(p.process_id, '')", "e.element_id", Name,
            "e.type", "e.state", "e.start_ms", "e.end_ms", IncidentKey, HasIncident, "coalesce(p.root_key, e.instance_key)", Tenant,
        ],
        From: """
            element_instances e
            LEFT JOIN process_instances p ON p.key = e.instance_key
            LEFT JOIN elements n ON n.definition_key = p.definition_key AND n.element_id = e.element_id
            """,
        Key: "e.key",
        SortFields: new Dictionary<string, string>
        {
            ["elementInstanceKey"] = "e.key",
            ["processInstanceKey"] = "e.instance_key",
            ["processDefinitionKey"] = "p.definition_key",
            ["processDefinitionId"] = "p.process_id",
            ["startDate"] = "e.start_ms",
            ["endDate"] = "e.end_ms",
            ["elementId"] = "e.element_id",
            ["elementName"] = Name,
            ["type"] = "e.type",
            ["state"] = "e.state",
            ["incidentKey"] = IncidentKey,
            ["tenantId"] = Tenant,
        },
        Read);

    public static void Filter(Where where, ElementInstanceFilter filter) => where
        .Equal("e.key", filter.ElementInstanceKey?.Value)
        .Equal("e.instance_key", filter.ProcessInstanceKey?.Value)
        .Equal("p.definition_key", filter.ProcessDefinitionKey?.Value)
        .Equal("p.process_id", filter.ProcessDefinitionId)
        .Equal("e.scope_key", filter.ElementInstanceScopeKey?.Value)
        .Equal("e.element_id", filter.ElementId)
        .Equal(Name, filter.ElementName)
        .Equal("e.type", filter.Type is { } type ? RestWord.Of(type) : null)
        .Equal(IncidentKey, filter.IncidentKey?.Value)
        .Equal(Tenant, filter.TenantId)
        .Matches("e.state", filter.State, Columns.Word)
        .Matches("e.start_ms", filter.StartDate, Columns.Moment)
        .Matches("e.end_ms", filter.EndDate, Columns.Moment)
        .Is(HasIncident, filter.HasIncident);

    /// <summary>The keys of active visits, oldest first.</summary>
    public static IReadOnlyList<long> FindActive(
        SqliteConnection connection, ProcessDefinitionKey definition, IReadOnlyList<string> elementIds, int atMost)
    {
        using var command = connection.CreateCommand();
        // The open instances of a process have an index; those of its other versions are few beside them.
        command.CommandText = """
            SELECT e.key
            FROM process_definitions d
            JOIN process_instances p ON p.process_id = d.process_id AND p.end_ms IS NULL AND p.definition_key = d.key
            JOIN element_instances e ON e.instance_key = p.key AND e.end_ms IS NULL
            WHERE d.key = $definition AND e.element_id IN (SELECT value FROM json_each($elements))
            ORDER BY e.key
            LIMIT $atMost
            """;
        command.Parameters.AddWithValue("$definition", definition.Value);
        command.Parameters.AddWithValue("$elements", JsonSerializer.Serialize(elementIds, RestJson.Default.IReadOnlyListString));
        command.Parameters.AddWithValue("$atMost", atMost);
        using var reader = command.ExecuteReader();
        var keys = new List<long>();
        while (reader.Read())
            keys.Add(reader.GetInt64(0));
        return keys;
    }

    private static ElementInstanceItem Read(SqliteDataReader row) => new()
    {
        ElementInstanceKey = new(row.GetInt64(0)),
        ProcessInstanceKey = new(row.GetInt64(1)),
        RootProcessInstanceKey = new ProcessInstanceKey(row.GetInt64(12)),
        ProcessDefinitionKey = new(row.GetInt64(2)),
        ProcessDefinitionId = row.GetString(3),
        ElementId = row.GetString(4),
        ElementName = row.GetString(5),
        Type = row.WordAt(6, ElementInstanceType.Unknown),
        State = row.WordAt(7, ElementInstanceState.Active),
        StartDate = row.MomentAt(8),
        EndDate = row.OptionalMomentAt(9),
        IncidentKey = row.NumberAt(10) is { } incident ? new IncidentKey(incident) : null,
        HasIncident = row.GetBoolean(11),
        TenantId = row.GetString(13),
    };
}
