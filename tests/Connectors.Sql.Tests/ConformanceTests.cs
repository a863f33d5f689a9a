using Fairlead.Connectors.Sql.Polling;
using Fairlead.Testing.Conformance;
using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Connectors.Sql.Tests;

/// <summary>What every connector keeps to.</summary>
public sealed class ConformanceTests
{
    private static readonly IServiceCollection Options = new ServiceCollection().AddSingleton(new SqlOptions { SqliteFolders = { "/nowhere" } });

    private static readonly IReadOnlyList<ConnectorSample> Samples =
    [
        new(typeof(SqlConnector),
            """{"database": "SQLITE", "connection": {"authType": "uri", "uri": "jdbc:sqlite::memory:"}, "data": {"query": "SELECT :n AS n", "variables": {"n": 1}, "returnResults": "true"}}""",
            """{"database": "POSTGRESQL", "connection": {"authType": "uri", "uri": "jdbc:postgresql://127.0.0.1:1/shop?user=ada&password=long-password"}, "data": {"query": "SELECT 1"}}""",
            """{"database": "SQLITE", "connection": {"authType": "detailed", "host": ":memory:", "port": 1, "username": "ada-lovelace", "password": "long-password", "databaseName": "", "properties": {"mode": "rwc"}}, "data": {"query": "DELETE FROM t WHERE id IN (<ids>)", "variables": {"ids": [1, 2]}}}""",
            """{"database": "MARIADB", "configuration": {"connection": {"authType": "uri", "uri": "jdbc:mariadb://127.0.0.1:1/shop"}}, "data": {"query": "SELECT ?", "variables": [1]}}""",
            """{"database": "ORACLE", "connection": {"authType": "uri", "uri": "jdbc:oracle:thin:@//127.0.0.1:1521/XE"}, "data": {"query": "SELECT 1 FROM dual"}}""")
        {
            Services = Options,
        },
        new(typeof(SqlPollingConnector),
            """{"database": "POSTGRESQL", "connection": {"authType": "uri", "uri": "jdbc:postgresql://127.0.0.1:1/shop?user=ada"}, "source": {"mode": "query", "query": "SELECT * FROM t WHERE id > :after", "variables": {"after": null}, "idColumn": "id", "cursorExpression": "=row.id", "cursorLag": "PT1M"}, "rowsAtMost": "10"}""",
            """{"database": "MARIADB", "connection": {"authType": "detailed", "host": "127.0.0.1", "port": 1, "password": "long-password"}, "source": {"mode": "outbox", "table": "sales.outbox", "idColumn": "id", "condition": "kind = :k", "variables": {"k": 1}, "markColumn": "done"}, "pollingInterval": "PT1M"}""")
        {
            Services = Options,
        },
    ];

    [Fact]
    public async Task Every_connector_keeps_every_rule() =>
        Assert.Equal("", string.Join('\n', await ConnectorConformance.CheckAsync(Samples, [])));

    [Fact]
    public void Every_connector_has_samples() => Assert.Equal(SqlConnectors.Connectors, Samples.Select(sample => sample.Connector));
}
