using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

internal sealed class ElementTable(SqliteConnection connection) : ITable
{
    private readonly RowBuffer<Row> _rows = new();
    private readonly Statement _insert = new(connection, """
        INSERT OR REPLACE INTO element_instances (key, instance_key, scope_key, element_id, type, state, start_ms, end_ms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """);
    private readonly Statement _end = new(connection, "UPDATE element_instances SET state = ?, end_ms = ? WHERE key = ?");

    /// <param name="scope">Null for the root.</param>
    public void Add(ElementKey key, InstanceKey instance, ElementKey? scope, string elementId, string type, Timestamp at)
    {
        var row = _rows[key.Value];
        row.IsNew = true;
        row.Instance = instance.Value;
        row.Scope = scope?.Value;
        row.ElementId = elementId;
        row.Type = type;
        row.StartMs = at.UnixMilliseconds;
    }

    public void End(ElementKey key, string state, Timestamp at)
    {
        var row = _rows[key.Value];
        row.State = state;
        row.EndMs = at.UnixMilliseconds;
    }

    public void Flush() => _rows.Flush(Write);

    public void Clear() => _rows.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _end.Dispose();
    }

    private void Write(long key, Row row)
    {
        if (!row.IsNew)
        {
            _end.Bind(1, row.State).Bind(2, row.EndMs).Bind(3, key).Run();
            return;
        }

        _insert.Bind(1, key)
            .Bind(2, row.Instance)
            .Bind(3, row.Scope)
            .Bind(4, row.ElementId)
            .Bind(5, row.Type)
            .Bind(6, row.State)
            .Bind(7, row.StartMs)
            .Bind(8, row.EndMs)
            .Run();
    }

    private sealed class Row
    {
        public bool IsNew { get; set; }

        public long Instance { get; set; }

        public long? Scope { get; set; }

        public string ElementId { get; set; } = "";

        public string Type { get; set; } = "";

        public string State { get; set; } = States.Active;

        public long StartMs { get; set; }

        public long? EndMs { get; set; }
    }
}
