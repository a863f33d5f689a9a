using System.Globalization;
using System.Text.Json;
using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

internal sealed class UserTaskTable(SqliteConnection connection) : ITable
{
    private readonly RowBuffer<UserTaskRow> _rows = new();

    private readonly Insert _insert = new(
        connection,
        """
        INSERT OR REPLACE INTO user_tasks
            (key, state, ended_ms, assignee, candidate_users, candidate_groups, due_ms, follow_up_ms, priority, instance_key, element_key,
             element_id, definition_key, process_id, version, external_form, headers, created_ms, form_key)
        """,
        columns: 19);

    // The attributes are all given or none; only null can say that there is no assignee or date.
    private readonly Statement _update = new(connection, """
        UPDATE user_tasks SET
            state = ?2, ended_ms = ?3, assignee = iif(?10, ?4, assignee), candidate_users = coalesce(?5, candidate_users),
            candidate_groups = coalesce(?6, candidate_groups), due_ms = iif(?10, ?7, due_ms), follow_up_ms = iif(?10, ?8, follow_up_ms),
            priority = coalesce(?9, priority)
        WHERE key = ?1
        """);

    public void Add(Event.UserTaskCreating creating, Timestamp at)
    {
        var row = _rows[creating.Key.Value];
        row.Creating = creating;
        row.CreatedMs = at.UnixMilliseconds;
        row.State = States.Creating;
        // Nobody has it before it was assigned.
        row.Attributes = creating.Attributes with { Assignee = "" };
    }

    /// <param name="attributes">Null when they are as before.</param>
    public void Change(UserTaskKey key, string state, UserTaskAttributes? attributes = null)
    {
        var row = _rows[key.Value];
        row.State = state;
        row.Attributes = attributes ?? row.Attributes;
    }

    public void End(UserTaskKey key, string state, UserTaskAttributes attributes, Timestamp at)
    {
        Change(key, state, attributes);
        _rows[key.Value].EndedMs = at.UnixMilliseconds;
    }

    public static string StateOf(UserTaskPhase phase) => phase switch
    {
        UserTaskPhase.Creating => States.Creating,
        UserTaskPhase.Created => States.Created,
        UserTaskPhase.Assigning => States.Assigning,
        UserTaskPhase.Updating => States.Updating,
        UserTaskPhase.Completing => States.Completing,
        UserTaskPhase.Canceling => States.Canceling,
    };

    public void Flush() => _rows.Flush(_insert, Bind, Update);

    public void Clear() => _rows.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _update.Dispose();
    }

    private void Update(UserTaskRow row) => BindChanges(_update, first: 1, row).Bind(10, row.Attributes is null ? 0 : 1).Run();

    private static void Bind(Statement insert, int first, UserTaskRow row)
    {
        var creating = row.Creating!;
        BindChanges(insert, first, row)
            .Bind(first + 9, creating.Instance.Value)
            .Bind(first + 10, creating.Element.Value)
            .Bind(first + 11, creating.ElementId)
            .Bind(first + 12, creating.Definition.Value)
            .Bind(first + 13, creating.ProcessId)
            .Bind(first + 14, creating.ProcessVersion)
            .Bind(first + 15, creating.ExternalForm)
            .Bind(first + 16, List(creating.Headers))
            .Bind(first + 17, row.CreatedMs)
            .Bind(first + 18, creating.Form?.Value);
    }

    private static Statement BindChanges(Statement statement, int first, UserTaskRow row)
    {
        var attributes = row.Attributes;
        return statement.Bind(first, row.Key)
            .Bind(first + 1, row.State)
            .Bind(first + 2, row.EndedMs)
            .Bind(first + 3, attributes is { Assignee.Length: > 0 } ? attributes.Assignee : null)
            .Bind(first + 4, attributes is null ? null : List(attributes.CandidateUsers))
            .Bind(first + 5, attributes is null ? null : List(attributes.CandidateGroups))
            .Bind(first + 6, Moment(attributes?.DueDate))
            .Bind(first + 7, Moment(attributes?.FollowUpDate))
            .Bind(first + 8, attributes?.Priority);
    }

    private static string List(IReadOnlyList<string> texts) => JsonSerializer.Serialize(texts);

    private static long? Moment(string? text) =>
        string.IsNullOrEmpty(text) ? null : DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private sealed class UserTaskRow : Row
    {
        public override bool IsNew => Creating is not null;

        public Event.UserTaskCreating? Creating { get; set; }

        public string State { get; set; } = "";

        public UserTaskAttributes? Attributes { get; set; }

        public long CreatedMs { get; set; }

        public long? EndedMs { get; set; }
    }
}
