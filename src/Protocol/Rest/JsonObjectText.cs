using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>A JSON object that is passed on as text and not looked into: variables. Numbers keep every digit.</summary>
/// <param name="Utf8">The text; nothing stands for an empty object.</param>
[JsonConverter(typeof(JsonObjectTextConverter))]
public readonly record struct JsonObjectText(ReadOnlyMemory<byte> Utf8);

/// <summary>Copies the text in and out.</summary>
public sealed class JsonObjectTextConverter : JsonConverter<JsonObjectText>
{
    /// <inheritdoc/>
    public override JsonObjectText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException($"Expected a JSON object, but got {Shapes.Name(reader.TokenType)}.");
        return new JsonObjectText(JsonMarshal.GetRawUtf8Value(JsonElement.ParseValue(ref reader)).ToArray());
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, JsonObjectText value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8.IsEmpty ? "{}"u8 : value.Utf8.Span, skipInputValidation: true);
}
