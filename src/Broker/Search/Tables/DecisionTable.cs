using Fairlead.Engine;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Deployed versions of DMN files and of the decisions in them.</summary>
internal sealed class DecisionTable(SqliteConnection connection) : ITable
{
    private readonly List<(Event.RequirementsDeployed Deployed, long AtMs)> _files = [];
    private readonly List<Event.DecisionDeployed> _decisions = [];
    private readonly Statement _insertFile = new(connection, """
        INSERT OR REPLACE INTO decision_requirements
            (key, deployment_key, requirements_id, name, version, resource_name, deployed_ms, xml)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """);
    private readonly Statement _insertDecision = new(connection, """
        INSERT OR REPLACE INTO decision_definitions (key, requirements_key, decision_id, name, version, version_tag)
        VALUES (?, ?, ?, ?, ?, ?)
        """);

    public void Add(Event.RequirementsDeployed deployed, Timestamp at) => _files.Add((deployed, at.UnixMilliseconds));

    public void Add(Event.DecisionDeployed deployed) => _decisions.Add(deployed);

    public void Flush()
    {
        foreach (var (file, atMs) in _files)
        {
            _insertFile.Bind(1, file.Key.Value)
                .Bind(2, file.Deployment.Value)
                .Bind(3, file.RequirementsId)
                .Bind(4, file.Name)
                .Bind(5, file.Version)
                .Bind(6, file.ResourceName)
                .Bind(7, atMs)
                .BindBlob(8, file.Resource.Span)
                .Run();
        }

        foreach (var decision in _decisions)
        {
            _insertDecision.Bind(1, decision.Key.Value)
                .Bind(2, decision.Requirements.Value)
                .Bind(3, decision.DecisionId)
                .Bind(4, decision.Name)
                .Bind(5, decision.Version)
                .Bind(6, decision.VersionTag)
                .Run();
        }

        Clear();
    }

    public void Clear()
    {
        _files.Clear();
        _decisions.Clear();
    }

    public void Dispose()
    {
        _insertFile.Dispose();
        _insertDecision.Dispose();
    }
}
