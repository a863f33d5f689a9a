using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Fairlead.Connectors.Kafka.Schemas;

/// <summary>Writes the primitive types. Source: Apache Avro 1.12, binary encoding.</summary>
internal sealed class AvroOutput
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public byte[] ToArray() => _bytes.WrittenSpan.ToArray();

    public void Write(ReadOnlySpan<byte> raw) => _bytes.Write(raw);

    public void WriteBoolean(bool value) => _bytes.Write([value ? (byte)1 : (byte)0]);

    public void WriteLong(long value)
    {
        var rest = (ulong)((value << 1) ^ (value >> 63));
        var place = _bytes.GetSpan(10);
        var length = 0;
        for (; rest >= 0x80; rest >>= 7)
            place[length++] = (byte)(rest | 0x80);
        place[length++] = (byte)rest;
        _bytes.Advance(length);
    }

    public void WriteFloat(float value)
    {
        BinaryPrimitives.WriteSingleLittleEndian(_bytes.GetSpan(4), value);
        _bytes.Advance(4);
    }

    public void WriteDouble(double value)
    {
        BinaryPrimitives.WriteDoubleLittleEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }

    public void WriteBytes(ReadOnlySpan<byte> value)
    {
        WriteLong(value.Length);
        _bytes.Write(value);
    }

    public void WriteText(string value) => WriteBytes(Encoding.UTF8.GetBytes(value));
}

/// <summary>Reads the primitive types out of bytes that anybody may have written.</summary>
internal ref struct AvroInput(ReadOnlySpan<byte> bytes)
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly int Left => _rest.Length;

    public ReadOnlySpan<byte> Take(long length)
    {
        if (length < 0 || length > _rest.Length)
            throw new SchemaMismatchException("it ends in the middle.");
        var taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }

    public bool ReadBoolean() => Take(1)[0] switch
    {
        0 => false,
        1 => true,
        _ => throw new SchemaMismatchException("a boolean is neither 0 nor 1."),
    };

    public long ReadLong()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = Take(1)[0];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }

        throw new SchemaMismatchException("a number has no end.");
    }

    public float ReadFloat() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public ReadOnlySpan<byte> ReadBytes() => Take(ReadLong());

    public string ReadText()
    {
        try
        {
            return Strict.GetString(ReadBytes());
        }
        catch (DecoderFallbackException)
        {
            throw new SchemaMismatchException("a text is not UTF-8.");
        }
    }
}
