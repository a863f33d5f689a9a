using System.Text.Json;
using System.Text.Json.Nodes;
using Fairlead.Connectors.Sdk;
using Fairlead.Testing;
using Microsoft.Extensions.DependencyInjection;
using static System.FormattableString;

namespace Fairlead.Connectors.Sql.Tests.Support;

/// <summary>A database that is really there, as a task sees it.</summary>
internal sealed record Database(SqlDatabase Kind, int Port, string Name, string User, string Folder)
{
    public static Database PostgreSql(int port, string name) => new(SqlDatabase.PostgreSql, port, name, "postgres", "");

    public static Database MariaDb(SqlDatabase kind, int port, string name) => new(kind, port, name, "root", "");

    public static Database Sqlite(string folder, string name) => new(SqlDatabase.Sqlite, 0, $"{name}.db", "", folder);

    public string Uri => Kind switch
    {
        SqlDatabase.PostgreSql => Invariant($"jdbc:postgresql://127.0.0.1:{Port}/{Name}?user={User}"),
        SqlDatabase.MariaDb => Invariant($"jdbc:mariadb://127.0.0.1:{Port}/{Name}?user={User}"),
        SqlDatabase.MySql => Invariant($"jdbc:mysql://127.0.0.1:{Port}/{Name}?user={User}"),
        _ => $"jdbc:sqlite:{Name}",
    };

    /// <summary>By address.</summary>
    public JsonObject ByUri => new() { ["authType"] = "uri", ["uri"] = Uri };

    /// <summary>By its parts.</summary>
    public JsonObject Detailed => new()
    {
        ["authType"] = "detailed",
        ["host"] = Kind is SqlDatabase.Sqlite ? Name : "127.0.0.1",
        ["port"] = Port is 0 ? null : Invariant($"{Port}"),
        ["username"] = User,
        ["databaseName"] = Kind is SqlDatabase.Sqlite ? null : Name,
    };

    public string KindName => JsonSerializer.SerializeToElement(Kind, ConnectorJson.Options).GetString()!;

    public ConnectorHarness Harness(Action<SqlOptions>? configure = null)
    {
        var options = new SqlOptions();
        if (Folder.Length > 0)
            options.SqliteFolders.Add(Folder);
        configure?.Invoke(options);
        return new ConnectorHarness(typeof(SqlConnector), new ServiceCollection().AddSingleton(options));
    }

    public string Inputs(string query, string? variables = null, bool returnResults = false, Action<JsonObject>? more = null)
    {
        var data = new JsonObject { ["query"] = query, ["returnResults"] = returnResults };
        if (variables is not null)
            data["variables"] = JsonNode.Parse(variables);
        more?.Invoke(data);
        return new JsonObject { ["database"] = KindName, ["connection"] = ByUri, ["data"] = data }.ToJsonString();
    }

    /// <summary>Runs statements that have to succeed.</summary>
    public async Task<long> RunAsync(string query, string? variables = null)
    {
        using var harness = Harness();
        var run = await harness.RunAsync(Inputs(query, variables), cancellation: TestContext.Current.CancellationToken);
        Assert.Null(run.Failure);
        return run.Output.GetProperty("modifiedRows").GetInt64();
    }

    /// <summary>The rows of a statement that has to succeed.</summary>
    public async Task<JsonElement> RowsAsync(string query, string? variables = null)
    {
        using var harness = Harness();
        var run = await harness.RunAsync(Inputs(query, variables, returnResults: true), cancellation: TestContext.Current.CancellationToken);
        Assert.Null(run.Failure);
        return run.Output.GetProperty("resultSet");
    }

    /// <summary>The failure of a statement that has to fail.</summary>
    public async Task<ConnectorException> FailureAsync(
        string query, string? variables = null, bool returnResults = false, Action<JsonObject>? more = null, Action<SqlOptions>? configure = null)
    {
        using var harness = Harness(configure);
        var run = await harness.RunAsync(Inputs(query, variables, returnResults, more), cancellation: TestContext.Current.CancellationToken);
        return Assert.IsAssignableFrom<ConnectorException>(run.Failure);
    }
}
