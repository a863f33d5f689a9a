using Fairlead.Broker.Search.Querying;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class ProcessDefinitions
{
    private static readonly string Tenant = Columns.TenantOf("d.key");

    private static readonly string IsLatest = $"""
        d.state = 'ACTIVE' AND NOT EXISTS (
            SELECT 1 FROM process_definitions l
            WHERE l.process_id = d.process_id AND l.version > d.version AND l.state = 'ACTIVE' AND {Columns.TenantOf("l.key")} = {Tenant})
        """;

    public static Resource<ProcessDefinitionItem> Resource { get; } = new(
        Columns: ["d.key", "d.process_id", "d.name", "d.version", "d.version_tag", "d.resource_name", "d.state", "d.has_start_form", Tenant],
        From: "process_definitions d",
        Key: "d.key",
        SortFields: new Dictionary<string, string>
        {
            ["processDefinitionKey"] = "d.key",
            ["name"] = "d.name",
            ["resourceName"] = "d.resource_name",
            ["version"] = "d.version",
            ["versionTag"] = "d.version_tag",
            ["processDefinitionId"] = "d.process_id",
            ["tenantId"] = Tenant,
        },
        Read);

    public static void Filter(Where where, ProcessDefinitionFilter filter) => where
        .Equal("d.key", filter.ProcessDefinitionKey?.Value)
        .Matches("d.process_id", filter.ProcessDefinitionId, Columns.Text)
        .Matches("d.name", filter.Name, Columns.Text)
        .Equal("d.version", filter.Version)
        .Equal("d.version_tag", filter.VersionTag)
        .Equal("d.resource_name", filter.ResourceName)
        .Equal(Tenant, filter.TenantId)
        .Is(IsLatest, filter.IsLatestVersion)
        .Is("d.has_start_form", filter.HasStartForm)
        .Equal("d.state", filter.State is { } state ? Columns.Word(state) : null);

    /// <summary>The file of a definition that the engine may have forgotten: instances of it may still be looked at.</summary>
    /// <returns>Null when there is no such definition.</returns>
    public static byte[]? FindXml(SqliteConnection connection, long key)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT xml FROM process_definitions WHERE key = $key";
        command.Parameters.AddWithValue("$key", key);
        return (byte[]?)command.ExecuteScalar();
    }

    private static ProcessDefinitionItem Read(SqliteDataReader row) => new()
    {
        ProcessDefinitionKey = new(row.GetInt64(0)),
        ProcessDefinitionId = row.GetString(1),
        Name = row.TextAt(2),
        Version = row.GetInt32(3),
        VersionTag = row.TextAt(4),
        ResourceName = row.GetString(5),
        State = row.WordAt(6, ProcessDefinitionState.Active),
        HasStartForm = row.GetBoolean(7),
        TenantId = row.GetString(8),
    };
}
