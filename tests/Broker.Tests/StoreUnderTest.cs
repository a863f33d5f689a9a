using Fairlead.Broker.Storage;

namespace Fairlead.Broker.Tests;

/// <summary>The real store with a hand on it: its flushes can be held back, counted, and made to fail.</summary>
internal sealed class StoreUnderTest(IStore store) : IStore
{
    private readonly ManualResetEventSlim _flows = new(initialState: true);
    private volatile string? _broken;
    private volatile TaskCompletionSource _held = new();
    private int _syncs;

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
    public void Break(string why) => _broken = why;

    public byte[]? Get(ColumnFamily family, ReadOnlySpan<byte> key) => store.Get(family, key);

    public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, byte[] to) => store.Scan(family, from, to);

    public void Write(StoreBatch batch)
    {
        Check();
        store.Write(batch);
    }

    public void Sync()
    {
        if (!_flows.IsSet)
            _held.TrySetResult();
        _flows.Wait();
        Check();
        store.Sync();
        Interlocked.Increment(ref _syncs);
    }

    public void Dispose() => store.Dispose();

    private void Check()
    {
        if (_broken is { } why)
            throw new StoreException(why);
    }
}
