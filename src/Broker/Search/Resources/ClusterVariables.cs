using System.Globalization;
using Fairlead.Broker.Search.Querying;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class ClusterVariables
{
    private const string Scope = "(CASE WHEN c.tenant IS NULL THEN 'GLOBAL' ELSE 'TENANT' END)";

    private static readonly string IsLong = string.Create(CultureInfo.InvariantCulture, $"length(c.value) > {ClusterVariableItem.ValueAtMost}");

    private static readonly string Cut = string.Create(CultureInfo.InvariantCulture, $"substr(c.value, 1, {ClusterVariableItem.ValueAtMost})");

    /// <summary>With values of at most <see cref="ClusterVariableItem.ValueAtMost"/> characters.</summary>
    public static Resource<ClusterVariableItem> Resource { get; } = Make(Cut, IsLong);

    public static Resource<ClusterVariableItem> Whole { get; } = Make("c.value", "FALSE");

    public static void Filter(Where where, ClusterVariableFilter filter) => where
        .Matches("c.name", filter.Name, Columns.Text)
        .Matches("c.value", filter.Value, Columns.Text)
        .Matches(Scope, filter.Scope, Columns.Word)
        .Matches("c.tenant", filter.TenantId, Columns.Text)
        .Is(IsLong, filter.IsTruncated);

    private static Resource<ClusterVariableItem> Make(string value, string isTruncated) => new(
        Columns: ["c.name", "c.tenant", value, isTruncated],
        From: "cluster_variables c",
        Key: "c.key",
        SortFields: new Dictionary<string, string>
        {
            ["name"] = "c.name",
            ["value"] = "c.value",
            ["tenantId"] = "c.tenant",
            ["scope"] = Scope,
        },
        Read);

    private static ClusterVariableItem Read(SqliteDataReader row) => new()
    {
        Name = row.GetString(0),
        TenantId = row.TextAt(1),
        Scope = row.IsDBNull(1) ? ClusterVariableScope.Global : ClusterVariableScope.Tenant,
        Value = row.GetString(2),
        IsTruncated = row.GetBoolean(3),
    };
}
