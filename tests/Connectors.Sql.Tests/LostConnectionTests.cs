using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Tests.Support;
using Fairlead.Tests.Servers;

namespace Fairlead.Connectors.Sql.Tests;

/// <summary>Statements that take too long, are cancelled, or lose their database in the middle.</summary>
public sealed class LostConnectionTests(Databases databases)
{
    [Theory]
    [InlineData(SqlDatabase.PostgreSql, "SELECT pg_sleep(60)", "SELECT count(*) AS n FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep(6%' AND state = 'active'")]
    [InlineData(SqlDatabase.MariaDb, "SELECT SLEEP(60) AS s", "SELECT COUNT(*) AS n FROM information_schema.processlist WHERE info LIKE 'SELECT SLEEP(6%'")]
    public async Task What_takes_too_long_is_ended_in_the_database(SqlDatabase kind, string slow, string running)
    {
        var database = await databases.OpenAsync(kind, $"slow_{kind}".ToLowerInvariant());
        using var patient = database.Harness();
        var late = patient.RunAsync(
            database.Inputs(slow, returnResults: true, more: data => data["timeout"] = "PT1H"), cancellation: TestContext.Current.CancellationToken);
        using var stop = new CancellationTokenSource();
        using var harness = database.Harness();
        var cancelled = harness.RunAsync(database.Inputs(slow, returnResults: true), cancellation: stop.Token);
        await Until.TrueAsync("both run there", async _ => await CountAsync() is 2, TestContext.Current.CancellationToken);
        await stop.CancelAsync();

        patient.Time.Advance(TimeSpan.FromHours(1));

        var failure = Assert.IsType<ConnectorException>((await late).Failure);
        Assert.Equal("SQL_TIMEOUT", failure.Code);
        Assert.False(failure.IsOutcomeUnknown);
        Assert.IsAssignableFrom<OperationCanceledException>((await cancelled).Failure);
        await Until.TrueAsync("none runs there", async _ => await CountAsync() is 0, TestContext.Current.CancellationToken);

        async Task<int> CountAsync() => (await database.RowsAsync(running))[0].GetProperty("n").GetInt32();
    }

    [Fact]
    public async Task A_statement_of_Sqlite_can_be_ended_too()
    {
        var database = await databases.OpenAsync(SqlDatabase.Sqlite, "slow_sqlite");
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        using var harness = database.Harness();
        var run = await Task.Run(
            () => harness.RunAsync(
                database.Inputs("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT COUNT(*) AS c FROM n", returnResults: true),
                cancellation: stop.Token),
            TestContext.Current.CancellationToken);
        Assert.IsAssignableFrom<OperationCanceledException>(run.Failure);
    }

    [Theory]
    [InlineData(SqlDatabase.PostgreSql, "INSERT INTO t SELECT 1 FROM pg_sleep(60)", "pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'INSERT INTO t SELECT 1%' AND state = 'active'")]
    [InlineData(SqlDatabase.MariaDb, "INSERT INTO t SELECT SLEEP(60) + 1", "id FROM information_schema.processlist WHERE info LIKE 'INSERT INTO t SELECT SLEEP%'")]
    public async Task A_change_that_was_not_committed_is_known_to_be_gone(SqlDatabase kind, string slow, string kill)
    {
        var database = await databases.OpenAsync(kind, $"lost_{kind}".ToLowerInvariant());
        await database.RunAsync("CREATE TABLE t (n INT)");
        var losing = database.FailureAsync(slow);
        await Until.TrueAsync("its connection is killed", async _ => await KillAsync(database, kill), TestContext.Current.CancellationToken);

        var failure = await losing;
        Assert.Equal(("SQL_CONNECTION_FAILED", false), (failure.Code, failure.IsOutcomeUnknown));
        Assert.Equal(RetryAdvice.AsModelled, failure.Retry);
        Assert.Equal("""[{"n":0}]""", (await database.RowsAsync("SELECT COUNT(*) AS n FROM t")).GetRawText());
    }

    [Theory]
    [InlineData(SqlDatabase.PostgreSql, "CREATE TABLE made AS SELECT 1 AS x FROM pg_sleep(60)", "pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CREATE TABLE made%' AND state = 'active'")]
    [InlineData(SqlDatabase.MariaDb, "CREATE TABLE made AS SELECT SLEEP(60) AS x", "id FROM information_schema.processlist WHERE info LIKE 'CREATE TABLE made%'")]
    public async Task What_cannot_be_taken_back_is_of_unknown_outcome_when_its_connection_is_lost(SqlDatabase kind, string slow, string kill)
    {
        var database = await databases.OpenAsync(kind, $"unknown_{kind}".ToLowerInvariant());
        var losing = database.FailureAsync(slow);
        await Until.TrueAsync("its connection is killed", async _ => await KillAsync(database, kill), TestContext.Current.CancellationToken);

        var failure = await losing;
        Assert.Equal(("SQL_OUTCOME_UNKNOWN", true), (failure.Code, failure.IsOutcomeUnknown));
    }

    [Fact]
    public async Task A_server_that_is_killed_and_comes_back_is_used_again_and_a_lost_commit_is_no_secret()
    {
        await using var server = await PostgresServer.StartAsync(TestContext.Current.CancellationToken);
        var database = Database.PostgreSql(server.Port, "postgres");
        using var harness = database.Harness();
        await RunAsync("CREATE TABLE t (n INT)");
        // A trigger at the commit: the transaction is told to be over and is not.
        await RunAsync("CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(60); RETURN NULL; END $$");
        await RunAsync("CREATE CONSTRAINT TRIGGER late AFTER INSERT ON t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION slow()");
        var committing = harness.RunAsync(database.Inputs("INSERT INTO t VALUES (1)"), cancellation: TestContext.Current.CancellationToken);
        await Until.TrueAsync(
            "it commits",
            async _ => (await database.RowsAsync("SELECT 1 AS n FROM pg_stat_activity WHERE query = 'COMMIT' AND state = 'active'")).GetArrayLength() is 1,
            TestContext.Current.CancellationToken);
        await server.Server.KillAsync();

        var failure = Assert.IsType<ConnectorException>((await committing).Failure);
        Assert.Equal(("SQL_OUTCOME_UNKNOWN", true), (failure.Code, failure.IsOutcomeUnknown));
        Assert.Equal("SQL_CONNECTION_FAILED", ((ConnectorException)(await harness.RunAsync(
            database.Inputs("SELECT 1"), cancellation: TestContext.Current.CancellationToken)).Failure!).Code);

        await server.Server.StartAgainAsync(TestContext.Current.CancellationToken);
        await RunAsync("DROP TABLE t");

        async Task RunAsync(string query) => Assert.Null((await harness.RunAsync(
            database.Inputs(query), cancellation: TestContext.Current.CancellationToken)).Failure);
    }

    private static async Task<bool> KillAsync(Database database, string kill)
    {
        var rows = await database.RowsAsync($"SELECT {kill}");
        if (rows.GetArrayLength() is 0)
            return false;
        if (database.Kind is SqlDatabase.MariaDb)
            await database.RunAsync($"KILL {rows[0].GetProperty("id")}");
        return true;
    }
}
