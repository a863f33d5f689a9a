using Fairlead.Broker.Search.Querying;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class ProcessDefinitions
{
    private const string IsLatest =
        "NOT EXISTS (SELECT 1 FROM process_definitions l WHERE l.process_id = d.process_id AND l.version > d.version)";

    public static Resource<ProcessDefinitionItem> Resource { get; } = new(
        Columns: ["d.key", "d.process_id", "d.name", "d.version", "d.version_tag", "d.resource_name"],
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
            ["tenantId"] = Columns.Tenant,
        },
        Read);

    public static void Filter(Where where, ProcessDefinitionFilter filter) => where
        .Equal("d.key", filter.ProcessDefinitionKey?.Value)
        .Matches("d.process_id", filter.ProcessDefinitionId, Columns.Text)
        .Matches("d.name", filter.Name, Columns.Text)
        .Equal("d.version", filter.Version)
        .Equal("d.version_tag", filter.VersionTag)
        .Equal("d.resource_name", filter.ResourceName)
        .Equal(Columns.Tenant, filter.TenantId)
        .Is(IsLatest, filter.IsLatestVersion)
        .Is("FALSE", filter.HasStartForm)
        .Is("TRUE", filter.State is { } state ? state is ProcessDefinitionState.Active : null);

    private static ProcessDefinitionItem Read(SqliteDataReader row) => new()
    {
        ProcessDefinitionKey = new(row.GetInt64(0)),
        ProcessDefinitionId = row.GetString(1),
        Name = row.TextAt(2),
        Version = row.GetInt32(3),
        VersionTag = row.TextAt(4),
        ResourceName = row.GetString(5),
    };
}
