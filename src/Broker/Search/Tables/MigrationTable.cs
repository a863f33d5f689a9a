using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Lets rows follow an instance into another definition. No table of its own: it is written behind the others, in order.</summary>
internal sealed class MigrationTable(SqliteConnection connection) : ITable
{
    private readonly List<Event> _rows = [];
    private readonly Statement _instance = new(
        connection, "UPDATE process_instances SET definition_key = ?, process_id = ?, version = ? WHERE key = ?");
    private readonly Statement _element = new(connection, "UPDATE element_instances SET element_id = ? WHERE key = ?");
    private readonly Statement _job = new(connection, "UPDATE jobs SET element_id = ?, headers = ? WHERE key = ?");
    private readonly Statement _incident = new(
        connection, "UPDATE incidents SET element_id = ?, definition_key = ?, process_id = ? WHERE key = ?");

    private readonly Statement _userTask = new(
        connection,
        """
        UPDATE user_tasks SET element_id = ?, definition_key = ?, process_id = ?, version = ?
        WHERE instance_key = ? AND element_key = ? AND ended_ms IS NULL
        """);

    public void Add(Event migrated) => _rows.Add(migrated);

    public void Flush()
    {
        foreach (var row in _rows)
        {
            if (row is Event.InstanceMigrated instance)
                _instance.Bind(1, instance.Definition.Value).Bind(2, instance.ProcessId).Bind(3, instance.Version).Bind(4, instance.Instance.Value).Run();
            else if (row is Event.ElementMigrated element)
                Write(element);
        }

        Clear();
    }

    public void Clear() => _rows.Clear();

    public void Dispose()
    {
        _instance.Dispose();
        _element.Dispose();
        _job.Dispose();
        _incident.Dispose();
        _userTask.Dispose();
    }

    private void Write(Event.ElementMigrated element)
    {
        _element.Bind(1, element.ElementId).Bind(2, element.Key.Value).Run();
        _userTask.Bind(1, element.ElementId).Bind(2, element.Definition.Value).Bind(3, element.ProcessId).Bind(4, element.Version)
            .Bind(5, element.Instance.Value).Bind(6, element.Key.Value).Run();
        if (element.Job is { } job)
        {
            var headers = element.JobHeaders.Count > 0 ? HeaderText.Write(element.JobHeaders) : null;
            _job.Bind(1, element.ElementId).Bind(2, headers).Bind(3, job.Value).Run();
        }

        if (element.Incident is { } incident)
            _incident.Bind(1, element.ElementId).Bind(2, element.Definition.Value).Bind(3, element.ProcessId).Bind(4, incident.Value).Run();
    }
}
