using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

internal sealed class IncidentTable(SqliteConnection connection) : ITable
{
    private readonly RowBuffer<Row> _rows = new();
    private readonly Statement _insert = new(connection, """
        INSERT OR REPLACE INTO incidents
            (key, instance_key, element_key, element_id, job_key, definition_key, process_id, error_type, message, state, created_ms, resolved_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);
    private readonly Statement _resolve = new(connection, "UPDATE incidents SET state = ?, resolved_ms = ? WHERE key = ?");

    public void Add(Event.IncidentCreated created, Timestamp at)
    {
        var row = _rows[created.Key.Value];
        row.Created = created;
        row.CreatedMs = at.UnixMilliseconds;
    }

    public void Resolve(IncidentKey key, Timestamp at) => _rows[key.Value].ResolvedMs = at.UnixMilliseconds;

    public void Flush() => _rows.Flush(Write);

    public void Clear() => _rows.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _resolve.Dispose();
    }

    private void Write(long key, Row row)
    {
        if (row.Created is not { } created)
        {
            _resolve.Bind(1, States.Resolved).Bind(2, row.ResolvedMs).Bind(3, key).Run();
            return;
        }

        _insert.Bind(1, key)
            .Bind(2, created.Instance.Value)
            .Bind(3, created.Element.Value)
            .Bind(4, created.ElementId)
            .Bind(5, created.Job?.Value)
            .Bind(6, created.Definition.Value)
            .Bind(7, created.ProcessId)
            .Bind(8, created.ErrorType)
            .Bind(9, created.Message)
            .Bind(10, row.ResolvedMs is null ? States.Active : States.Resolved)
            .Bind(11, row.CreatedMs)
            .Bind(12, row.ResolvedMs)
            .Run();
    }

    private sealed class Row
    {
        public Event.IncidentCreated? Created { get; set; }

        public long CreatedMs { get; set; }

        public long? ResolvedMs { get; set; }
    }
}
