using Fairlead.Broker.Translating;
using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Few, and rarely changed: each event is written by itself.</summary>
internal sealed class ClusterVariableTable(SqliteConnection connection) : ITable
{
    private readonly List<Event> _events = [];
    private readonly Statement _insert = new(
        connection, "INSERT OR REPLACE INTO cluster_variables (key, tenant, name, value) VALUES (?, ?, ?, ?)");
    private readonly Statement _update = new(connection, "UPDATE cluster_variables SET value = ?2 WHERE key = ?1");
    private readonly Statement _delete = new(connection, "DELETE FROM cluster_variables WHERE key = ?1");

    public void Add(Event @event) => _events.Add(@event);

    public void Flush()
    {
        foreach (var @event in _events)
        {
            switch (@event)
            {
                case Event.ClusterVariableCreated e:
                    _insert.Bind(1, e.Key.Value)
                        .Bind(2, e.IsGlobal ? null : Tenancy.ToCaller(e.Tenant))
                        .Bind(3, e.Name)
                        .BindUtf8(4, e.Value.Span)
                        .Run();
                    break;
                case Event.ClusterVariableUpdated e: _update.Bind(1, e.Key.Value).BindUtf8(2, e.Value.Span).Run(); break;
                case Event.ClusterVariableDeleted e: _delete.Bind(1, e.Key.Value).Run(); break;
            }
        }

        Clear();
    }

    public void Clear() => _events.Clear();

    public void Dispose()
    {
        _insert.Dispose();
        _update.Dispose();
        _delete.Dispose();
    }
}
