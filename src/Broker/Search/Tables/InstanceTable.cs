using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

internal sealed class InstanceTable(SqliteConnection connection) : ITable
{
    private readonly RowBuffer<InstanceRow> _rows = new();
    private readonly Insert _insert = new(
        connection,
        "INSERT OR REPLACE INTO process_instances (key, definition_key, process_id, version, state, start_ms, end_ms)",
        columns: 7);

    // One by one, after the others: it reads the row of its parent.
    private readonly Statement _insertCalled = new(connection, """
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

    public void Flush() => _rows.Flush(_insert, Bind, Update);

    public void Clear() => _rows.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _insertCalled.Dispose();
        _end.Dispose();
    }

    private void Update(InstanceRow row)
    {
        if (row.Called is not { } called)
        {
            _end.Bind(1, row.State).Bind(2, row.EndMs).Bind(3, row.Key).Run();
            return;
        }

        Bind(_insertCalled, 1, row);
        _insertCalled.Bind(8, called.CallerInstance.Value).Bind(9, called.Caller.Value).Run();
    }

    private static void Bind(Statement insert, int first, InstanceRow row) => insert.Bind(first, row.Key)
        .Bind(first + 1, row.Created!.Definition.Value)
        .Bind(first + 2, row.Created.ProcessId)
        .Bind(first + 3, row.Created.Version)
        .Bind(first + 4, row.State)
        .Bind(first + 5, row.StartMs)
        .Bind(first + 6, row.EndMs);

    private sealed class InstanceRow : Row
    {
        public override bool IsNew => Created is not null && Called is null;

        public Event.InstanceCreated? Created { get; set; }

        public Event.InstanceCalled? Called { get; set; }

        public string State { get; set; } = States.Active;

        public long StartMs { get; set; }

        public long? EndMs { get; set; }
    }
}
