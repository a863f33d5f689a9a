using Fairlead.Engine;

namespace Fairlead.Broker.Storage;

/// <summary>The store as the engine's state reads it.</summary>
internal sealed class EngineReader(IStore store) : IStateReader
{
    public byte[]? Get(Family family, ReadOnlySpan<byte> key) => store.Get(ColumnFamily.Of(family), key);

    public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(Family family, byte[] from, byte[] to) =>
        store.Scan(ColumnFamily.Of(family), from, to);
}

/// <summary>A batch as the engine's state writes into it.</summary>
internal sealed class EngineWriter(StoreBatch batch) : IStateWriter
{
    public void Put(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        batch.Put(ColumnFamily.Of(family), key, value);

    public void Delete(Family family, ReadOnlySpan<byte> key) => batch.Delete(ColumnFamily.Of(family), key);
}
