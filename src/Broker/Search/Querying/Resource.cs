using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Querying;

/// <summary>One kind of thing that can be searched: where its rows come from and how one is read.</summary>
/// <param name="Columns">Of the item, in the order in which <paramref name="Read"/> expects them.</param>
/// <param name="From">Tables and joins.</param>
/// <param name="Key">Unique; settles the order of what is otherwise equal.</param>
internal sealed record Resource<TItem>(
    IReadOnlyList<string> Columns,
    string From,
    string Key,
    IReadOnlyDictionary<string, string> SortFields,
    Func<SqliteDataReader, TItem> Read)
{
    private const int TotalAtMost = 10_000;

    public Found<TItem> Search(SqliteConnection connection, Where where, IReadOnlyList<Order> orders, Page page)
    {
        var total = Count(connection, where);
        IReadOnlyList<Order> all = [.. orders, new Order(Key, orders.Count > 0 && orders[^1].Descending)];
        var isBackward = page.Before is not null;
        if (isBackward)
            all = [.. all.Select(order => order with { Descending = !order.Descending })];
        if ((page.After ?? page.Before) is { } cursor)
            Seek(where, all, Cursor.Read(cursor, all.Count));

        var rows = ReadPage(connection, where, all, page);
        if (isBackward)
            rows.Reverse();
        return new(
            [.. rows.Select(row => row.Item)],
            Math.Min(total, TotalAtMost),
            total > TotalAtMost,
            rows.Count > 0 ? Cursor.Write(rows[0].Order) : null,
            rows.Count > 0 ? Cursor.Write(rows[^1].Order) : null);
    }

    public TItem? Find(SqliteConnection connection, long key)
    {
        var where = new Where().Compare(Key, "=", key);
        var rows = ReadPage(connection, where, [], new Page(1));
        return rows.Count > 0 ? rows[0].Item : default;
    }

    /// <summary>Keeps what lies behind the row that the values describe. Null is smaller than every value, as SQLite sorts.</summary>
    private static void Seek(Where where, IReadOnlyList<Order> orders, IReadOnlyList<object?> values)
    {
        var alternatives = new List<Action<Where>>();
        for (var i = 0; i < orders.Count; i++)
        {
            var (index, order, value) = (i, orders[i], values[i]);
            if (order.Descending && value is null)
                continue;
            alternatives.Add(more =>
            {
                for (var equal = 0; equal < index; equal++)
                    more.Compare(orders[equal].Sql, "IS", values[equal]);
                if (value is null)
                    more.Exists(order.Sql, exists: true);
                else if (order.Descending)
                    more.Any([less => less.Compare(order.Sql, "<", value), less => less.Exists(order.Sql, exists: false)]);
                else
                    more.Compare(order.Sql, ">", value);
            });
        }

        where.Any(alternatives);
    }

    private int Count(SqliteConnection connection, Where where)
    {
        using var command = connection.CreateCommand();
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT count(*) FROM (SELECT 1 FROM {From} WHERE {where.Terms} LIMIT {TotalAtMost + 1})");
        where.BindTo(command);
        return (int)(long)command.ExecuteScalar()!;
    }

    private List<(TItem Item, object?[] Order)> ReadPage(SqliteConnection connection, Where where, IReadOnlyList<Order> orders, Page page)
    {
        using var command = connection.CreateCommand();
        var columns = string.Join(", ", Columns.Concat(orders.Select(order => order.Sql)));
        var order = orders.Count == 0
            ? ""
            : $"ORDER BY {string.Join(", ", orders.Select(order => order.Sql + (order.Descending ? " DESC" : " ASC")))}";
        command.CommandText = string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {columns} FROM {From} WHERE {where.Terms} {order} LIMIT {page.Limit} OFFSET {page.From}");
        where.BindTo(command);
        using var reader = command.ExecuteReader();
        var rows = new List<(TItem, object?[])>();
        while (reader.Read())
        {
            var values = new object?[orders.Count];
            for (var i = 0; i < values.Length; i++)
                values[i] = reader.IsDBNull(Columns.Count + i) ? null : reader.GetValue(Columns.Count + i);
            rows.Add((Read(reader), values));
        }

        return rows;
    }
}
