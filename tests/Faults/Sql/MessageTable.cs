using System.Globalization;
using Fairlead.Faults.Support;
using Fairlead.Tests.Servers;
using Npgsql;

namespace Fairlead.Faults.Sql;

/// <summary>A table of PostgreSQL, read behind a cursor or emptied as an outbox. What it has confirmed survives a kill.</summary>
internal sealed class MessageTable : MessageSource
{
    private readonly PostgresServer _server;
    private readonly string _table;
    private readonly bool _isOutbox;
    private readonly NpgsqlDataSource _source;

    private MessageTable(PostgresServer server, string table, bool isOutbox)
    {
        (_server, _table, _isOutbox) = (server, table, isOutbox);
        _source = NpgsqlDataSource.Create(
            string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={server.Port};Username=postgres;Database=postgres"));
    }

    public override IReadOnlyDictionary<string, string> Properties => new Dictionary<string, string>
    {
        ["inbound.type"] = "io.fairlead:sql-polling:1",
        ["database"] = "POSTGRESQL",
        ["connection.authType"] = "uri",
        ["connection.uri"] = string.Create(CultureInfo.InvariantCulture, $"jdbc:postgresql://127.0.0.1:{_server.Port}/postgres?user=postgres"),
        ["pollingInterval"] = "PT0.1S",
        ["rowsAtMost"] = "100",
        ["source.idColumn"] = "name",
        ["resultExpression"] = """=if row.number = null then "none" else {number: row.number}""",
        ["source.mode"] = _isOutbox ? "outbox" : "query",
        [_isOutbox ? "source.table" : "source.query"] = _isOutbox
            ? _table
            : $"SELECT place, name, number FROM {_table} WHERE place > :after ORDER BY place",
        [_isOutbox ? "source.keyColumn" : "source.variables"] = _isOutbox ? "place" : "={after: if cursor = null then 0 else cursor}",
        [_isOutbox ? "source.orderColumn" : "source.cursorExpression"] = _isOutbox ? "place" : "=row.place",
    };

    public override string PoisonCode => "RESULT_NOT_AN_OBJECT";

    public static async Task<MessageSource> CreateAsync(PostgresServer server, string name, bool isOutbox, CancellationToken cancellation)
    {
        var table = new MessageTable(server, name.Replace('-', '_'), isOutbox);
        await table.InsistAsync(
            $"CREATE TABLE {table._table} (place BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name TEXT NOT NULL, number INT)", [], cancellation);
        return table;
    }

    public override Task PublishAsync(IReadOnlyList<int> numbers, CancellationToken cancellation) => InsistAsync(
        $"INSERT INTO {_table} (name, number) SELECT 'm' || n, n FROM unnest($1) WITH ORDINALITY AS given (n, position) ORDER BY position",
        [numbers.ToArray()],
        cancellation);

    public override Task PublishPoisonAsync(CancellationToken cancellation) =>
        InsistAsync($"INSERT INTO {_table} (name) VALUES ('poison')", [], cancellation);

    public override string Repaired(int number) => string.Create(CultureInfo.InvariantCulture, $$$"""{"row":{"name":"poison","number":{{{number}}}}}""");

    /// <summary>Nobody but the cluster knows how far a table is read that keeps its rows.</summary>
    public override async Task<bool> IsSettledAsync(CancellationToken cancellation)
    {
        if (!_isOutbox)
            return true;
        try
        {
            await using var command = _source.CreateCommand($"SELECT COUNT(*) FROM {_table}");
            return await command.ExecuteScalarAsync(cancellation) is 0L;
        }
        catch (NpgsqlException)
        {
            // A connection from before the kill; the next question takes another.
            return false;
        }
    }

    public override Task KillBrokerAsync() => _server.Server.KillAsync();

    public override Task StartBrokerAsync(CancellationToken cancellation) => _server.Server.StartAgainAsync(cancellation);

    public override async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await base.DisposeAsync();
    }

    /// <summary>Until the database has it for good; then it may have it twice.</summary>
    private async Task InsistAsync(string statement, IReadOnlyList<object> values, CancellationToken cancellation)
    {
        using var ticks = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            try
            {
                await using var command = _source.CreateCommand(statement);
                foreach (var value in values)
                    command.Parameters.AddWithValue(value);
                await command.ExecuteNonQueryAsync(cancellation);
                return;
            }
            catch (NpgsqlException)
            {
                // It is away, or comes back.
                await ticks.WaitForNextTickAsync(cancellation);
            }
        }
    }
}
