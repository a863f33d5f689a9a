using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace Fairlead.Connectors.Sdk;

/// <summary>Reads <c>true</c>, <c>false</c> and the same as text, in any case.</summary>
internal sealed class TextBooleanConverter : JsonConverter<bool>
{
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.String when bool.TryParse(reader.GetString(), out var value) => value,
            _ => throw new JsonException(),
        };

    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options) =>
        writer.WriteBooleanValue(value);
}

/// <summary>
/// Durations as ISO 8601 writes them, up to days: <c>PT1M30S</c>, <c>P2D</c>. Years and months have no fixed length and
/// are refused.
/// </summary>
internal sealed class IsoDurationConverter : JsonConverter<TimeSpan>
{
    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType is JsonTokenType.String ? reader.GetString()!.Trim() : "";
        var date = text.Split('T')[0];
        if (date.Contains('Y', StringComparison.Ordinal) || date.Contains('M', StringComparison.Ordinal))
            throw new JsonException();

        try
        {
            return XmlConvert.ToTimeSpan(text);
        }
        catch (FormatException)
        {
            throw new JsonException();
        }
        catch (OverflowException)
        {
            throw new JsonException();
        }
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(XmlConvert.ToString(value));
}

/// <summary>Content that an input wants as a stream: base64, held in memory. To pass on content of any size, use <see cref="Document"/>.</summary>
internal sealed class Base64StreamConverter : JsonConverter<Stream>
{
    public override Stream Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType is JsonTokenType.String && reader.TryGetBytesFromBase64(out var bytes)
            ? new MemoryStream(bytes, writable: false)
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, Stream value, JsonSerializerOptions options) => throw new JsonException(
        "A stream cannot be an output: store it with OutboundCall.Documents, and give back the document.");
}
