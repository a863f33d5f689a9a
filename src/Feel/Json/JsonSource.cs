using System.Buffers;
using System.Text.Json;
using Fairlead.Feel.Numbers;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Json;

/// <summary>JSON to values. Numbers are taken exactly; objects of one array share their shape when their keys agree.</summary>
internal static class JsonSource
{
    private const int DepthAtMost = 500;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = DepthAtMost };

    public static FeelValue Read(ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, Options);
        reader.Read();
        try
        {
            var value = ReadValue(ref reader, ContextShape.Empty, out _);
            // Throws when something follows.
            reader.Read();
            return value;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A text is not valid UTF-8 or has an escape without meaning.", e);
        }
    }

    private static FeelValue ReadValue(ref Utf8JsonReader reader, ContextShape expected, out ContextShape shape)
    {
        shape = expected;
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var context = ReadContext(ref reader, expected);
                shape = context.Shape;
                return FeelValue.From(context);
            case JsonTokenType.StartArray:
                return ReadList(ref reader);
            case JsonTokenType.String:
                return FeelValue.From(reader.GetString());
            case JsonTokenType.Number:
                return ReadNumber(ref reader);
            case JsonTokenType.True:
                return FeelValue.From(true);
            case JsonTokenType.False:
                return FeelValue.From(false);
            default:
                return FeelValue.Null;
        }
    }

    private static FeelValue ReadList(ref Utf8JsonReader reader)
    {
        var items = ArrayPool<FeelValue>.Shared.Rent(16);
        var count = 0;
        var shape = ContextShape.Empty;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == items.Length)
            {
                var larger = ArrayPool<FeelValue>.Shared.Rent(count * 2);
                items.AsSpan(0, count).CopyTo(larger);
                ArrayPool<FeelValue>.Shared.Return(items, clearArray: true);
                items = larger;
            }
            items[count++] = ReadValue(ref reader, shape, out shape);
        }
        var list = FeelList.Of(items.AsSpan(0, count).ToArray());
        ArrayPool<FeelValue>.Shared.Return(items, clearArray: true);
        return new FeelValue(list);
    }

    private static FeelContext ReadContext(ref Utf8JsonReader reader, ContextShape expected)
    {
        // As long as the keys come as in the sibling before, no key is decoded and no shape made.
        var values = expected.Count == 0 ? [] : new FeelValue[expected.Count];
        var count = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            if (count == expected.Count || !reader.ValueTextEquals(expected.Keys[count]))
                return ReadOtherShape(ref reader, expected, values.AsSpan(0, count));
            reader.Read();
            values[count++] = ReadValue(ref reader, ContextShape.Empty, out _);
        }
        return count == expected.Count
            ? new FeelContext(expected, values)
            : new FeelContext(new ContextShape(expected.Keys[..count].ToArray()), values[..count]);
    }

    private static FeelContext ReadOtherShape(ref Utf8JsonReader reader, ContextShape start, ReadOnlySpan<FeelValue> values)
    {
        var builder = new ContextBuilder();
        for (var i = 0; i < values.Length; i++)
            builder.Set(start.Keys[i], values[i]);
        do
        {
            var key = reader.GetString()!;
            reader.Read();
            builder.Set(key, ReadValue(ref reader, ContextShape.Empty, out _));
        }
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject);
        return builder.Build();
    }

    private static FeelValue ReadNumber(ref Utf8JsonReader reader)
    {
        if (TryReadShort(reader.ValueSpan, out var number))
            return number;
        Span<char> text = reader.ValueSpan.Length <= 256 ? stackalloc char[reader.ValueSpan.Length] : new char[reader.ValueSpan.Length];
        System.Text.Encoding.ASCII.GetChars(reader.ValueSpan, text);
        return DecimalText.TryParse(text, out var exact)
            ? FeelValue.From(new FeelNumber(exact))
            : throw new JsonException($"The number {text} is out of range.");
    }

    // Most numbers have a few digits and no exponent.
    private static bool TryReadShort(ReadOnlySpan<byte> text, out FeelValue number)
    {
        const int LengthAtMost = 18;
        number = default;
        if (text.Length > LengthAtMost)
            return false;
        long mantissa = 0;
        var scale = -1;
        var negative = text[0] == '-';
        foreach (var c in negative ? text[1..] : text)
        {
            if (c == '.')
            {
                scale = 0;
                continue;
            }
            if (c is < (byte)'0' or > (byte)'9')
                return false;
            mantissa = (mantissa * 10) + (c - '0');
            scale += scale >= 0 ? 1 : 0;
        }
        number = new FeelValue(ValueTag.Number(Math.Max(scale, 0)), negative ? -mantissa : mantissa);
        return true;
    }
}
