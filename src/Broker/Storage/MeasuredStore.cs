namespace Fairlead.Broker.Storage;

/// <summary>A store whose flushes are timed.</summary>
/// <param name="flushed">Told how long each one took.</param>
internal sealed class MeasuredStore(IStore store, TimeProvider time, Action<TimeSpan> flushed) : IStore
{
    public byte[]? Get(ColumnFamily family, ReadOnlySpan<byte> key) => store.Get(family, key);

    public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, byte[] to) => store.Scan(family, from, to);

    public void Write(StoreBatch batch) => store.Write(batch);

    public void Sync()
    {
        var began = time.GetTimestamp();
        store.Sync();
        flushed(time.GetElapsedTime(began));
    }

    public void Dispose() => store.Dispose();
}
