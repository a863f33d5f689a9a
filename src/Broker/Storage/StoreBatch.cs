using System.Buffers;
using System.Runtime.InteropServices;

namespace Fairlead.Broker.Storage;

/// <summary>Puts and deletes that go to the store together. Made to be filled, written, cleared and filled again.</summary>
public sealed class StoreBatch
{
    private readonly ArrayBufferWriter<byte> _bytes = new(64 * 1024);
    private readonly List<Entry> _entries = new(256);

    public int Count => _entries.Count;

    public void Put(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        _entries.Add(new Entry(family, _bytes.WrittenCount, key.Length, value.Length));
        _bytes.Write(key);
        _bytes.Write(value);
    }

    public void Delete(ColumnFamily family, ReadOnlySpan<byte> key)
    {
        _entries.Add(new Entry(family, _bytes.WrittenCount, key.Length, Entry.Deleted));
        _bytes.Write(key);
    }

    /// <summary>Shows the entries in the order in which they were made; a later one for the same key wins.</summary>
    public void Replay(IStoreBatchReader reader)
    {
        var bytes = _bytes.WrittenSpan;
        foreach (ref readonly var entry in CollectionsMarshal.AsSpan(_entries))
        {
            var key = bytes.Slice(entry.Start, entry.KeyLength);
            if (entry.ValueLength is Entry.Deleted)
                reader.Delete(entry.Family, key);
            else
                reader.Put(entry.Family, key, bytes.Slice(entry.Start + entry.KeyLength, entry.ValueLength));
        }
    }

    public void Clear()
    {
        _entries.Clear();
        _bytes.ResetWrittenCount();
    }

    private readonly record struct Entry(ColumnFamily Family, int Start, int KeyLength, int ValueLength)
    {
        public const int Deleted = -1;
    }
}

/// <summary>Takes the entries of a <see cref="StoreBatch"/>; a store implements it.</summary>
public interface IStoreBatchReader
{
    void Put(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value);

    void Delete(ColumnFamily family, ReadOnlySpan<byte> key);
}
