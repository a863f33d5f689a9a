using Fairlead.Broker.Storage;

namespace Fairlead.Server.Tests.Faults;

/// <summary>The real store with a disk that is slow, and at some moment full.</summary>
internal sealed class FaultyStore(IStore store, Func<TimeSpan> delay) : IStore
{
    private readonly ManualResetEventSlim _never = new(initialState: false);
    private int _operationsLeft = int.MaxValue;

    /// <summary>Whether it has refused something.</summary>
    public bool HasRefused { get; private set; }

    /// <summary>Refuses everything after so many writes and flushes more.</summary>
    public void BreakAfter(int operations) => Volatile.Write(ref _operationsLeft, operations);

    public byte[]? Get(ColumnFamily family, ReadOnlySpan<byte> key) => store.Get(family, key);

    public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, byte[] to) => store.Scan(family, from, to);

    public void Write(StoreBatch batch)
    {
        Check();
        store.Write(batch);
    }

    public void Sync()
    {
        if (delay() is { Ticks: > 0 } wait)
            _never.Wait(wait);
        Check();
        store.Sync();
    }

    public void Dispose()
    {
        store.Dispose();
        _never.Dispose();
    }

    private void Check()
    {
        if (Interlocked.Decrement(ref _operationsLeft) >= 0)
            return;
        Volatile.Write(ref _operationsLeft, 0);
        HasRefused = true;
        throw new StoreException("No space left on device.");
    }
}
