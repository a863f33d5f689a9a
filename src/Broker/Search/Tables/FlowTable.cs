using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Each flow once, however often a loop takes it.</summary>
internal sealed class FlowTable(SqliteConnection connection) : ITable
{
    private readonly List<(long Instance, string FlowId, long AtMs)> _rows = [];
    private readonly Statement _insert = new(
        connection, "INSERT OR IGNORE INTO sequence_flows (instance_key, flow_id, first_ms) VALUES (?, ?, ?)");

    public void Add(Event.SequenceFlowTaken taken, Timestamp at) =>
        _rows.Add((taken.Instance.Value, taken.FlowId, at.UnixMilliseconds));

    public void Flush()
    {
        foreach (var (instance, flowId, atMs) in _rows)
            _insert.Bind(1, instance).Bind(2, flowId).Bind(3, atMs).Run();
        Clear();
    }

    public void Clear() => _rows.Clear();

    public void Dispose() => _insert.Dispose();
}
