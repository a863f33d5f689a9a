using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>A moment is RFC 3339 with milliseconds, in UTC; any offset is understood.</summary>
public sealed class MomentConverter : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-ddTHH:mm:ss.fffZ";

    /// <inheritdoc/>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.String)
            throw new JsonException($"Expected a date and time, but got {Shapes.Name(reader.TokenType)}.");
        return HasOffset(reader.GetString()!) && reader.TryGetDateTimeOffset(out var moment)
            ? moment
            : throw new JsonException(
                $"Expected a date and time with an offset, such as 2026-01-31T08:00:00.000Z, but got '{reader.GetString()}'.");
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString(Format, CultureInfo.InvariantCulture));

    /// <summary>Without one, the moment would depend on where the server stands.</summary>
    private static bool HasOffset(string text) =>
        text.EndsWith('Z') || (text.Length > 6 && text[^6] is '+' or '-' && text[^3] == ':');
}
