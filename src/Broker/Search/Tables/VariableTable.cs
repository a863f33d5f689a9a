using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

internal sealed class VariableTable(SqliteConnection connection) : ITable
{
    private readonly RowBuffer<Row> _rows = new();
    private readonly Statement _upsert = new(connection, """
        INSERT INTO variables (key, instance_key, scope_key, name, value) VALUES (?, ?, ?, ?, ?)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value
        """);

    public void Set(Event.VariableSet set) => _rows[set.Key.Value].Last = set;

    public void Flush() => _rows.Flush(Write);

    public void Clear() => _rows.Clear();

    public void Dispose() => _upsert.Dispose();

    private void Write(long key, Row row)
    {
        var set = row.Last!;
        _upsert.Bind(1, key).Bind(2, set.Instance.Value).Bind(3, set.Scope.Value).Bind(4, set.Name).BindUtf8(5, set.Value.Span).Run();
    }

    private sealed class Row
    {
        public Event.VariableSet? Last { get; set; }
    }
}
