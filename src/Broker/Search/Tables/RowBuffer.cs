using System.Runtime.InteropServices;

namespace Fairlead.Broker.Search.Tables;

/// <summary>A row as far as one transaction knows it.</summary>
internal abstract class Row
{
    public long Key { get; set; }

    /// <summary>Created in this transaction, so all of it is known, and inserted together with others.</summary>
    public abstract bool IsNew { get; }
}

/// <summary>
/// Rows that one transaction touches, by key. What is created and changed within it becomes one insert. Kept in the order of their
/// first touch, which for new rows is the order of their keys: SQLite appends.
/// </summary>
internal sealed class RowBuffer<TRow>
    where TRow : Row, new()
{
    private readonly Dictionary<long, TRow> _rows = [];
    private readonly List<TRow> _touched = [];
    private readonly List<TRow> _new = [];

    public TRow this[long key]
    {
        get
        {
            ref var row = ref CollectionsMarshal.GetValueRefOrAddDefault(_rows, key, out _);
            if (row is null)
            {
                row = new TRow { Key = key };
                _touched.Add(row);
            }

            return row;
        }
    }

    /// <summary>Writes all rows and forgets them.</summary>
    /// <param name="bind">Binds the columns of a new row; the number of the first one is given.</param>
    /// <param name="update">Writes what changes in an older row, or a row that others have to be there for; after the new ones.</param>
    public void Flush(Insert insert, Action<Statement, int, TRow> bind, Action<TRow> update)
    {
        foreach (var row in _touched)
        {
            if (row.IsNew)
                _new.Add(row);
        }

        insert.Write(_new, bind);
        foreach (var row in _touched)
        {
            if (!row.IsNew)
                update(row);
        }

        Clear();
    }

    public void Clear()
    {
        _rows.Clear();
        _touched.Clear();
        _new.Clear();
    }
}
