using System.Text.Json;
using Fairlead.Broker.Search.Querying;
using Fairlead.Broker.Search.Tables;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class UserTasks
{
    private static readonly string Tenant = Columns.TenantOf("t.definition_key");

    public static Resource<UserTaskItem> Resource { get; } = new(
        Columns:
        [
            "t.key", "t.state", "t.assignee", "t.candidate_users", "t.candidate_groups", "t.due_ms", "t.follow_up_ms", "t.priority",
            "t.instance_key", "t.element_key", "t.element_id", "t.definition_key", "t.process_id", "t.version", "t.external_form",
            "t.headers", "t.created_ms", "t.ended_ms", "n.name", "d.name", "p.root_key", "p.tags", "t.form_key", Tenant,
        ],
        From: "user_tasks t LEFT JOIN process_definitions d ON d.key = t.definition_key LEFT JOIN process_instances p ON p.key = t.instance_key "
            + "LEFT JOIN elements n ON n.definition_key = t.definition_key AND n.element_id = t.element_id",
        Key: "t.key",
        SortFields: new Dictionary<string, string>
        {
            ["creationDate"] = "t.created_ms",
            ["completionDate"] = "t.ended_ms",
            ["followUpDate"] = "t.follow_up_ms",
            ["dueDate"] = "t.due_ms",
            ["priority"] = "t.priority",
            ["name"] = "n.name",
        },
        Read);

    public static void Filter(Where where, UserTaskFilter filter)
    {
        where
            .Equal("t.key", filter.UserTaskKey?.Value)
            .Equal("t.instance_key", filter.ProcessInstanceKey?.Value)
            .Equal("t.element_key", filter.ElementInstanceKey?.Value)
            .Equal("t.definition_key", filter.ProcessDefinitionKey?.Value)
            .Equal("t.process_id", filter.ProcessDefinitionId)
            .Equal("t.element_id", filter.ElementId)
            .Matches("t.state", filter.State, Columns.Word)
            .Matches("t.assignee", filter.Assignee, Columns.Text)
            .Matches("t.priority", filter.Priority, priority => priority)
            .Matches("n.name", filter.Name, Columns.Text)
            .Matches("t.created_ms", filter.CreationDate, Columns.Moment)
            .Matches("t.ended_ms", filter.CompletionDate, Columns.Moment)
            .Matches("t.follow_up_ms", filter.FollowUpDate, Columns.Moment)
            .Matches("t.due_ms", filter.DueDate, Columns.Moment)
            .Matches(Tenant, filter.TenantId, Columns.Text);
        Candidates(where, "t.candidate_groups", filter.CandidateGroup);
        Candidates(where, "t.candidate_users", filter.CandidateUser);
        Variables(where, "t.instance_key", filter.ProcessInstanceVariables);
        Variables(where, "t.element_key", filter.LocalVariables);
        foreach (var tag in filter.Tags ?? [])
            where.AmongRows("t.instance_key", "SELECT i.instance_key FROM instance_tags i WHERE TRUE", more => more.Equal("i.tag", tag));
    }

    /// <summary>The element of the task and the scopes around it, innermost first.</summary>
    public static IReadOnlyList<object> FindScopes(SqliteConnection connection, UserTaskKey key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = """
            WITH RECURSIVE around (key) AS (
                SELECT element_key FROM user_tasks WHERE key = $key
                UNION ALL
                SELECT e.scope_key FROM around a JOIN element_instances e ON e.key = a.key WHERE e.scope_key IS NOT NULL)
            SELECT key FROM around
            """;
        command.Parameters.AddWithValue("$key", key.Value);
        using var reader = command.ExecuteReader();
        var scopes = new List<object>();
        while (reader.Read())
            scopes.Add(reader.GetInt64(0));
        return scopes;
    }

    /// <summary>One of the candidates must be as wanted; to have none means that there are no candidates.</summary>
    private static void Candidates(Where where, string column, Filter<string>? filter)
    {
        foreach (var term in filter?.Terms ?? [])
        {
            if (term is FilterTerm<string>.Exists(var wanted))
                where.Is($"{column} <> '[]'", wanted);
            else
                where.HasRow($"FROM json_each({column}) c WHERE TRUE", more => more.Matches("c.value", new Filter<string>([term]), Columns.Text));
        }
    }

    private static void Variables(Where where, string scope, IReadOnlyList<VariableValueFilter>? variables)
    {
        foreach (var variable in variables ?? [])
        {
            where.HasRow($"FROM variables v WHERE v.instance_key = t.instance_key AND v.scope_key = {scope}", more => more
                .Equal("v.name", variable.Name)
                .Matches("v.value", variable.Value, Columns.Text));
        }
    }

    private static UserTaskItem Read(SqliteDataReader row) => new()
    {
        UserTaskKey = new(row.GetInt64(0)),
        State = row.WordAt(1, UserTaskState.Failed),
        Assignee = row.TextAt(2),
        CandidateUsers = List(row.GetString(3)),
        CandidateGroups = List(row.GetString(4)),
        DueDate = row.OptionalMomentAt(5),
        FollowUpDate = row.OptionalMomentAt(6),
        Priority = row.GetInt32(7),
        ProcessInstanceKey = new(row.GetInt64(8)),
        ElementInstanceKey = new(row.GetInt64(9)),
        ElementId = row.GetString(10),
        ProcessDefinitionKey = new(row.GetInt64(11)),
        ProcessDefinitionId = row.GetString(12),
        ProcessDefinitionVersion = row.GetInt32(13),
        ExternalFormReference = row.TextAt(14),
        CustomHeaders = Headers(List(row.GetString(15))),
        CreationDate = row.MomentAt(16),
        CompletionDate = row.OptionalMomentAt(17),
        Name = row.TextAt(18),
        ProcessName = row.TextAt(19),
        RootProcessInstanceKey = new ProcessInstanceKey(row.NumberAt(20) ?? row.GetInt64(8)),
        FormKey = row.NumberAt(22) is { } form ? new FormKey(form) : null,
        Tags = row.TextAt(21) is { } tags ? LabelTable.Read(tags) : [],
        TenantId = row.GetString(23),
    };

    private static string[] List(string json) => JsonSerializer.Deserialize<string[]>(json)!;

    private static Dictionary<string, string> Headers(string[] namesAndValues) =>
        namesAndValues.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
}
