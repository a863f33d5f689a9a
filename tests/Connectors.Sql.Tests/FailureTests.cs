using System.Text.Json;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Tests.Support;

namespace Fairlead.Connectors.Sql.Tests;

/// <summary>What a process and a person see of what goes wrong.</summary>
public sealed class FailureTests(Databases databases)
{
    [Theory]
    [InlineData(SqlDatabase.PostgreSql, "23505", "23503", "23502", "23514")]
    [InlineData(SqlDatabase.MariaDb, "23000", "23000", "23000", "23000")]
    [InlineData(SqlDatabase.Sqlite, "1555", "787", "1299", "275")]
    public async Task Constraints_that_are_violated_can_be_told_apart(SqlDatabase kind, string unique, string foreign, string notNull, string check)
    {
        var database = await databases.OpenAsync(kind, $"constraints_{kind}".ToLowerInvariant());
        await database.RunAsync("CREATE TABLE parents (id INT PRIMARY KEY)");
        await database.RunAsync("""
            CREATE TABLE children (id INT PRIMARY KEY, parent INT, name VARCHAR(10) NOT NULL, n INT, CONSTRAINT positive CHECK (n > 0),
                                   CONSTRAINT has_parent FOREIGN KEY (parent) REFERENCES parents (id))
            """);
        await database.RunAsync("INSERT INTO parents VALUES (1)");
        const string insert = "INSERT INTO children VALUES (:id, :parent, :name, :n)";
        await database.RunAsync(insert, """{"id": 1, "parent": 1, "name": "a", "n": 1}""");

        await ExpectAsync("""{"id": 1, "parent": 1, "name": "a", "n": 1}""", "unique", unique);
        await ExpectAsync("""{"id": 2, "parent": 7, "name": "a", "n": 1}""", "foreignKey", foreign);
        await ExpectAsync("""{"id": 2, "parent": 1, "name": null, "n": 1}""", "notNull", notNull);
        await ExpectAsync("""{"id": 2, "parent": 1, "name": "a", "n": -1}""", "check", check);
        Assert.Equal("""[{"n":1}]""", (await database.RowsAsync("SELECT COUNT(*) AS n FROM children")).GetRawText());

        async Task ExpectAsync(string variables, string what, string code)
        {
            var failure = await database.FailureAsync(insert, variables);
            Assert.Equal((code, what), (failure.Code, VariablesOf(failure).GetProperty("kind").GetString()));
            Assert.Equal(RetryAdvice.Never, failure.Retry);
            Assert.DoesNotContain("Exception", failure.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(SqlDatabase.PostgreSql, "42P01")]
    [InlineData(SqlDatabase.MariaDb, "42S02")]
    [InlineData(SqlDatabase.Sqlite, "1")]
    public async Task A_statement_in_error_is_not_tried_again(SqlDatabase kind, string code)
    {
        var database = await databases.OpenAsync(kind, $"errors_{kind}".ToLowerInvariant());
        var failure = await database.FailureAsync("SELECT * FROM nowhere", returnResults: true);
        Assert.Equal((code, RetryAdvice.Never), (failure.Code, failure.Retry));
        Assert.Contains("nowhere", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SqlDatabase.PostgreSql)]
    [InlineData(SqlDatabase.MariaDb)]
    [InlineData(SqlDatabase.Sqlite)]
    public async Task Too_much_is_a_failure_that_changes_nothing(SqlDatabase kind)
    {
        var database = await databases.OpenAsync(kind, $"limits_{kind}".ToLowerInvariant());
        await database.RunAsync("CREATE TABLE t (n INT, s VARCHAR(2000))");
        for (var n = 0; n < 20; n++)
            await database.RunAsync("INSERT INTO t VALUES (:n, :s)", JsonSerializer.Serialize(new { n, s = new string('x', 1000) }));

        var many = await database.FailureAsync("SELECT * FROM t", returnResults: true, more: data => data["rowsAtMost"] = 19);
        var large = await database.FailureAsync("SELECT * FROM t", returnResults: true, configure: options => options.ResultBytesAtMost = 10_000);
        var changed = await database.FailureAsync("INSERT INTO t SELECT n + 100, s FROM t RETURNING n", returnResults: true, more: data => data["rowsAtMost"] = 5);
        Assert.All([many, large, changed], failure => Assert.Equal(("SQL_RESULT_TOO_LARGE", RetryAdvice.Never), (failure.Code, failure.Retry)));
        Assert.Contains("19 rows", many.Message, StringComparison.Ordinal);
        Assert.Equal("""[{"n":20}]""", (await database.RowsAsync("SELECT COUNT(*) AS n FROM t")).GetRawText());
        var all = await database.RowsAsync("SELECT n FROM t ORDER BY n");
        Assert.Equal(20, all.GetArrayLength());
    }

    [Theory]
    [InlineData(SqlDatabase.PostgreSql)]
    [InlineData(SqlDatabase.MariaDb)]
    [InlineData(SqlDatabase.Sqlite)]
    public async Task A_column_that_is_there_twice_is_named(SqlDatabase kind)
    {
        var database = await databases.OpenAsync(kind, $"twice_{kind}".ToLowerInvariant());
        var failure = await database.FailureAsync("SELECT 1 AS a, 2 AS b, 3 AS A", returnResults: true);
        Assert.Equal("SQL_DUPLICATE_COLUMN", failure.Code);
        Assert.Contains("\"a\" 2 times", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SqlDatabase.PostgreSql)]
    [InlineData(SqlDatabase.MariaDb)]
    public async Task Whoever_is_refused_or_not_found_is_told_which(SqlDatabase kind)
    {
        var database = await databases.OpenAsync(kind, $"access_{kind}".ToLowerInvariant());
        var denied = await (database with { User = "nobody&password=long-password" }).FailureAsync("SELECT 1", returnResults: true);
        Assert.Equal("access", VariablesOf(denied).GetProperty("kind").GetString());
        Assert.Equal(RetryAdvice.Never, denied.Retry);

        var away = await (database with { Port = Fairlead.Tests.Servers.LocalServer.FindFreePort() }).FailureAsync("SELECT 1", returnResults: true);
        Assert.Equal(("SQL_CONNECTION_FAILED", RetryAdvice.AsModelled), (away.Code, away.Retry));
        Assert.False(away.IsOutcomeUnknown);
        Assert.Contains("127.0.0.1", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Oracle_says_where_its_driver_has_to_come_from()
    {
        using var harness = new Fairlead.Testing.ConnectorHarness(typeof(SqlConnector));
        var run = await harness.RunAsync(
            """{"database": "ORACLE", "connection": {"authType": "uri", "uri": "jdbc:oracle:thin:@//127.0.0.1:1521/XE"}, "data": {"query": "SELECT 1 FROM dual"}}""",
            cancellation: TestContext.Current.CancellationToken);
        var failure = Assert.IsType<ConnectorException>(run.Failure);
        Assert.Equal("SQL_DRIVER_MISSING", failure.Code);
        Assert.Contains("Sql:OracleDriver", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../outside.db")]
    [InlineData("/etc/outside.db")]
    [InlineData("inside/../../outside.db")]
    public async Task Sqlite_opens_files_of_its_folders_only(string path)
    {
        var database = await databases.OpenAsync(SqlDatabase.Sqlite, "paths");
        var failure = await (database with { Name = path }).FailureAsync("SELECT 1", returnResults: true);
        Assert.Equal(("SQLITE_PATH_DENIED", RetryAdvice.Never), (failure.Code, failure.Retry));
        Assert.Equal("SQLITE_PATH_DENIED", (await database.FailureAsync("SELECT 1", configure: options => options.SqliteFolders.Clear())).Code);
        Assert.Equal("1", (await database.FailureAsync("ATTACH DATABASE :path AS other", JsonSerializer.Serialize(new { path = $"{database.Folder}/other.db" }))).Code);
        Assert.Equal("1", (await database.FailureAsync($"VACUUM INTO '{database.Folder}/copy.db'")).Code);
        Assert.Empty(Directory.GetFiles(database.Folder, "copy.db"));
    }

    internal static JsonElement VariablesOf(ConnectorException failure) =>
        JsonSerializer.SerializeToElement(failure.Variables, ConnectorJson.Options);
}
