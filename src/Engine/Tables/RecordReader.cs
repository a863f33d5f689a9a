using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Text;

namespace Fairlead.Engine.Tables;

/// <summary>Reads what <see cref="RecordWriter"/> wrote. At the end of the bytes every field is its default.</summary>
internal ref struct RecordReader(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> _rest = bytes;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public readonly bool AtEnd => _rest.IsEmpty;

    public long Long()
    {
        if (_rest.IsEmpty) return 0;
        ulong value = 0;
        for (var (shift, index) = (0, 0); index < _rest.Length; shift += 7, index++)
        {
            value |= (ulong)(_rest[index] & 0x7F) << shift;
            if ((_rest[index] & 0x80) != 0) continue;
            _rest = _rest[(index + 1)..];
            return (long)(value >> 1) ^ -(long)(value & 1);
        }

        throw new UnreachableException("A record ends within a number.");
    }

    public int Int() => checked((int)Long());

    public bool Flag() => Long() != 0;

    public long? Optional() => Flag() ? Long() : null;

    public string Text() => Encoding.UTF8.GetString(Take(Int()));

    public string? OptionalText() => Flag() ? Text() : null;

    public byte[] Blob() => Take(Int()).ToArray();

    public ImmutableArray<string> Texts()
    {
        var count = Int();
        if (count == 0) return [];
        var values = ImmutableArray.CreateBuilder<string>(count);
        for (var i = 0; i < count; i++) values.Add(Text());
        return values.MoveToImmutable();
    }

    public static long Ordered(ReadOnlySpan<byte> source) => BinaryPrimitives.ReadInt64BigEndian(source);

    private ReadOnlySpan<byte> Take(int count)
    {
        if ((uint)count > (uint)_rest.Length) throw new UnreachableException("A record ends within a field.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
