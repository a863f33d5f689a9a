using System.Net;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Http;
using Fairlead.Connectors.Runtime.Network;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Access;
using Fairlead.Connectors.Sql.Drivers;
using Fairlead.Connectors.Sql.Tests.Support;
using Fairlead.Testing;

namespace Fairlead.Connectors.Sql.Tests;

/// <summary>Who may connect where, with what, and how many connections there are.</summary>
public sealed class AccessTests(Databases databases)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_network_policy_holds_for_databases()
    {
        var database = await databases.OpenAsync(SqlDatabase.PostgreSql, "policy");
        using var transport = new HttpTransport(new NetworkPolicy(new NetworkOptions()));
        using var connector = new SqlConnector(TimeProvider.System);
        var denied = await Assert.ThrowsAsync<ConnectorException>(() => connector.ExecuteAsync(
            ConnectorJson.Bind<SqlCall>(Encoding.UTF8.GetBytes(database.Inputs("SELECT 1"))), CallOn(transport), Cancellation));
        Assert.Equal(("NETWORK_DENIED", RetryAdvice.Never), (denied.Code, denied.Retry));
    }

    [Theory]
    [InlineData(SqlDatabase.PostgreSql, "PostgreSQL 15")]
    [InlineData(SqlDatabase.MariaDb, "MariaDB 10")]
    public async Task A_stored_connection_can_be_tried(SqlDatabase kind, string answer)
    {
        var database = await databases.OpenAsync(kind, $"stored_{kind}".ToLowerInvariant());
        using var transport = new HttpTransport(new NetworkPolicy(new NetworkOptions { AllowLoopback = true }));
        using var connector = new SqlConnector(TimeProvider.System);
        Assert.Equal("io.camunda.connectors:jdbc-connection:1", connector.CredentialId);
        Assert.StartsWith(answer, await TryAsync(database.ByUri.ToJsonString()), StringComparison.Ordinal);
        Assert.StartsWith(answer, await TryAsync($$"""{"database": "{{database.KindName}}", "connection": {{database.Detailed}}}"""), StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<ConnectorException>(() => TryAsync(
            (database with { User = "nobody&password=long-password" }).ByUri.ToJsonString()));
        Assert.Equal(RetryAdvice.Never, refused.Retry);

        Task<string> TryAsync(string credential) => connector.TestAsync(JsonElement.Parse(credential), CallOn(transport), Cancellation);
    }

    [Fact]
    public async Task Connections_are_used_again_and_no_more_are_opened_than_allowed()
    {
        var database = await databases.OpenAsync(SqlDatabase.PostgreSql, "pooled");
        using var harness = database.Harness(options => options.ConnectionsAtMost = 3);
        var runs = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => harness.RunAsync(
            database.Inputs("SELECT pg_backend_pid() AS pid FROM pg_sleep(0.02)", returnResults: true), cancellation: Cancellation)));
        Assert.All(runs, run => Assert.Null(run.Failure));
        Assert.InRange(runs.Select(run => run.Output.GetProperty("resultSet")[0].GetProperty("pid").GetInt32()).Distinct().Count(), 1, 3);
    }

    [Fact]
    public void Pools_are_told_apart_by_their_password_and_closed_when_nobody_uses_them()
    {
        var time = new VirtualTime();
        using var pools = new SqlPools(time);
        var driver = SqlDriver.Of(SqlDatabase.PostgreSql, new SqlOptions());
        var first = Use("one");
        Use("one").Dispose();
        Use("two").Dispose();
        Assert.Equal(2, pools.Count);

        time.Advance(TimeSpan.FromMinutes(6));
        Use("three").Dispose();
        Assert.Equal(2, pools.Count);
        first.Dispose();
        time.Advance(TimeSpan.FromMinutes(6));
        Use("three").Dispose();
        Assert.Equal(1, pools.Count);

        SqlPoolUse Use(string password) => pools.Use(
            driver,
            driver.Translate(JdbcUrl.Read(SqlDatabase.PostgreSql, new SqlAccess.ByUri { Uri = new Secret($"jdbc:postgresql://h/db?user=ada&password={password}") }), 3),
            "h",
            IPAddress.Loopback,
            5432);
    }

    private static CallInProgress CallOn(HttpTransport transport) =>
        new(new JobFacts { Key = 1, Type = "io.camunda:connector-jdbc:1" }, transport, TimeProvider.System);
}
