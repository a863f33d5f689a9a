using System.Buffers.Binary;
using Fairlead.Broker.Storage;

namespace Fairlead.Broker.Journaling;

/// <summary>Positions of journal records: 1 for the first one ever, then one more each, without gaps.</summary>
internal static class Position
{
    /// <summary>The state families hold what the records up to this one led to.</summary>
    public static ReadOnlySpan<byte> AppliedKey => "applied"u8;

    /// <summary>Records up to this one are gone.</summary>
    public static ReadOnlySpan<byte> TruncatedKey => "truncated"u8;

    public const int Length = sizeof(long);

    public static byte[] ToKey(long position)
    {
        var key = new byte[Length];
        Write(key, position);
        return key;
    }

    public static void Write(Span<byte> key, long position) => BinaryPrimitives.WriteInt64BigEndian(key, position);

    public static long Read(ReadOnlySpan<byte> key) => BinaryPrimitives.ReadInt64BigEndian(key);

    /// <returns>0 when it was never written.</returns>
    public static long Load(IStore store, ReadOnlySpan<byte> name) =>
        store.Get(ColumnFamily.Broker, name) is { } value ? Read(value) : 0;

    public static void Save(StoreBatch batch, ReadOnlySpan<byte> name, long position)
    {
        Span<byte> value = stackalloc byte[Length];
        Write(value, position);
        batch.Put(ColumnFamily.Broker, name, value);
    }
}
