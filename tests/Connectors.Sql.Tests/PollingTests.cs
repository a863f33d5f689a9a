using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Sql.Polling;
using Fairlead.Connectors.Sql.Tests.Support;
using Fairlead.Tests;
using Fairlead.Tests.Servers;
using Npgsql;

namespace Fairlead.Connectors.Sql.Tests;

/// <summary>Rows that start and continue processes, on a whole cluster and databases that are really there.</summary>
public sealed class PollingTests(Databases databases) : IAsyncLifetime
{
    private ConnectorHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await ConnectorHost.StartAsync(Cancellation, typeof(SqlPollingConnector));

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(SqlDatabase.PostgreSql)]
    [InlineData(SqlDatabase.MariaDb)]
    public async Task Each_row_behind_the_cursor_starts_one_instance(SqlDatabase kind)
    {
        var database = await OrdersAsync(kind, "cursor");
        await InsertAsync(database, 1, 7);
        await _host.DeployAsync(CamundaDiagram.Of("orders", Start(database,
            ("source.mode", "query"),
            ("source.query", "SELECT id, who FROM orders WHERE id > :after ORDER BY id"),
            ("source.variables", "={after: if cursor = null then 0 else cursor.id}"),
            ("source.idColumn", "who"),
            ("source.cursorExpression", "={id: row.id}"),
            ("rowsAtMost", "3"))), Cancellation);
        await UntilAsync("orders", 7);
        await InsertAsync(database, 8, 9);
        await UntilAsync("orders", 9);

        Assert.Equal(["1", "2", "3", "4", "5", "6", "7", "8", "9"], await _host.ValuesAsync("orders", "id", Cancellation));
        Assert.Equal("\"Ada 1\"", (await _host.ValuesAsync("orders", "who", Cancellation))[0]);
    }

    [Theory]
    [InlineData(SqlDatabase.PostgreSql, "")]
    [InlineData(SqlDatabase.MariaDb, "")]
    [InlineData(SqlDatabase.PostgreSql, "done_at")]
    [InlineData(SqlDatabase.MariaDb, "done_at")]
    public async Task Rows_of_an_outbox_go_or_are_marked_when_their_instances_are_there(SqlDatabase kind, string mark)
    {
        var database = await OrdersAsync(kind, $"outbox{mark.Length}");
        await InsertAsync(database, 1, 25);
        await database.RunAsync("UPDATE orders SET who = 'nobody' WHERE id IN (3, 4)");
        await _host.DeployAsync(CamundaDiagram.Of("orders", Start(database,
            ("source.mode", "outbox"),
            ("source.table", "orders"),
            ("source.idColumn", "id"),
            ("source.condition", "who <> :not"),
            ("source.variables", "={not: \"nobody\"}"),
            ("source.markColumn", mark),
            ("rowsAtMost", "10"))), Cancellation);
        await UntilAsync("orders", 23);
        var left = mark.Length is 0 ? "SELECT id FROM orders ORDER BY id" : "SELECT id FROM orders WHERE done_at IS NULL ORDER BY id";
        await Until.TrueAsync(
            "two rows are left", async _ => (await database.RowsAsync(left)).GetRawText() is """[{"id":3},{"id":4}]""", Cancellation);

        Assert.Equal(23, (await _host.ValuesAsync("orders", "id", Cancellation)).Distinct().Count());
    }

    [Fact]
    public async Task Rows_that_somebody_else_holds_are_passed_over()
    {
        var database = await OrdersAsync(SqlDatabase.PostgreSql, "held");
        await InsertAsync(database, 1, 4);
        await using var other = new NpgsqlConnection($"Host=127.0.0.1;Port={database.Port};Username=postgres;Database={database.Name}");
        await other.OpenAsync(Cancellation);
        await using var transaction = await other.BeginTransactionAsync(Cancellation);
        await using (var command = new NpgsqlCommand("DELETE FROM orders WHERE id = 2", other, transaction))
            await command.ExecuteNonQueryAsync(Cancellation);
        await _host.DeployAsync(CamundaDiagram.Of("orders", Start(database,
            ("source.mode", "outbox"), ("source.table", "orders"), ("source.idColumn", "id"))), Cancellation);
        await UntilAsync("orders", 3);
        await transaction.RollbackAsync(Cancellation);
        await UntilAsync("orders", 4);

        Assert.Equal(["1", "3", "4", "2"], await _host.ValuesAsync("orders", "id", Cancellation));
    }

    /// <summary>Two transactions take their ids, and the second commits first.</summary>
    [Fact]
    public async Task What_commits_late_behind_the_cursor_is_found_within_the_lag()
    {
        var database = await OrdersAsync(SqlDatabase.PostgreSql, "late");
        await using var slow = new NpgsqlConnection($"Host=127.0.0.1;Port={database.Port};Username=postgres;Database={database.Name}");
        await slow.OpenAsync(Cancellation);
        await using var transaction = await slow.BeginTransactionAsync(Cancellation);
        await using (var command = new NpgsqlCommand("INSERT INTO orders (id, who) VALUES (5, 'late')", slow, transaction))
            await command.ExecuteNonQueryAsync(Cancellation);
        await InsertAsync(database, 6, 9);
        await _host.DeployAsync(CamundaDiagram.Of("orders", Start(database,
            ("source.mode", "query"),
            ("source.query", "SELECT id, who FROM orders WHERE id > :after ORDER BY id"),
            ("source.variables", "={after: if cursor = null then 0 else cursor}"),
            ("source.idColumn", "id"),
            ("source.cursorLag", "PT1H"),
            ("rowsAtMost", "3"))), Cancellation);
        await UntilAsync("orders", 4);
        await transaction.CommitAsync(Cancellation);
        await UntilAsync("orders", 5);

        Assert.Equal(["6", "7", "8", "9", "5"], await _host.ValuesAsync("orders", "id", Cancellation));
    }

    [Fact]
    public async Task A_waiting_instance_gets_the_row_that_it_asks_for()
    {
        var database = await OrdersAsync(SqlDatabase.PostgreSql, "waits");
        await _host.DeployAsync(CamundaDiagram.Of("waits", Event(CamundaKind.CatchEvent, database,
            ("source.mode", "outbox"),
            ("source.table", "orders"),
            ("source.idColumn", "id"),
            ("source.condition", "id = :id"),
            ("source.variables", "={id: wanted}"),
            ("processPollingInterval", "PT0.2S"),
            ("correlationKeyExpression", "=string(row.id)"))), Cancellation);
        var waiting = _host.RunAsync("waits", Cancellation, """{"wanted": 2}""");
        await InsertAsync(database, 1, 3);

        Assert.Equal("Ada 2", (await waiting).GetProperty("who").GetString());
        Assert.Equal("""[{"id":1},{"id":3}]""", (await database.RowsAsync("SELECT id FROM orders ORDER BY id")).GetRawText());
    }

    [Theory]
    [InlineData("source.table", "orders; DROP TABLE orders", "source.table")]
    [InlineData("source.idColumn", "nothing", "SQL_COLUMN_MISSING")]
    [InlineData("source.condition", "id = :missing", ":missing")]
    public async Task What_cannot_work_says_why(string name, string value, string reason)
    {
        var database = await OrdersAsync(SqlDatabase.PostgreSql, $"wrong{name.Length}");
        await InsertAsync(database, 1, 1);
        (string, string)[] properties = [("source.mode", "outbox"), ("source.table", "orders"), ("source.idColumn", "id"), ("source.keyColumn", "id")];
        await _host.DeployAsync(CamundaDiagram.Of("wrong", Start(database,
            [.. properties.Where(one => one.Item1 != name), (name, value)])), Cancellation);
        await Until.TrueAsync(
            $"its health says {reason}",
            () => _host.StatusOf("wrong") is { State: not InboundState.Active, Reason: { } said } && said.Contains(reason, StringComparison.Ordinal),
            Cancellation,
            () => $"{_host.StatusOf("wrong").State}: {_host.StatusOf("wrong").Reason}");
        Assert.Equal("""[{"n":1}]""", (await database.RowsAsync("SELECT COUNT(*) AS n FROM orders")).GetRawText());
    }

    private async Task<Database> OrdersAsync(SqlDatabase kind, string name)
    {
        var database = await databases.OpenAsync(kind, $"poll_{name}_{kind}".ToLowerInvariant());
        await database.RunAsync("CREATE TABLE orders (id INT PRIMARY KEY, who VARCHAR(20) NOT NULL, done_at TIMESTAMP NULL)");
        return database;
    }

    private static async Task InsertAsync(Database database, int first, int last) => await database.RunAsync(
        $"INSERT INTO orders (id, who) VALUES {string.Join(", ", Enumerable.Range(first, last - first + 1).Select(id => $"({id}, 'Ada {id}')"))}");

    private Task UntilAsync(string process, int count) => Until.TrueAsync(
        $"there are {count} instances",
        async _ => (await _host.ValuesAsync(process, "id", Cancellation)).Count >= count,
        Cancellation,
        () => $"{_host.StatusOf(process).State}: {_host.StatusOf(process).Reason}");

    private static CamundaElement Start(Database database, params (string, string)[] properties) =>
        Event(CamundaKind.StartEvent, database, properties);

    private static CamundaElement Event(CamundaKind kind, Database database, params (string Name, string Value)[] properties)
    {
        var element = new CamundaElement
        {
            Kind = kind,
            Id = "rows",
            Template = ("io.fairlead.sql-polling", 1),
            CorrelationKey = kind is CamundaKind.StartEvent ? null : "=string(wanted)",
            Properties =
            {
                ["inbound.type"] = "io.fairlead:sql-polling:1",
                ["database"] = database.KindName,
                ["connection.authType"] = "uri",
                ["connection.uri"] = database.Uri,
                ["pollingInterval"] = "PT0.2S",
                ["resultExpression"] = "={id: row.id, who: row.who}",
            },
        };
        foreach (var (name, value) in properties)
            element.Properties[name] = value;
        return element;
    }
}
