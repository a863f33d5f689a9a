using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

internal sealed class IncidentTable(SqliteConnection connection) : ITable
{
    private readonly RowBuffer<IncidentRow> _rows = new();
    private readonly Insert _insert = new(
        connection,
        """
        INSERT OR REPLACE INTO incidents
            (key, instance_key, element_key, element_id, job_key, definition_key, process_id, error_type, message, state, created_ms, resolved_ms)
        """,
        columns: 12);
    private readonly Statement _resolve = new(connection, "UPDATE incidents SET state = ?, resolved_ms = ? WHERE key = ?");

    public void Add(Event.IncidentCreated created, Timestamp at)
    {
        var row = _rows[created.Key.Value];
        row.Created = created;
        row.CreatedMs = at.UnixMilliseconds;
    }

    public void Resolve(IncidentKey key, Timestamp at) => _rows[key.Value].ResolvedMs = at.UnixMilliseconds;

    public void Flush() => _rows.Flush(_insert, Bind, Update);

    public void Clear() => _rows.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _resolve.Dispose();
    }

    private void Update(IncidentRow row) => _resolve.Bind(1, States.Resolved).Bind(2, row.ResolvedMs).Bind(3, row.Key).Run();

    private static void Bind(Statement insert, int first, IncidentRow row)
    {
        var created = row.Created!;
        insert.Bind(first, row.Key)
            .Bind(first + 1, created.Instance.Value)
            .Bind(first + 2, created.Element.Value)
            .Bind(first + 3, created.ElementId)
            .Bind(first + 4, created.Job?.Value)
            .Bind(first + 5, created.Definition.Value)
            .Bind(first + 6, created.ProcessId)
            .Bind(first + 7, created.ErrorType)
            .Bind(first + 8, created.Message)
            .Bind(first + 9, row.ResolvedMs is null ? States.Active : States.Resolved)
            .Bind(first + 10, row.CreatedMs)
            .Bind(first + 11, row.ResolvedMs);
    }

    private sealed class IncidentRow : Row
    {
        public override bool IsNew => Created is not null;

        public Event.IncidentCreated? Created { get; set; }

        public long CreatedMs { get; set; }

        public long? ResolvedMs { get; set; }
    }
}
