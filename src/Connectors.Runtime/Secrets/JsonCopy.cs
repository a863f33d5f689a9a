using System.Text.Json;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>Writes JSON again as it was read, for those who change some of its texts on the way.</summary>
internal static class JsonCopy
{
    /// <summary>Any token but a name and a text.</summary>
    public static void Token(ref Utf8JsonReader reader, Utf8JsonWriter writer)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                writer.WriteStartObject();
                break;
            case JsonTokenType.EndObject:
                writer.WriteEndObject();
                break;
            case JsonTokenType.StartArray:
                writer.WriteStartArray();
                break;
            case JsonTokenType.EndArray:
                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(reader.ValueSpan, skipInputValidation: true);
                break;
        }
    }
}
