using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

internal sealed class ElementTable(SqliteConnection connection) : ITable
{
    private readonly RowBuffer<ElementRow> _rows = new();
    private readonly Insert _insert = new(
        connection,
        "INSERT OR REPLACE INTO element_instances (key, instance_key, scope_key, element_id, type, state, start_ms, end_ms)",
        columns: 8);
    private readonly Statement _end = new(connection, "UPDATE element_instances SET state = ?, end_ms = ? WHERE key = ?");

    /// <param name="scope">Null for the root.</param>
    public void Add(ElementKey key, InstanceKey instance, ElementKey? scope, string elementId, string type, Timestamp at)
    {
        var row = _rows[key.Value];
        row.IsCreated = true;
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

    public void Flush() => _rows.Flush(_insert, Bind, Update);

    public void Clear() => _rows.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _end.Dispose();
    }

    private void Update(ElementRow row) => _end.Bind(1, row.State).Bind(2, row.EndMs).Bind(3, row.Key).Run();

    private static void Bind(Statement insert, int first, ElementRow row) => insert.Bind(first, row.Key)
        .Bind(first + 1, row.Instance)
        .Bind(first + 2, row.Scope)
        .Bind(first + 3, row.ElementId)
        .Bind(first + 4, row.Type)
        .Bind(first + 5, row.State)
        .Bind(first + 6, row.StartMs)
        .Bind(first + 7, row.EndMs);

    private sealed class ElementRow : Row
    {
        public override bool IsNew => IsCreated;

        public bool IsCreated { get; set; }

        public long Instance { get; set; }

        public long? Scope { get; set; }

        public string ElementId { get; set; } = "";

        public string Type { get; set; } = "";

        public string State { get; set; } = States.Active;

        public long StartMs { get; set; }

        public long? EndMs { get; set; }
    }
}
