using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>Any JSON value that is passed on as text and not looked into. Numbers keep every digit.</summary>
/// <param name="Utf8">The text; nothing stands for null.</param>
[JsonConverter(typeof(JsonValueTextConverter))]
public readonly record struct JsonValueText(ReadOnlyMemory<byte> Utf8);

/// <summary>Copies the text in and out.</summary>
public sealed class JsonValueTextConverter : JsonConverter<JsonValueText>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override JsonValueText Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonMarshal.GetRawUtf8Value(JsonElement.ParseValue(ref reader)).ToArray());

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, JsonValueText value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Utf8.IsEmpty ? "null"u8 : value.Utf8.Span, skipInputValidation: true);
}
