using Fairlead.Broker.Storage;

namespace Fairlead.Server.Tests.Faults;

/// <summary>The real store with a disk that is slow, and at some moment full.</summary>
internal sealed class FaultyStore(Func<TimeSpan> delay) : IStore
{
    private readonly ManualResetEventSlim _never = new(initialState: false);
    private IStore? _store;
    private int _operationsLeft = int.MaxValue;

    /// <summary>Whether it has refused something.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>Refuses everything after so many writes and flushes more.</summary>
    public void BreakAfter(int operations) => Volatile.Write(ref _operationsLeft, operations);

    /// <summary>The disk is as good as new.</summary>
    public void Repair() => Volatile.Write(ref _operationsLeft, int.MaxValue);

    /// <summary>Opens it, and again after it was closed.</summary>
    public FaultyStore Open(string folder)
    {
        if (Volatile.Read(ref _operationsLeft) <= 0)
            Refuse();
        _store = RocksDbStore.Open(folder);
        return this;
    }

    public byte[]? Get(ColumnFamily family, ReadOnlySpan<byte> key) => Store.Get(family, key);

    public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, byte[] to) => Store.Scan(family, from, to);

    public void Write(StoreBatch batch)
    {
        Check();
        Store.Write(batch);
    }

    public void Sync()
    {
        if (delay() is { Ticks: > 0 } wait)
            _never.Wait(wait);
        Check();
        Store.Sync();
    }

    public void Dispose() => _store?.Dispose();

    private IStore Store => _store!;

    private void Check()
    {
        if (Interlocked.Decrement(ref _operationsLeft) >= 0)
            return;
        Volatile.Write(ref _operationsLeft, 0);
        Refuse();
    }

    private void Refuse()
    {
        HasRefused = true;
        throw new StoreException("No space left on device.");
    }
}
