using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Fairlead.Broker.Search.Tables;

/// <summary>Inserts rows many at a time: looking for the place of a row costs more than writing it.</summary>
internal sealed class Insert : IDisposable
{
    private const int RowsAtOnce = 16;

    private readonly int _columns;
    private readonly Statement _one;
    private readonly Statement _many;

    /// <param name="into">What stands before the values, for example <c>INSERT INTO jobs (key, state)</c>.</param>
    /// <param name="columns">Number of values of a row.</param>
    /// <param name="after">What stands behind the values.</param>
    public Insert(SqliteConnection connection, string into, int columns, string after = "")
    {
        _columns = columns;
        _one = new Statement(connection, Sql(rows: 1));
        _many = new Statement(connection, Sql(RowsAtOnce));

        string Sql(int rows)
        {
            var row = $"({string.Join(", ", Enumerable.Repeat("?", columns))})";
            return string.Create(CultureInfo.InvariantCulture, $"{into} VALUES {string.Join(", ", Enumerable.Repeat(row, rows))} {after}");
        }
    }

    /// <param name="bind">Binds the columns of a row; the number of the first one is given.</param>
    public void Write<TRow>(IReadOnlyList<TRow> rows, Action<Statement, int, TRow> bind)
    {
        var next = 0;
        for (; rows.Count - next >= RowsAtOnce; _many.Run())
        {
            for (var place = 0; place < RowsAtOnce; place++)
                bind(_many, (place * _columns) + 1, rows[next++]);
        }

        for (; next < rows.Count; _one.Run())
            bind(_one, 1, rows[next++]);
    }

    public void Dispose()
    {
        _one.Dispose();
        _many.Dispose();
    }
}
