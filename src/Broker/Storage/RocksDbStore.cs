using RocksDbSharp;

namespace Fairlead.Broker.Storage;

/// <summary>The store on disk: one RocksDB, one write-ahead log over all column families.</summary>
internal sealed class RocksDbStore : IStore, IStoreBatchReader
{
    private const ulong BlockCacheBytes = 64UL << 20;

    /// <summary>Of all families together, before they are written out.</summary>
    private const ulong WriteBufferBytes = 64UL << 20;

    /// <summary>Bounds the log that an abrupt end leaves to be read again.</summary>
    private const ulong LogBytesAtMost = 128UL << 20;

    /// <summary>Most scans want the first entries only.</summary>
    private const int FirstPage = 16;
    private const int PageAtMost = 1024;

    private readonly RocksDb _db;
    private readonly ColumnFamilyHandle[] _families;
    private readonly WriteOptions _noSync = new WriteOptions().SetSync(false);
    private readonly WriteBatch _batch = new();

    /// <summary>One that no scan uses at this moment: making one for each costs more than a short scan.</summary>
    private ReadOptions? _bounded;

    private RocksDbStore(RocksDb db)
    {
        _db = db;
        _families = [.. ColumnFamily.All.Select(family => db.GetColumnFamily(family.Name))];
    }

    /// <summary>Binds the native library, which takes longer than opening a folder. May run beside other work, before <see cref="Open"/>.</summary>
    public static void LoadLibrary() => _ = Native.Instance;

    public static RocksDbStore Open(string folder)
    {
        var table = new BlockBasedTableOptions()
            .SetBlockCache(Cache.CreateLru(BlockCacheBytes))
            .SetFilterPolicy(BloomFilterPolicy.Create(10, false));
        var families = new ColumnFamilies(new ColumnFamilyOptions());
        foreach (var family in ColumnFamily.All)
            families.Add(family.Name, new ColumnFamilyOptions().SetBlockBasedTableFactory(table).SetCompression(Compression.Lz4));

        var options = new DbOptions()
            .SetCreateIfMissing(true)
            .SetCreateMissingColumnFamilies(true)
            .SetDbWriteBufferSize(WriteBufferBytes)
            .SetMaxTotalWalSize(LogBytesAtMost)
            .SetKeepLogFileNum(3)
            .SetInfoLogLevel(InfoLogLevel.Warn);
        try
        {
            return new RocksDbStore(RocksDb.Open(options, folder, families));
        }
        catch (RocksDbSharpException cause)
        {
            throw new StoreException(cause.Message, cause);
        }
    }

    public byte[]? Get(ColumnFamily family, ReadOnlySpan<byte> key)
    {
        try
        {
            return _db.Get(key, _families[family.Index]);
        }
        catch (RocksDbSharpException cause)
        {
            throw new StoreException(cause.Message, cause);
        }
    }

    public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, byte[] to)
    {
        // Page by page: a native iterator never outlives the call that made it, whatever the caller does with the enumerator.
        var page = new List<KeyValuePair<byte[], byte[]>>(FirstPage);
        for (var size = FirstPage; ; size = Math.Min(size * 4, PageAtMost))
        {
            page.Clear();
            ReadPage(family, from, to, size, page);
            foreach (var entry in page)
                yield return entry;
            if (page.Count < size)
                yield break;
            from = [.. page[^1].Key, 0];
        }
    }

    public void Write(StoreBatch batch)
    {
        try
        {
            _batch.Clear();
            batch.Replay(this);
            _db.Write(_batch, _noSync);
        }
        catch (RocksDbSharpException cause)
        {
            throw new StoreException(cause.Message, cause);
        }
    }

    public void Sync()
    {
        try
        {
            Native.Instance.rocksdb_flush_wal(_db.Handle, 1);
        }
        catch (RocksDbSharpException cause)
        {
            throw new StoreException(cause.Message, cause);
        }
    }

    void IStoreBatchReader.Put(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        _batch.Put(key, value, _families[family.Index]);

    void IStoreBatchReader.Delete(ColumnFamily family, ReadOnlySpan<byte> key) => _batch.Delete(key, _families[family.Index]);

    public void Dispose()
    {
        _batch.Dispose();
        _db.Dispose();
    }

    private void ReadPage(ColumnFamily family, byte[] from, byte[] to, int size, List<KeyValuePair<byte[], byte[]>> page)
    {
        var bounded = Interlocked.Exchange(ref _bounded, null) ?? new ReadOptions();
        try
        {
            // The bound is for what was deleted behind it: without one an empty range is sought through all of that.
            using var iterator = _db.NewIterator(_families[family.Index], bounded.SetIterateUpperBound(to));
            for (iterator.Seek(from); page.Count < size && iterator.Valid(); iterator.Next())
                page.Add(new(iterator.Key(), iterator.Value()));
        }
        catch (RocksDbSharpException cause)
        {
            throw new StoreException(cause.Message, cause);
        }

        Volatile.Write(ref _bounded, bounded);
    }
}
