using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Npgsql;

namespace Fairlead.Connectors.Sql.Drivers;

/// <summary>Numbers of any length, digit for digit, from what comes over the wire.</summary>
/// <remarks>Source: https://github.com/postgres/postgres/blob/master/src/backend/utils/adt/numeric.c, <c>numeric_send</c>.</remarks>
internal static class PostgresNumeric
{
    private const ushort Negative = 0x4000;
    private const ushort NotANumber = 0xC000;
    private const ushort Infinity = 0xD000;
    private const ushort MinusInfinity = 0xF000;

    public static void Write(NpgsqlDataReader reader, int column, Utf8JsonWriter writer)
    {
        using var stream = reader.GetStream(column);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var text = Read(bytes.ToArray());
        if (char.IsLetter(text[^1]))
            writer.WriteStringValue(text);
        else
            writer.WriteRawValue(text, skipInputValidation: true);
    }

    /// <returns>A JSON number, or NaN, Infinity, -Infinity.</returns>
    public static string Read(ReadOnlySpan<byte> bytes)
    {
        var count = BinaryPrimitives.ReadInt16BigEndian(bytes);
        var weight = BinaryPrimitives.ReadInt16BigEndian(bytes[2..]);
        var sign = BinaryPrimitives.ReadUInt16BigEndian(bytes[4..]);
        var scale = BinaryPrimitives.ReadInt16BigEndian(bytes[6..]);
        if (sign is NotANumber or Infinity or MinusInfinity)
            return sign switch { NotANumber => "NaN", Infinity => "Infinity", _ => "-Infinity" };

        var digits = new StringBuilder();
        if (sign is Negative)
            digits.Append('-');
        if (weight < 0)
            digits.Append('0');
        for (var group = 0; group <= weight; group++)
            digits.Append(Invariant(At(bytes, group, count), isFirst: group is 0));
        if (scale > 0)
        {
            digits.Append('.');
            var begin = digits.Length;
            for (var group = weight + 1; digits.Length - begin < scale; group++)
                digits.Append(Invariant(At(bytes, group, count), isFirst: false));
            digits.Length = begin + scale;
        }

        return digits.ToString();
    }

    private static int At(ReadOnlySpan<byte> bytes, int group, int count) =>
        group >= 0 && group < count ? BinaryPrimitives.ReadInt16BigEndian(bytes[(8 + (2 * group))..]) : 0;

    private static string Invariant(int group, bool isFirst) =>
        group.ToString(isFirst ? "0" : "0000", System.Globalization.CultureInfo.InvariantCulture);
}
