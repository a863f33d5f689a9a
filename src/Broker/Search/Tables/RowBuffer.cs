using System.Runtime.InteropServices;

namespace Fairlead.Broker.Search.Tables;

/// <summary>
/// Rows that one transaction touches, by key. What is created and changed within it becomes one insert. Kept in the order of their
/// first touch, which for new rows is the order of their keys: SQLite appends.
/// </summary>
internal sealed class RowBuffer<TRow>
    where TRow : class, new()
{
    private readonly Dictionary<long, int> _index = [];
    private readonly List<(long Key, TRow Row)> _rows = [];

    /// <summary>The row as far as this transaction knows it: whole when it was created in it, else only what changes.</summary>
    public TRow this[long key]
    {
        get
        {
            ref var index = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, key, out var exists);
            if (!exists)
            {
                index = _rows.Count;
                _rows.Add((key, new TRow()));
            }

            return _rows[index].Row;
        }
    }

    /// <summary>Writes all rows and forgets them.</summary>
    public void Flush(Action<long, TRow> write)
    {
        foreach (var (key, row) in _rows)
            write(key, row);
        Clear();
    }

    public void Clear()
    {
        _index.Clear();
        _rows.Clear();
    }
}
