using System.Globalization;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Clients;

/// <summary>Inputs that come as JSON, or as text that holds it.</summary>
internal static class JsonInput
{
    /// <summary>Text as it is, everything else as JSON.</summary>
    public static string TextOf(JsonElement value) => value.ValueKind is JsonValueKind.String
        ? value.GetString()!
        : JsonSerializer.Serialize(value, ConnectorJson.Options);

    public static byte[] BytesOf(JsonElement value) => Encoding.UTF8.GetBytes(TextOf(value));

    /// <summary>A list of whole numbers, also as JSON text or as <c>1, 2</c>; null when there is none.</summary>
    /// <exception cref="ConnectorInputException">It is another thing.</exception>
    public static IReadOnlyList<long>? NumbersOf(JsonElement? input, string field)
    {
        var value = Unfold(input);
        IEnumerable<string>? texts = value.ValueKind switch
        {
            JsonValueKind.Null or JsonValueKind.Undefined => null,
            JsonValueKind.Array => value.EnumerateArray().Select(TextOf),
            _ => TextOf(value).Split(',', StringSplitOptions.TrimEntries),
        };
        return texts is null ? null : [.. texts.Select(text =>
            long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? number
                : throw new ConnectorInputException($"{field}: expected one offset for each partition, such as =[0, 12]."))];
    }

    /// <summary>What text holds, where that is JSON with parts; blank text is null.</summary>
    public static JsonElement Unfold(JsonElement? input)
    {
        if (input is not { ValueKind: JsonValueKind.String } text)
            return input ?? default;
        var content = text.GetString()!.Trim();
        return content.Length is 0 ? default : Parts(content) ?? text;
    }

    /// <summary>What text holds, where that is JSON with parts; everything else as it is.</summary>
    public static JsonElement ValueOf(JsonElement value) =>
        value.ValueKind is JsonValueKind.String ? Parts(value.GetString()!) ?? value : value;

    /// <summary>JSON with parts; null when it is none.</summary>
    public static JsonElement? Parts(string text) =>
        text.AsSpan().TrimStart() is ['{' or '[', ..] ? Parse(Encoding.UTF8.GetBytes(text)) : null;

    /// <summary>Null when it is no JSON.</summary>
    public static JsonElement? Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var parsed = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = ConnectorJson.LevelsAtMost });
            return parsed.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
