using Fairlead.Broker.Search.Querying;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class DecisionDefinitions
{
    private static readonly string Tenant = Columns.TenantOf("d.requirements_key");

    private static readonly string IsLatest = $"""
        NOT EXISTS (
            SELECT 1 FROM decision_definitions l
            WHERE l.decision_id = d.decision_id AND l.version > d.version AND {Columns.TenantOf("l.requirements_key")} = {Tenant})
        """;

    public static Resource<DecisionDefinitionItem> Resource { get; } = new(
        Columns:
        [
            "d.key", "d.decision_id", "d.name", "d.version", "d.requirements_key", "r.requirements_id", "r.name", "r.version", Tenant,
        ],
        From: "decision_definitions d JOIN decision_requirements r ON r.key = d.requirements_key",
        Key: "d.key",
        SortFields: new Dictionary<string, string>
        {
            ["decisionDefinitionKey"] = "d.key",
            ["decisionDefinitionId"] = "d.decision_id",
            ["name"] = "d.name",
            ["version"] = "d.version",
            ["decisionRequirementsId"] = "r.requirements_id",
            ["decisionRequirementsKey"] = "d.requirements_key",
            ["decisionRequirementsName"] = "r.name",
            ["decisionRequirementsVersion"] = "r.version",
            ["tenantId"] = Tenant,
        },
        Read);

    public static void Filter(Where where, DecisionDefinitionFilter filter) => where
        .Equal("d.decision_id", filter.DecisionDefinitionId)
        .Equal("d.name", filter.Name)
        .Is(IsLatest, filter.IsLatestVersion)
        .Equal("d.version", filter.Version)
        .Equal("r.requirements_id", filter.DecisionRequirementsId)
        .Equal(Tenant, filter.TenantId)
        .Equal("d.key", filter.DecisionDefinitionKey?.Value)
        .Equal("d.requirements_key", filter.DecisionRequirementsKey?.Value)
        .Equal("r.name", filter.DecisionRequirementsName)
        .Equal("r.version", filter.DecisionRequirementsVersion);

    /// <returns>The deployed file; null when there is no such decision.</returns>
    public static byte[]? FindXml(SqliteConnection connection, DecisionDefinitionKey key) => DecisionRequirements.FindXml(
        connection, "SELECT r.xml FROM decision_definitions d JOIN decision_requirements r ON r.key = d.requirements_key WHERE d.key = $key", key.Value);

    private static DecisionDefinitionItem Read(SqliteDataReader row) => new()
    {
        DecisionDefinitionKey = new(row.GetInt64(0)),
        DecisionDefinitionId = row.GetString(1),
        Name = row.GetString(2),
        Version = row.GetInt32(3),
        DecisionRequirementsKey = new(row.GetInt64(4)),
        DecisionRequirementsId = row.GetString(5),
        DecisionRequirementsName = row.GetString(6),
        DecisionRequirementsVersion = row.GetInt32(7),
        TenantId = row.GetString(8),
    };
}
