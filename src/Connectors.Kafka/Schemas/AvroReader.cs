using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Avro;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Schemas;

/// <summary>Makes JSON of Avro: bytes are text of Latin-1 as Avro's own JSON has them, decimals are numbers.</summary>
internal static class AvroReader
{
    /// <summary>Items of a list need no bytes when they are null.</summary>
    private const int ItemsAtMost = 1_000_000;

    /// <returns>UTF-8 JSON.</returns>
    /// <exception cref="SchemaMismatchException">The bytes are not of the schema.</exception>
    public static ReadOnlyMemory<byte> Read(ReadOnlySpan<byte> bytes, Schema schema)
    {
        var json = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(json, new JsonWriterOptions
        {
            Encoder = ConnectorJson.Options.Encoder,
            MaxDepth = ConnectorJson.LevelsAtMost,
        });
        var input = new AvroInput(bytes);
        var items = 0;
        Read(ref input, schema, writer, ref items, levels: 0);
        if (input.Left > 0)
            throw new SchemaMismatchException($"{input.Left} bytes are left over.");
        writer.Flush();
        return json.WrittenMemory;
    }

    private static void Read(ref AvroInput input, Schema schema, Utf8JsonWriter writer, ref int items, int levels)
    {
        if (levels >= ConnectorJson.LevelsAtMost)
            throw new SchemaMismatchException($"it has more than {ConnectorJson.LevelsAtMost} levels.");
        var plain = AvroSchemas.Plain(schema);
        switch (plain)
        {
            case RecordSchema record:
                writer.WriteStartObject();
                foreach (var field in record.Fields)
                {
                    writer.WritePropertyName(field.Name);
                    Read(ref input, field.Schema, writer, ref items, levels + 1);
                }

                writer.WriteEndObject();
                break;
            case UnionSchema union:
                var branch = input.ReadLong();
                if (branch < 0 || branch >= union.Count)
                    throw new SchemaMismatchException("a union has no such branch.");
                Read(ref input, union[(int)branch], writer, ref items, levels + 1);
                break;
            case ArraySchema array:
                writer.WriteStartArray();
                for (var left = BlockOf(ref input, ref items); left > 0; left = BlockOf(ref input, ref items))
                {
                    for (; left > 0; left--)
                        Read(ref input, array.ItemSchema, writer, ref items, levels + 1);
                }

                writer.WriteEndArray();
                break;
            case MapSchema map:
                writer.WriteStartObject();
                for (var left = BlockOf(ref input, ref items); left > 0; left = BlockOf(ref input, ref items))
                {
                    for (; left > 0; left--)
                    {
                        writer.WritePropertyName(input.ReadText());
                        Read(ref input, map.ValueSchema, writer, ref items, levels + 1);
                    }
                }

                writer.WriteEndObject();
                break;
            case EnumSchema words:
                var word = input.ReadLong();
                writer.WriteStringValue(word >= 0 && word < words.Count
                    ? words[(int)word]
                    : throw new SchemaMismatchException($"{words.Name} has no such word."));
                break;
            case FixedSchema block:
                WriteBytes(input.Take(block.Size), schema, writer);
                break;
            default:
                ReadPrimitive(ref input, schema, plain.Tag, writer);
                break;
        }
    }

    private static void ReadPrimitive(ref AvroInput input, Schema schema, Schema.Type type, Utf8JsonWriter writer)
    {
        switch (type)
        {
            case Schema.Type.Null:
                writer.WriteNullValue();
                break;
            case Schema.Type.Boolean:
                writer.WriteBooleanValue(input.ReadBoolean());
                break;
            case Schema.Type.Int or Schema.Type.Long:
                writer.WriteNumberValue(input.ReadLong());
                break;
            case Schema.Type.Float:
                WriteNumber(input.ReadFloat(), writer);
                break;
            case Schema.Type.Double:
                WriteNumber(input.ReadDouble(), writer);
                break;
            case Schema.Type.Bytes:
                WriteBytes(input.ReadBytes(), schema, writer);
                break;
            case Schema.Type.String:
                writer.WriteStringValue(input.ReadText());
                break;
            default:
                throw new SchemaMismatchException($"{type} is not known here.");
        }
    }

    /// <summary>Zero at the end.</summary>
    private static long BlockOf(ref AvroInput input, ref int items)
    {
        var count = input.ReadLong();
        if (count < 0)
        {
            count = -count;
            input.ReadLong(); // Its size, for whoever wants to skip it.
        }

        if (count < 0 || count > ItemsAtMost - items)
            throw new SchemaMismatchException($"it has more than {ItemsAtMost} items.");
        items += (int)count;
        return count;
    }

    private static void WriteBytes(ReadOnlySpan<byte> bytes, Schema schema, Utf8JsonWriter writer)
    {
        if (AvroSchemas.ScaleOf(schema) is { } scale)
            writer.WriteRawValue(DecimalOf(new BigInteger(bytes, isBigEndian: true), scale));
        else
            writer.WriteStringValue(Encoding.Latin1.GetString(bytes));
    }

    private static string DecimalOf(BigInteger unscaled, int scale)
    {
        var digits = BigInteger.Abs(unscaled).ToString(CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        var text = scale > 0 ? $"{digits[..^scale]}.{digits[^scale..]}" : digits;
        return unscaled.Sign < 0 ? $"-{text}" : text;
    }

    /// <summary>JSON has no word for what is no number.</summary>
    private static void WriteNumber(double value, Utf8JsonWriter writer)
    {
        if (double.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }

    private static void WriteNumber(float value, Utf8JsonWriter writer)
    {
        if (float.IsFinite(value))
            writer.WriteNumberValue(value);
        else
            writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}
