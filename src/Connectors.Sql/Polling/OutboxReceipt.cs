using System.Data.Common;
using System.Net.Sockets;
using System.Text.Json;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Sql.Statements;

namespace Fairlead.Connectors.Sql.Polling;

/// <summary>Rows of an outbox while their events are handed over. Those that are durable go; the rest is free again.</summary>
internal sealed class OutboxReceipt(SqlSource.Outbox outbox, SqlTaking taking, IReadOnlyList<JsonElement> rows) : IPollReceipt
{
    private const int KeysAtOnce = 500;

    public async Task SettleAsync(IReadOnlyList<Delivery?> deliveries, CancellationToken cancellation)
    {
        var keys = rows
            .Zip(deliveries)
            .Where(pair => pair.Second is not (null or Delivery.Refused))
            .Select(pair => SqlRow.ValueOf(pair.First, outbox.KeyColumn ?? outbox.IdColumn, "source.keyColumn"));
        try
        {
            foreach (var some in keys.Chunk(KeysAtOnce))
                await taking.RunAsync(DoneWith(some), cancellation);
            await taking.CommitAsync();
        }
        catch (Exception refused) when (refused is DbException or SocketException or IOException or TimeoutException or InvalidOperationException)
        {
            cancellation.ThrowIfCancellationRequested();
            throw taking.FailureOf(refused);
        }
    }

    public ValueTask DisposeAsync() => taking.DisposeAsync();

    private SqlStatement DoneWith(JsonElement[] keys)
    {
        var table = SqlRow.Name(outbox.Table, "source.table");
        var key = SqlRow.Name(outbox.KeyColumn ?? outbox.IdColumn, "source.keyColumn");
        var places = string.Join(", ", keys.Select((_, index) => taking.Placeholder(index + 1)));
        var isMarked = !string.IsNullOrWhiteSpace(outbox.MarkColumn);
        var change = isMarked
            ? $"UPDATE {table} SET {SqlRow.Name(outbox.MarkColumn!, "source.markColumn")} = CURRENT_TIMESTAMP"
            : $"DELETE FROM {table}";
        return new SqlStatement($"{change} WHERE {key} IN ({places})", keys, isMarked ? "UPDATE" : "DELETE");
    }
}
