using System.Globalization;
using Fairlead.Broker.Search.Querying;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Resources;

internal static class Variables
{
    private static readonly string Tenant = Columns.TenantOf("p.definition_key");

    private static readonly string IsLong = string.Create(CultureInfo.InvariantCulture, $"length(v.value) > {VariableItem.ValueAtMost}");

    private static readonly string Cut = string.Create(CultureInfo.InvariantCulture, $"substr(v.value, 1, {VariableItem.ValueAtMost})");

    /// <summary>With values of at most <see cref="VariableItem.ValueAtMost"/> characters.</summary>
    public static Resource<VariableItem> Resource { get; } = Make(Cut, IsLong);

    public static Resource<VariableItem> Whole { get; } = Make("v.value", "FALSE");

    public static void Filter(Where where, VariableFilter filter) => where
        .Matches("v.key", filter.VariableKey, key => key.Value)
        .Matches("v.instance_key", filter.ProcessInstanceKey, key => key.Value)
        .Matches("v.scope_key", filter.ScopeKey, key => key.Value)
        .Matches("v.name", filter.Name, Columns.Text)
        .Matches("v.value", filter.Value, Columns.Text)
        .Equal(Tenant, filter.TenantId)
        .Is(IsLong, filter.IsTruncated);

    /// <summary>Of a user task.</summary>
    /// <param name="scopes">Those that it sees. Nearer ones have later keys, because they began later.</param>
    public static void Filter(Where where, IReadOnlyList<object> scopes, bool onlyNearest, UserTaskVariableFilter filter)
    {
        where.In("v.scope_key", scopes).Matches("v.name", filter.Name, Columns.Text);
        if (onlyNearest)
        {
            where.HasNoRow(
                "FROM variables n WHERE n.instance_key = v.instance_key AND n.name = v.name AND n.scope_key > v.scope_key",
                more => more.In("n.scope_key", scopes));
        }

        // The index is by instance.
        if (scopes.Count > 0)
            where.Compare("v.instance_key", "=", scopes[^1]);
    }

    private static Resource<VariableItem> Make(string value, string isTruncated) => new(
        Columns: ["v.key", "v.instance_key", "v.scope_key", "v.name", value, isTruncated, "coalesce(p.root_key, v.instance_key)", Tenant],
        From: "variables v LEFT JOIN process_instances p ON p.key = v.instance_key",
        Key: "v.key",
        SortFields: new Dictionary<string, string>
        {
            ["value"] = "v.value",
            ["name"] = "v.name",
            ["tenantId"] = Tenant,
            ["variableKey"] = "v.key",
            ["scopeKey"] = "v.scope_key",
            ["processInstanceKey"] = "v.instance_key",
        },
        Read);

    private static VariableItem Read(SqliteDataReader row) => new()
    {
        VariableKey = new(row.GetInt64(0)),
        ProcessInstanceKey = new(row.GetInt64(1)),
        RootProcessInstanceKey = new ProcessInstanceKey(row.GetInt64(6)),
        ScopeKey = new(row.GetInt64(2)),
        Name = row.GetString(3),
        Value = row.GetString(4),
        IsTruncated = row.GetBoolean(5),
        TenantId = row.GetString(7),
    };
}
