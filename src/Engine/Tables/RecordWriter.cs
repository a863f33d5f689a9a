using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Fairlead.Engine.Tables;

/// <summary>
/// Writes the fields of a record one after the other: numbers as zigzag varints, text and blobs with their length before them. A
/// record grows only at its end; <see cref="RecordReader"/> gives defaults for fields that an older record lacks.
/// </summary>
internal readonly ref struct RecordWriter(IBufferWriter<byte> output)
{
    public void Long(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var span = output.GetSpan(10);
        var count = 0;
        for (; rest >= 0x80; rest >>= 7) span[count++] = (byte)(rest | 0x80);
        span[count++] = (byte)rest;
        output.Advance(count);
    }

    public void Int(int value) => Long(value);

    public void Flag(bool value) => Long(value ? 1 : 0);

    /// <summary>Null and a number differ: null is written as an empty field, a number with a mark before it.</summary>
    public void Optional(long? value)
    {
        Flag(value is not null);
        if (value is { } number) Long(number);
    }

    public void Text(string value)
    {
        var bytes = Encoding.UTF8.GetByteCount(value);
        Int(bytes);
        Encoding.UTF8.GetBytes(value, output.GetSpan(bytes));
        output.Advance(bytes);
    }

    public void OptionalText(string? value)
    {
        Flag(value is not null);
        if (value is not null) Text(value);
    }

    public void Blob(ReadOnlySpan<byte> value)
    {
        Int(value.Length);
        output.Write(value);
    }

    public void Texts(ImmutableArray<string> values)
    {
        Int(values.Length);
        foreach (var value in values) Text(value);
    }

    public void Texts(IReadOnlyList<string> values)
    {
        Int(values.Count);
        for (var i = 0; i < values.Count; i++) Text(values[i]);
    }

    /// <summary>Fixed width and byte order, so that the order of bytes is that of non-negative numbers.</summary>
    public static void Ordered(Span<byte> target, long value) => BinaryPrimitives.WriteInt64BigEndian(target, value);
}
