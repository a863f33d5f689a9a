using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Each flow once, however often a loop takes it. The number of its first time gives the order of the path.</summary>
internal sealed class FlowTable(SqliteConnection connection) : ITable
{
    private readonly List<(long Instance, string FlowId, long Taken)> _rows = [];
    private readonly Insert _insert = new(
        connection, "INSERT OR IGNORE INTO sequence_flows (instance_key, flow_id, taken)", columns: 3);

    /// <param name="number">Grows with every event of the journal.</param>
    public void Add(Event.SequenceFlowTaken taken, long number) => _rows.Add((taken.Instance.Value, taken.FlowId, number));

    public void Flush()
    {
        _insert.Write(_rows, static (insert, first, row) =>
            insert.Bind(first, row.Instance).Bind(first + 1, row.FlowId).Bind(first + 2, row.Taken));
        Clear();
    }

    public void Clear() => _rows.Clear();

    public void Dispose() => _insert.Dispose();
}
