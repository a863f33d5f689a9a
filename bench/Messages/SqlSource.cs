using System.Globalization;

using Fairlead.Tests.Servers;
using Npgsql;

namespace Fairlead.Bench.Messages;

/// <summary>
/// An outbox table of PostgreSQL whose rows are deleted when they are done, and inserts that are committed one by one, over at most twenty
/// connections, as the connector has them.
/// </summary>
internal sealed class SqlSource : MessageSource
{
    private const int RowsAtOnce = 100;

    private PostgresServer? _server;
    private NpgsqlDataSource? _data;

    public override string Name => "PostgreSQL (outbox of 100 rows a question, inserts)";

    public override string SenderType => "io.camunda:connector-jdbc:1";

    private static string Table(string place) => place.Replace('-', '_');

    private string Uri => string.Create(CultureInfo.InvariantCulture, $"jdbc:postgresql://127.0.0.1:{_server!.Port}/postgres?user=postgres");

    public override async Task StartAsync(CancellationToken cancellation)
    {
        _server = await PostgresServer.StartAsync(cancellation);
        _data = NpgsqlDataSource.Create(
            string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_server.Port};Database=postgres;Username=postgres;Maximum Pool Size=20"));
    }

    public override async Task PrepareAsync(string place, CancellationToken cancellation)
    {
        await using var command = _data!.CreateCommand(
            $"drop table if exists {Table(place)}; create table {Table(place)} (id bigserial primary key, name text not null, item text, quantity int)");
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public override async Task FillAsync(string place, int messages, CancellationToken cancellation)
    {
        await PrepareAsync(place, cancellation);
        await using var command = _data!.CreateCommand(
            $"insert into {Table(place)} (name, item, quantity) select 'm' || n, 'coffee', 2 from generate_series(1, {messages}) n");
        await command.ExecuteNonQueryAsync(cancellation);
    }

    public override IReadOnlyList<(string Name, string Value)> Subscription(string place) =>
    [
        ("inbound.type", "io.fairlead:sql-polling:1"),
        ("database", "POSTGRESQL"),
        ("connection.authType", "uri"),
        ("connection.uri", Uri),
        ("pollingInterval", "PT0.1S"),
        ("rowsAtMost", $"{RowsAtOnce}"),
        ("source.mode", "outbox"),
        ("source.table", Table(place)),
        ("source.keyColumn", "id"),
        ("source.orderColumn", "id"),
        ("source.idColumn", "name"),
        ("resultExpression", "={id: row.name}"),
    ];

    public override async Task ReadBareAsync(string place, int messages, CancellationToken cancellation)
    {
        await using var connection = await _data!.OpenConnectionAsync(cancellation);
        for (var read = 0; read < messages;)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using var take = new NpgsqlCommand(
                $"delete from {Table(place)} where id in (select id from {Table(place)} order by id limit {RowsAtOnce} for update skip locked) returning name, item, quantity",
                connection,
                transaction);
            await using (var rows = await take.ExecuteReaderAsync(cancellation))
            {
                while (await rows.ReadAsync(cancellation))
                    read++;
            }

            await transaction.CommitAsync(cancellation);
        }
    }

    public override IReadOnlyList<(string Target, string Source)> Sender(string place) =>
    [
        ("database", "POSTGRESQL"),
        ("connection.authType", "uri"),
        ("connection.uri", Uri),
        ("data.returnResults", "=false"),
        ("data.query", $"insert into {Table(place)} (name, item, quantity) values (:name, :item, :quantity)"),
        ("data.variables", "={name: \"m\" + string(n), item: \"coffee\", quantity: 2}"),
    ];

    public override Task SendBareAsync(string place, int messages, int atOnce, CancellationToken cancellation) =>
        ForEachAsync(messages, atOnce, async (_, number) =>
        {
            await using var command = _data!.CreateCommand($"insert into {Table(place)} (name, item, quantity) values ($1, $2, $3)");
            command.Parameters.Add(new NpgsqlParameter { Value = $"m{number}" });
            command.Parameters.Add(new NpgsqlParameter { Value = "coffee" });
            command.Parameters.Add(new NpgsqlParameter { Value = 2 });
            await command.ExecuteNonQueryAsync(cancellation);
        });

    public override async ValueTask DisposeAsync()
    {
        if (_data is not null)
            await _data.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }
}
