using Fairlead.Broker.Storage;

namespace Fairlead.Testing.Processes;

/// <summary>A store that forgets everything with the process.</summary>
internal sealed class MemoryStore : IStore, IStoreBatchReader
{
    private static readonly Comparer<byte[]> ByteOrder = Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right));

    private readonly SortedList<byte[], byte[]>[] _families =
        [.. ColumnFamily.All.Select(_ => new SortedList<byte[], byte[]>(ByteOrder))];

    public byte[]? Get(ColumnFamily family, ReadOnlySpan<byte> key) => _families[family.Index].GetValueOrDefault(key.ToArray());

    public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, byte[] to) =>
        [.. _families[family.Index]
            .SkipWhile(entry => ByteOrder.Compare(entry.Key, from) < 0)
            .TakeWhile(entry => ByteOrder.Compare(entry.Key, to) < 0)];

    public void Write(StoreBatch batch) => batch.Replay(this);

    public void Put(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        // What happened is seen as it happens; nobody reads it again.
        if (family != ColumnFamily.Journal)
            _families[family.Index][key.ToArray()] = value.ToArray();
    }

    public void Delete(ColumnFamily family, ReadOnlySpan<byte> key) => _families[family.Index].Remove(key.ToArray());

    public void Sync()
    {
        // There is no disk.
    }

    public void Dispose()
    {
        // Nor a file.
    }
}
