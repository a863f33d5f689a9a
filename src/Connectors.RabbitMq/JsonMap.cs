using System.Text.Json;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.RabbitMq;

/// <summary>Objects that a model gives, and tables of AMQP made of them.</summary>
internal static class JsonMap
{
    /// <param name="given">An object, JSON text of one, or nothing.</param>
    /// <param name="input">Its name, for refusals.</param>
    /// <exception cref="ConnectorInputException">It is something else.</exception>
    public static JsonElement Of(JsonElement? given, string input)
    {
        var value = given ?? default;
        if (value.ValueKind is JsonValueKind.String)
        {
            var text = value.GetString()!.Trim();
            try
            {
                value = text.Length is 0 ? default : JsonElement.Parse(text);
            }
            catch (JsonException)
            {
                throw new ConnectorInputException($"{input}: expected an object, or JSON text of one, but the text is not JSON.");
            }
        }

        return value.ValueKind switch
        {
            JsonValueKind.Object => value,
            JsonValueKind.Undefined or JsonValueKind.Null => JsonElement.Parse("{}"),
            _ => throw new ConnectorInputException($"{input}: expected an object."),
        };
    }

    public static Dictionary<string, object?> TableOf(JsonElement value) =>
        value.EnumerateObject().GroupBy(entry => entry.Name, StringComparer.Ordinal)
            .ToDictionary(entries => entries.Key, entries => ValueOf(entries.Last().Value), StringComparer.Ordinal);

    private static object? ValueOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => value.TryGetInt32(out var small) ? (object)small : value.TryGetInt64(out var whole) ? whole : value.GetDouble(),
        JsonValueKind.Object => TableOf(value),
        JsonValueKind.Array => value.EnumerateArray().Select(ValueOf).ToList(),
        _ => null,
    };
}
