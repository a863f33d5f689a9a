namespace Fairlead.Broker.Storage;

/// <summary>
/// A store that can be closed and opened again. As a store it is for those who read beside the partition, whom it keeps from one that is
/// being closed: they wait, or are refused while none is open.
/// </summary>
internal sealed class ReopenableStore(Func<IStore> open) : IStore
{
    /// <summary>Entries of a scan that are read at once.</summary>
    private const int Page = 64;

    private readonly Lock _gate = new();
    private IStore? _store;

    /// <summary>Closes the one that is open, whose writers must have ended, and opens it anew.</summary>
    /// <returns>For the writers; it lasts until the next call.</returns>
    /// <exception cref="StoreException">It cannot be opened; it is closed then.</exception>
    public IStore Open()
    {
        lock (_gate)
        {
            Close();
            return _store = open();
        }
    }

    public byte[]? Get(ColumnFamily family, ReadOnlySpan<byte> key)
    {
        lock (_gate)
            return Store.Get(family, key);
    }

    public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, byte[] to)
    {
        while (true)
        {
            List<KeyValuePair<byte[], byte[]>> page;
            lock (_gate)
                page = [.. Store.Scan(family, from, to).Take(Page)];
            foreach (var entry in page)
                yield return entry;
            if (page.Count < Page)
                yield break;
            from = [.. page[^1].Key, 0];
        }
    }

    public void Write(StoreBatch batch)
    {
        lock (_gate)
            Store.Write(batch);
    }

    public void Sync()
    {
        lock (_gate)
            Store.Sync();
    }

    public void Dispose()
    {
        lock (_gate)
            Close();
    }

    private IStore Store => _store ?? throw new StoreException("the store is closed until it can be opened again");

    private void Close()
    {
        var store = _store;
        _store = null;
        store?.Dispose();
    }
}
