using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Deployed process versions, and the names and headers of their elements.</summary>
internal sealed class DefinitionTable(SqliteConnection connection) : ITable
{
    private readonly List<(Event.ProcessDeployed Deployed, long AtMs)> _rows = [];
    private readonly List<(DefinitionKey Key, string State, bool IsForgotten)> _changes = [];
    private readonly Statement _insert = new(connection, """
        INSERT OR REPLACE INTO process_definitions
            (key, deployment_key, process_id, name, version, version_tag, resource_name, deployed_ms, xml, has_start_form)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """);
    private readonly Statement _change = new(
        connection, "UPDATE process_definitions SET state = ?, is_forgotten = max(is_forgotten, ?) WHERE key = ?");
    private readonly Statement _insertName = new(
        connection, "INSERT OR REPLACE INTO elements (definition_key, element_id, name) VALUES (?, ?, ?)");

    private readonly Statement _insertHeaders = new(
        connection, "INSERT OR REPLACE INTO element_headers (definition_key, element_id, headers) VALUES (?, ?, ?)");

    public void Add(Event.ProcessDeployed deployed, Timestamp at) => _rows.Add((deployed, at.UnixMilliseconds));

    public void Add(Event.ProcessDraining draining) => _changes.Add((draining.Key, States.Draining, draining.DeletesHistory));

    public void Add(Event.ProcessDeleted deleted) => _changes.Add((deleted.Key, States.Deleted, false));

    public void Flush()
    {
        foreach (var (deployed, atMs) in _rows)
        {
            _insert.Bind(1, deployed.Key.Value)
                .Bind(2, deployed.Deployment.Value)
                .Bind(3, deployed.ProcessId)
                .Bind(4, deployed.Name)
                .Bind(5, deployed.Version)
                .Bind(6, deployed.VersionTag)
                .Bind(7, deployed.ResourceName)
                .Bind(8, atMs)
                .BindBlob(9, deployed.Resource.Span)
                .Bind(10, StartForms.HasOne(deployed.Resource, deployed.ProcessId) ? 1 : 0)
                .Run();
            foreach (var (id, name) in ElementNames.Read(deployed.Resource, deployed.ProcessId))
                _insertName.Bind(1, deployed.Key.Value).Bind(2, id).Bind(3, name).Run();
            foreach (var (id, headers) in ElementHeaders.Read(deployed.Resource, deployed.ProcessId))
                _insertHeaders.Bind(1, deployed.Key.Value).Bind(2, id).Bind(3, headers).Run();
        }

        foreach (var (key, state, isForgotten) in _changes)
            _change.Bind(1, state).Bind(2, isForgotten ? 1 : 0).Bind(3, key.Value).Run();
        Clear();
    }

    public void Clear()
    {
        _rows.Clear();
        _changes.Clear();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _insertName.Dispose();
        _insertHeaders.Dispose();
        _change.Dispose();
    }
}
