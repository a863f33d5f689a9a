using System.Text.Json;
using Fairlead.Protocol;

namespace Fairlead.Broker.Translating;

/// <summary>Checks variables at the border, so that the engine never sees anything but a JSON object of bounded size.</summary>
internal static class Variables
{
    private static readonly byte[] None = "{}"u8.ToArray();

    /// <returns>A copy: the engine keeps the bytes, callers reuse theirs.</returns>
    /// <exception cref="ClusterException">Not a JSON object, or too large.</exception>
    public static ReadOnlyMemory<byte> Check(ReadOnlyMemory<byte> json)
    {
        if (json.Length > BrokerOptions.VariablesAtMostBytes)
        {
            throw Invalid($"Expected variables of at most {BrokerOptions.VariablesAtMostBytes} bytes, but got {json.Length} bytes. "
                + "Keep large content elsewhere and pass a reference.");
        }

        if (json.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
            return None;
        try
        {
            var reader = new Utf8JsonReader(json.Span);
            reader.Read();
            if (reader.TokenType is not JsonTokenType.StartObject)
                throw Invalid($"Expected variables to be a JSON object, but got {Name(reader.TokenType)}.");
            while (reader.Read())
            {
            }
        }
        catch (JsonException cause)
        {
            throw Invalid($"Expected variables to be a JSON object, but they are not valid JSON: {cause.Message}");
        }

        return json.ToArray();
    }

    private static string Name(JsonTokenType token) => token switch
    {
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => "a string",
        JsonTokenType.Number => "a number",
        JsonTokenType.True or JsonTokenType.False => "a boolean",
        JsonTokenType.Null => "null",
        _ => "nothing",
    };

    private static ClusterException Invalid(string message) => new(ClusterError.InvalidArgument, message);
}
