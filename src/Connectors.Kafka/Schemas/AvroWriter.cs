using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using Avro;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Schemas;

/// <summary>Makes Avro of JSON: of a union the first branch that the value fits, also where it is named as Avro's own JSON does.</summary>
internal static class AvroWriter
{
    /// <param name="place">Of the value, for messages.</param>
    /// <exception cref="SchemaMismatchException">It does not fit.</exception>
    public static byte[] Write(JsonElement value, Schema schema, string place)
    {
        var output = new AvroOutput();
        Write(value, schema, place, output, levels: 0);
        return output.ToArray();
    }

    private static void Write(JsonElement value, Schema schema, string place, AvroOutput output, int levels)
    {
        if (levels >= ConnectorJson.LevelsAtMost)
            throw new SchemaMismatchException($"{place}: more than {ConnectorJson.LevelsAtMost} levels.");
        var plain = AvroSchemas.Plain(schema);
        switch (plain)
        {
            case RecordSchema record when value.ValueKind is JsonValueKind.Object:
                WriteRecord(value, record, place, output, levels);
                break;
            case UnionSchema union:
                WriteBranch(value, union, place, output, levels);
                break;
            case ArraySchema array when value.ValueKind is JsonValueKind.Array:
                if (value.GetArrayLength() > 0)
                    output.WriteLong(value.GetArrayLength());
                foreach (var (index, item) in value.EnumerateArray().Index())
                    Write(item, array.ItemSchema, string.Create(CultureInfo.InvariantCulture, $"{place}[{index}]"), output, levels + 1);
                output.WriteLong(0);
                break;
            case MapSchema map when value.ValueKind is JsonValueKind.Object:
                if (value.GetPropertyCount() > 0)
                    output.WriteLong(value.GetPropertyCount());
                foreach (var entry in value.EnumerateObject())
                {
                    output.WriteText(entry.Name);
                    Write(entry.Value, map.ValueSchema, $"{place}.{entry.Name}", output, levels + 1);
                }

                output.WriteLong(0);
                break;
            case EnumSchema words when value.ValueKind is JsonValueKind.String && words.Contains(value.GetString()!):
                output.WriteLong(words.Ordinal(value.GetString()!));
                break;
            case EnumSchema words:
                throw new SchemaMismatchException($"{place}: expected one of {string.Join(", ", words.Symbols)}.");
            case FixedSchema block:
                output.Write(BytesOf(value, schema, place, block.Size));
                break;
            default:
                WritePrimitive(value, schema, plain, place, output);
                break;
        }
    }

    private static void WriteRecord(JsonElement value, RecordSchema record, string place, AvroOutput output, int levels)
    {
        foreach (var entry in value.EnumerateObject())
        {
            if (!record.Contains(entry.Name))
                throw new SchemaMismatchException($"{place}.{entry.Name}: the schema of {record.Name} has no such field.");
        }

        foreach (var field in record.Fields)
        {
            var (at, inner) = ($"{place}.{field.Name}", default(JsonElement));
            if (!value.TryGetProperty(field.Name, out inner))
                inner = DefaultOf(field) ?? (MayBeNull(field.Schema) ? JsonDefault.Null : throw new SchemaMismatchException($"{at}: it is missing."));
            Write(inner, field.Schema, at, output, levels + 1);
        }
    }

    private static void WriteBranch(JsonElement value, UnionSchema union, string place, AvroOutput output, int levels)
    {
        for (var branch = 0; branch < union.Count; branch++)
        {
            if (CouldBe(value, union[branch]) && TryWrite(value, union[branch], place, levels) is { } written)
            {
                output.WriteLong(branch);
                output.Write(written);
                return;
            }
        }

        if (value.ValueKind is JsonValueKind.Object && value.GetPropertyCount() is 1)
        {
            var named = value.EnumerateObject().First();
            for (var branch = 0; branch < union.Count; branch++)
            {
                if (AvroSchemas.NameOf(union[branch]) == named.Name || (union[branch] as NamedSchema)?.Name == named.Name)
                {
                    output.WriteLong(branch);
                    Write(named.Value, union[branch], place, output, levels + 1);
                    return;
                }
            }
        }

        // What is wrong with the only one that could be meant says more than that none fits.
        if (union.Schemas.Where(schema => schema.Tag is not Schema.Type.Null).ToList() is [var only])
            Write(value, only, place, new AvroOutput(), levels + 1);
        throw new SchemaMismatchException($"{place}: expected {string.Join(" or ", union.Schemas.Select(AvroSchemas.NameOf))}.");
    }

    /// <summary>Null when it does not fit.</summary>
    private static byte[]? TryWrite(JsonElement value, Schema schema, string place, int levels)
    {
        try
        {
            var output = new AvroOutput();
            Write(value, schema, place, output, levels + 1);
            return output.ToArray();
        }
        catch (SchemaMismatchException)
        {
            return null;
        }
    }

    /// <summary>A first look, so that records within records are not tried again and again.</summary>
    private static bool CouldBe(JsonElement value, Schema schema) => AvroSchemas.Plain(schema) is not RecordSchema record
        || (value.ValueKind is JsonValueKind.Object
            && value.EnumerateObject().All(entry => record.Contains(entry.Name))
            && record.Fields.All(field => field.DefaultValue is not null || MayBeNull(field.Schema) || value.TryGetProperty(field.Name, out _)));

    private static void WritePrimitive(JsonElement value, Schema schema, Schema plain, string place, AvroOutput output)
    {
        switch (plain.Tag, value.ValueKind)
        {
            case (Schema.Type.Null, JsonValueKind.Null):
                break;
            case (Schema.Type.Boolean, JsonValueKind.True or JsonValueKind.False):
                output.WriteBoolean(value.GetBoolean());
                break;
            case (Schema.Type.Int or Schema.Type.Long, _) when AvroMoments.NumberOf(value, schema, plain.Tag) is { } number:
                output.WriteLong(number);
                break;
            case (Schema.Type.Float, JsonValueKind.Number):
                output.WriteFloat(value.GetSingle());
                break;
            case (Schema.Type.Double, JsonValueKind.Number):
                output.WriteDouble(value.GetDouble());
                break;
            case (Schema.Type.Bytes, _):
                output.WriteBytes(BytesOf(value, schema, place, size: null));
                break;
            case (Schema.Type.String, JsonValueKind.String):
                output.WriteText(value.GetString()!);
                break;
            default:
                throw new SchemaMismatchException($"{place}: expected {AvroSchemas.NameOf(schema)}, but there is {KindOf(value)}.");
        }
    }

    private static byte[] BytesOf(JsonElement value, Schema schema, string place, int? size)
    {
        if (AvroSchemas.ScaleOf(schema) is { } scale)
            return Unscaled(value, scale, place, size);
        if (value.ValueKind is not JsonValueKind.String || value.GetString()!.Any(letter => letter > 0xff))
            throw new SchemaMismatchException($"{place}: expected bytes, as text of Latin-1.");
        var bytes = Encoding.Latin1.GetBytes(value.GetString()!);
        return size is null || bytes.Length == size
            ? bytes
            : throw new SchemaMismatchException($"{place}: expected {size} bytes, but there are {bytes.Length}.");
    }

    private static byte[] Unscaled(JsonElement value, int scale, string place, int? size)
    {
        var text = value.ValueKind is JsonValueKind.Number ? value.GetRawText() : value.ValueKind is JsonValueKind.String ? value.GetString()! : "";
        if (!decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            throw new SchemaMismatchException($"{place}: expected a decimal number.");
        var bits = decimal.GetBits(number);
        var unscaled = (new BigInteger((uint)bits[2]) << 64) | (new BigInteger((uint)bits[1]) << 32) | (uint)bits[0];
        var digits = (bits[3] >> 16) & 0xff;
        for (; digits < scale; digits++)
            unscaled *= 10;
        for (; digits > scale; digits--)
            unscaled = unscaled % 10 == 0
                ? unscaled / 10
                : throw new SchemaMismatchException($"{place}: expected at most {scale} digits behind the point.");
        var bytes = (number < 0 ? -unscaled : unscaled).ToByteArray(isBigEndian: true);
        if (size is not { } fixedSize)
            return bytes;
        if (bytes.Length > fixedSize)
            throw new SchemaMismatchException($"{place}: the number does not fit in {fixedSize} bytes.");
        var filled = new byte[fixedSize];
        Array.Fill(filled, (byte)(number < 0 ? 0xff : 0));
        bytes.CopyTo(filled, fixedSize - bytes.Length);
        return filled;
    }

    private static bool MayBeNull(Schema schema) => schema is UnionSchema union && union.Schemas.Any(branch => branch.Tag is Schema.Type.Null);

    private static JsonElement? DefaultOf(Field field) => field.DefaultValue is { } given
        ? JsonDefault.Of(given.ToString(Newtonsoft.Json.Formatting.None))
        : null;

    private static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => "text",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}

/// <summary>JSON that a schema has.</summary>
internal static class JsonDefault
{
    public static readonly JsonElement Null = Of("null");

    public static JsonElement Of(string json)
    {
        using var parsed = JsonDocument.Parse(json);
        return parsed.RootElement.Clone();
    }
}
