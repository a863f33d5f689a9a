using Fairlead.Broker.Storage;

namespace Fairlead.Broker.Tests;

/// <summary>The real store with a hand on it: its flushes can be held back, counted, and made to fail.</summary>
internal sealed class StoreUnderTest : IStore
{
    private readonly IStore _store;
    private readonly Disk _disk;
    private readonly ManualResetEventSlim _flows = new(initialState: true);
    private volatile TaskCompletionSource _held = new();
    private int _syncs;

    public StoreUnderTest(IStore store)
        : this(store, new Disk())
    {
    }

    private StoreUnderTest(IStore store, Disk disk) => (_store, _disk) = (store, disk);

    public int Syncs => Volatile.Read(ref _syncs);

    /// <summary>Done as soon as a flush waits because of <see cref="Hold"/>.</summary>
    public Task IsHeld => _held.Task;

    public void Hold()
    {
        _held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _flows.Reset();
    }

    public void Release() => _flows.Set();

    /// <summary>From now on nothing can be written, as on a full disk.</summary>
    /// <param name="canBeOpened">Whether it can be opened and read nevertheless.</param>
    public void Break(string why, bool canBeOpened = false) => (_disk.CanBeOpened, _disk.Broken) = (canBeOpened, why);

    public void Repair() => _disk.Broken = null;

    /// <summary>The same disk, opened again by the cluster itself: it is as broken as it was.</summary>
    public StoreUnderTest Again(Func<IStore> open)
    {
        if (!_disk.CanBeOpened)
            Check();
        return new StoreUnderTest(open(), _disk);
    }

    public byte[]? Get(ColumnFamily family, ReadOnlySpan<byte> key) => _store.Get(family, key);

    public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, byte[] to) => _store.Scan(family, from, to);

    public void Write(StoreBatch batch)
    {
        Check();
        _store.Write(batch);
    }

    public void Sync()
    {
        if (!_flows.IsSet)
            _held.TrySetResult();
        _flows.Wait();
        Check();
        _store.Sync();
        Interlocked.Increment(ref _syncs);
    }

    public void Dispose() => _store.Dispose();

    private void Check()
    {
        if (_disk.Broken is { } why)
            throw new StoreException(why);
    }

    /// <summary>What outlives a store that is closed.</summary>
    private sealed class Disk
    {
        private volatile string? _broken;
        private volatile bool _canBeOpened;

        public string? Broken { get => _broken; set => _broken = value; }

        public bool CanBeOpened { get => _canBeOpened; set => _canBeOpened = value; }
    }
}
