using Fairlead.Connectors.Sql.Tests.Support;

namespace Fairlead.Connectors.Sql.Tests;

/// <summary>Statements in databases that are really there.</summary>
public sealed class StatementTests(Databases databases)
{
    [Theory]
    [InlineData(SqlDatabase.PostgreSql)]
    [InlineData(SqlDatabase.MariaDb)]
    [InlineData(SqlDatabase.MySql)]
    [InlineData(SqlDatabase.Sqlite)]
    public async Task Rows_are_written_changed_and_read(SqlDatabase kind)
    {
        var shop = await databases.OpenAsync(kind, $"shop_{kind}".ToLowerInvariant());
        await shop.RunAsync("CREATE TABLE orders (id INT PRIMARY KEY, customer VARCHAR(50) NOT NULL, total DECIMAL(12,2))");

        Assert.Equal(1, await shop.RunAsync(
            "INSERT INTO orders (id, customer, total) VALUES (:id, :who, :total)", """{"id": 1, "who": "O'Hara; DROP TABLE orders --", "total": 12.5}"""));
        Assert.Equal(2, await shop.RunAsync("INSERT INTO orders VALUES (?, ?, ?), (?, ?, ?)", """[2, "Ada", null, 3, "Bob", 7]"""));
        Assert.Equal(2, await shop.RunAsync("UPDATE orders SET total = :total WHERE id IN (<ids>)", """{"total": 20, "ids": [2, 3]}"""));
        Assert.Equal(
            """[{"id":1,"customer":"O'Hara; DROP TABLE orders --"},{"id":3,"customer":"Bob"}]""",
            $"{await shop.RowsAsync("SELECT id, customer FROM orders WHERE customer IN (<who>) ORDER BY id", """{"who": ["Bob", "O'Hara; DROP TABLE orders --"]}""")}");
        Assert.Equal("""[{"n":3}]""", $"{await shop.RowsAsync("SELECT COUNT(*) AS n FROM orders")}");
        Assert.Equal("[]", $"{await shop.RowsAsync("SELECT * FROM orders WHERE id = :id", """{"id": 99}""")}");
    }
}
