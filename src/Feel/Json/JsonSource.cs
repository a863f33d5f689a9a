using System.Runtime.InteropServices;
using System.Text.Json;

namespace Fairlead.Feel.Json;

/// <summary>JSON to values. The text is checked at once, its values are made when they are asked for. Numbers are taken exactly.</summary>
internal static class JsonSource
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = 500 };

    public static FeelValue Read(ReadOnlyMemory<byte> utf8)
    {
        if (!MemoryMarshal.TryGetArray(utf8, out var bytes))
            bytes = utf8.ToArray();
        return JsonScanner.TryScan(bytes.Array!, bytes.Offset, bytes.Offset + bytes.Count) is { } tape
            ? tape.Root
            : throw Problem(utf8.Span);
    }

    // Reads it again to tell what is wrong and where.
    private static JsonException Problem(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var reader = new Utf8JsonReader(utf8, Options);
            while (reader.Read())
            {
                if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
                    _ = reader.GetString();
            }
            return new JsonException("A number is out of range.");
        }
        catch (InvalidOperationException e)
        {
            return new JsonException("A text is not valid UTF-8 or has an escape without meaning.", e);
        }
        catch (JsonException e)
        {
            return e;
        }
    }
}
