using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Each flow once, however often a loop takes it. The number of its first time gives the order of the path.</summary>
internal sealed class FlowTable(SqliteConnection connection) : ITable
{
    private readonly List<(long Instance, string FlowId, long Taken)> _rows = [];
    private readonly Statement _insert = new(
        connection, "INSERT OR IGNORE INTO sequence_flows (instance_key, flow_id, taken) VALUES (?, ?, ?)");

    /// <param name="number">Grows with every event of the journal.</param>
    public void Add(Event.SequenceFlowTaken taken, long number) => _rows.Add((taken.Instance.Value, taken.FlowId, number));

    public void Flush()
    {
        foreach (var (instance, flowId, taken) in _rows)
            _insert.Bind(1, instance).Bind(2, flowId).Bind(3, taken).Run();
        Clear();
    }

    public void Clear() => _rows.Clear();

    public void Dispose() => _insert.Dispose();
}
