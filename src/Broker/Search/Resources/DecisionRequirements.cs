using Fairlead.Broker.Search.Querying;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class DecisionRequirements
{
    private static readonly string Tenant = Columns.TenantOf("r.key");

    public static Resource<DecisionRequirementsItem> Resource { get; } = new(
        Columns: ["r.key", "r.requirements_id", "r.name", "r.version", "r.resource_name", Tenant],
        From: "decision_requirements r",
        Key: "r.key",
        SortFields: new Dictionary<string, string>
        {
            ["decisionRequirementsKey"] = "r.key",
            ["decisionRequirementsName"] = "r.name",
            ["version"] = "r.version",
            ["decisionRequirementsId"] = "r.requirements_id",
            ["tenantId"] = Tenant,
        },
        Read);

    public static void Filter(Where where, DecisionRequirementsFilter filter) => where
        .Equal("r.name", filter.DecisionRequirementsName)
        .Equal("r.requirements_id", filter.DecisionRequirementsId)
        .Equal("r.key", filter.DecisionRequirementsKey?.Value)
        .Equal("r.version", filter.Version)
        .Equal(Tenant, filter.TenantId)
        .Equal("r.resource_name", filter.ResourceName);

    /// <returns>The deployed file; null when there is none.</returns>
    public static byte[]? FindXml(SqliteConnection connection, DecisionRequirementsKey key) =>
        FindXml(connection, "SELECT r.xml FROM decision_requirements r WHERE r.key = $key", key.Value);

    /// <param name="sql">Gives the file of <c>$key</c>.</param>
    public static byte[]? FindXml(SqliteConnection connection, string sql, long key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$key", key);
        return command.ExecuteScalar() as byte[];
    }

    private static DecisionRequirementsItem Read(SqliteDataReader row) => new()
    {
        DecisionRequirementsKey = new(row.GetInt64(0)),
        DecisionRequirementsId = row.GetString(1),
        DecisionRequirementsName = row.GetString(2),
        Version = row.GetInt32(3),
        ResourceName = row.GetString(4),
        TenantId = row.GetString(5),
    };
}
