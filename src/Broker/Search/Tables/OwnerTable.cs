using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>What is deployed by other tenants than the default one: all rows find their tenant through it.</summary>
internal sealed class OwnerTable(SqliteConnection connection) : ITable
{
    private readonly List<(long Key, string Tenant)> _rows = [];
    private readonly Statement _insert = new(connection, "INSERT OR REPLACE INTO owners (key, tenant) VALUES (?, ?)");

    public void Add(Event @event)
    {
        var (key, tenant) = @event switch
        {
            Event.ProcessDeployed e => (e.Key.Value, e.Tenant),
            Event.RequirementsDeployed e => (e.Key.Value, e.Tenant),
            _ => default,
        };
        if (tenant is not null)
            _rows.Add((key, tenant));
    }

    public void Flush()
    {
        foreach (var (key, tenant) in _rows)
            _insert.Bind(1, key).Bind(2, tenant).Run();
        Clear();
    }

    public void Clear() => _rows.Clear();

    public void Dispose() => _insert.Dispose();
}
