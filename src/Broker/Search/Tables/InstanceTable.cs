using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

internal sealed class InstanceTable(SqliteConnection connection) : ITable
{
    private readonly RowBuffer<Row> _rows = new();
    private readonly Statement _insert = new(connection, """
        INSERT OR REPLACE INTO process_instances
            (key, definition_key, process_id, version, state, start_ms, end_ms, parent_key, parent_element_key, root_key)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9,
            (SELECT coalesce(p.root_key, p.key) FROM process_instances p WHERE p.key = ?8))
        """);
    private readonly Statement _end = new(connection, "UPDATE process_instances SET state = ?, end_ms = ? WHERE key = ?");

    public void Add(Event.InstanceCreated created, Timestamp at)
    {
        var row = _rows[created.Key.Value];
        row.Created = created;
        row.StartMs = at.UnixMilliseconds;
    }

    public void Add(Event.InstanceCalled called, Timestamp at)
    {
        Add(new Event.InstanceCreated(called.Key, called.Definition, called.ProcessId, called.Version, AwaitResult: false, []), at);
        _rows[called.Key.Value].Called = called;
    }

    public void End(InstanceKey key, string state, Timestamp at)
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
        if (row.Created is not { } created)
        {
            _end.Bind(1, row.State).Bind(2, row.EndMs).Bind(3, key).Run();
            return;
        }

        _insert.Bind(1, key)
            .Bind(2, created.Definition.Value)
            .Bind(3, created.ProcessId)
            .Bind(4, created.Version)
            .Bind(5, row.State)
            .Bind(6, row.StartMs)
            .Bind(7, row.EndMs)
            .Bind(8, row.Called?.CallerInstance.Value)
            .Bind(9, row.Called?.Caller.Value)
            .Run();
    }

    private sealed class Row
    {
        public Event.InstanceCreated? Created { get; set; }

        public Event.InstanceCalled? Called { get; set; }

        public string State { get; set; } = States.Active;

        public long StartMs { get; set; }

        public long? EndMs { get; set; }
    }
}
