using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

using Fairlead.Feel;

namespace Fairlead.Engine.Values;

/// <summary>A variable and its value.</summary>
/// <param name="Json">UTF-8.</param>
internal readonly record struct NamedValue(string Name, ReadOnlyMemory<byte> Json);

/// <summary>Takes JSON apart and puts it together without making objects of it.</summary>
internal static class JsonValues
{
    /// <summary>Levels of objects and arrays in one variable. FEEL reads 500, and mappings put values into each other.</summary>
    private const int DepthAtMost = 400;

    /// <summary>Bytes of a variable that an expression makes: a loop that doubles a text must end before memory does.</summary>
    private const int SizeBytesAtMost = 4 << 20;

    /// <summary>Variables in one object. Each is an entry of the store.</summary>
    private const int EntriesAtMost = 10_000;

    /// <summary>Up to here comparing names is faster than hashing them.</summary>
    private const int EntriesToScan = 16;

    /// <summary>Without the size: nobody writes out hundreds of megabytes to know it.</summary>
    private static readonly string TooLong = $"has more than the {SizeBytesAtMost:N0} bytes of a variable: keep only what the process needs";

    /// <summary>One more than a variable for the object around the variables.</summary>
    private static readonly JsonReaderOptions Strict = new() { MaxDepth = DepthAtMost + 1 };

    /// <summary>For what was accepted before.</summary>
    private static readonly JsonReaderOptions Lenient = new() { MaxDepth = 2_000 };

    private static readonly JsonWriterOptions WriterOptions = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 2_000,
        SkipValidation = true,
    };

    public static ReadOnlyMemory<byte> EmptyObject { get; } = "{}"u8.ToArray();

    public static ReadOnlyMemory<byte> OfString(string text)
    {
        var encoded = JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;
        return (byte[])[(byte)'"', .. encoded, (byte)'"'];
    }

    /// <summary>Reads the entries of an object; nothing or blanks are an empty one. The last of equal names wins.</summary>
    /// <param name="problem">A part of a sentence: what it is instead.</param>
    public static bool TryReadObject(ReadOnlyMemory<byte> utf8, out NamedValue[] entries, out string problem)
    {
        entries = [];
        problem = "";
        if (utf8.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0) return true;
        try
        {
            var reader = new Utf8JsonReader(utf8.Span, Strict);
            reader.Read();
            if (reader.TokenType is not JsonTokenType.StartObject)
            {
                problem = $"they are a JSON {Word(reader.TokenType)}";
                return false;
            }

            var list = new List<NamedValue>();
            Dictionary<string, int>? places = null;
            while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                var name = reader.GetString()!;
                var value = ReadValue(ref reader, utf8);
                var known = places is null ? IndexOf(list, name) : places.GetValueOrDefault(name, -1);
                if (known >= 0)
                {
                    list[known] = new(name, value);
                    continue;
                }

                if (list.Count == EntriesAtMost)
                {
                    problem = $"they are more than {EntriesAtMost:N0}: put what belongs together into objects";
                    return false;
                }

                places?.Add(name, list.Count);
                list.Add(new(name, value));
                if (list.Count == EntriesToScan) places = list.Index().ToDictionary(pair => pair.Item.Name, pair => pair.Index);
            }

            if (reader.Read()) throw new JsonException();
            entries = [.. list];
            return true;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a name with half of a surrogate pair or with bytes that are not UTF-8.
            problem = $"they are not valid JSON: {wrong.Message.TrimEnd('.')}";
            return false;
        }
    }

    /// <summary>Writes out what an expression gave.</summary>
    /// <returns>Why the value cannot be a variable, as the end of a sentence; null when it can.</returns>
    public static string? FindExcess(FeelValue value, out ReadOnlyMemory<byte> json)
    {
        var isWhole = value.TryToJson(SizeBytesAtMost, out var written);
        json = written;
        return isWhole ? FindExcess(written) : TooLong;
    }

    /// <returns>Why the value cannot be a variable, as the end of a sentence; null when it can.</returns>
    public static string? FindExcess(ReadOnlySpan<byte> json)
    {
        if (FindExcess(json.Length) is { } tooLong) return tooLong;
        if (json.Length <= 2 * DepthAtMost) return null;
        var depth = 0;
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            if (inString)
            {
                if (json[i] == '\\') i++;
                else if (json[i] == '"') inString = false;
                continue;
            }

            switch (json[i])
            {
                case (byte)'"': inString = true; break;
                case (byte)'[' or (byte)'{' when ++depth > DepthAtMost: return $"is nested more than {DepthAtMost} levels deep";
                case (byte)']' or (byte)'}': depth--; break;
            }
        }

        return null;
    }

    /// <summary>The same for a list of which one item is new: the others were looked at before.</summary>
    public static string? FindExcess(JsonList list, int index) => FindExcess(list.LengthBytes) ?? FindExcess((byte[])[.. "["u8, .. list[index].Span, .. "]"u8]);

    public static ReadOnlyMemory<byte> WriteObject(IEnumerable<NamedValue> entries)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, WriterOptions);
        WriteObject(writer, entries);
        return buffer.WrittenMemory.ToArray();
    }

    public static void WriteObject(Utf8JsonWriter writer, IEnumerable<NamedValue> entries)
    {
        writer.WriteStartObject();
        foreach (var (name, json) in entries)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(json.Span, skipInputValidation: true);
        }

        writer.WriteEndObject();
        writer.Flush();
    }

    /// <summary>The items of an array as they stand; false when it is something else.</summary>
    public static bool TryReadList(ReadOnlyMemory<byte> json, out List<ReadOnlyMemory<byte>> items)
    {
        items = [];
        var reader = new Utf8JsonReader(json.Span, Lenient);
        if (!reader.Read() || reader.TokenType is not JsonTokenType.StartArray) return false;
        while (reader.Read() && reader.TokenType is not JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            items.Add(json[start..(int)reader.BytesConsumed]);
        }

        return true;
    }

    public static ReadOnlyMemory<byte> WriteList(IEnumerable<ReadOnlyMemory<byte>> items)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using var writer = Writer(buffer);
        writer.WriteStartArray();
        foreach (var item in items) writer.WriteRawValue(item.Span, skipInputValidation: true);
        writer.WriteEndArray();
        writer.Flush();
        return buffer.WrittenMemory.ToArray();
    }

    public static Utf8JsonWriter Writer(IBufferWriter<byte> buffer) => new(buffer, WriterOptions);

    /// <summary>The value under a path of names; false when anything on the way is no object or lacks the name.</summary>
    public static bool TryFind(ReadOnlyMemory<byte> json, ReadOnlySpan<string> path, out ReadOnlyMemory<byte> value)
    {
        value = json;
        foreach (var name in path)
        {
            var reader = new Utf8JsonReader(value.Span, Lenient);
            if (!reader.Read() || reader.TokenType is not JsonTokenType.StartObject) return false;
            var found = false;
            while (!found && reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
            {
                found = reader.ValueTextEquals(name);
                reader.Read();
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                if (found) value = value[start..(int)reader.BytesConsumed];
            }

            if (!found) return false;
        }

        return true;
    }

    /// <summary>The object with other values for some names; entries alone when it is no object.</summary>
    public static ReadOnlyMemory<byte> With(ReadOnlyMemory<byte> json, IReadOnlyList<NamedValue> entries)
    {
        var reader = new Utf8JsonReader(json.Span, Lenient);
        if (json.IsEmpty || !reader.Read() || reader.TokenType is not JsonTokenType.StartObject) return WriteObject(entries);
        var left = entries.ToList();
        var all = new List<NamedValue>();
        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            var place = IndexOf(left, name);
            all.Add(place < 0 ? new(name, json[start..(int)reader.BytesConsumed]) : left[place]);
            if (place >= 0) left.RemoveAt(place);
        }

        return WriteObject([.. all, .. left]);
    }

    /// <summary>The next value as bytes of its own, without blanks: equal values written differently shall compare equal.</summary>
    private static ReadOnlyMemory<byte> ReadValue(ref Utf8JsonReader reader, ReadOnlyMemory<byte> utf8)
    {
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var isNested = reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray;
        reader.Skip();
        var raw = utf8.Span[start..(int)reader.BytesConsumed];
        return isNested && raw.IndexOfAny(" \t\r\n"u8) >= 0 ? WithoutBlanks(raw) : raw.ToArray();
    }

    private static byte[] WithoutBlanks(ReadOnlySpan<byte> json)
    {
        var output = new byte[json.Length];
        var length = 0;
        var inString = false;
        for (var i = 0; i < json.Length; i++)
        {
            var letter = json[i];
            if (inString)
            {
                output[length++] = letter;
                if (letter == '\\') output[length++] = json[++i];
                else if (letter == '"') inString = false;
            }
            else if (letter is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                output[length++] = letter;
                inString = letter == '"';
            }
        }

        return output[..length];
    }

    private static string? FindExcess(long lengthBytes) => lengthBytes > SizeBytesAtMost ? TooLong : null;

    private static int IndexOf(List<NamedValue> list, string name)
    {
        for (var i = 0; i < list.Count; i++)
            if (list[i].Name == name)
                return i;
        return -1;
    }

    private static string Word(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "array",
        JsonTokenType.String => "string",
        JsonTokenType.Number => "number",
        JsonTokenType.Null => "null",
        _ => "boolean",
    };
}
