using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>JSON values where only text can be sent: headers, query parameters, form fields.</summary>
internal static class JsonText
{
    /// <summary>None for null, one for a scalar, several for a list.</summary>
    /// <param name="value">The value.</param>
    /// <param name="path">Names the input in a refusal.</param>
    public static IEnumerable<string> Values(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => [],
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => ValuesOfList(value, path),
        JsonValueKind.Object => throw new ConnectorInputException($"{path}: expected text, a number or a list of these, but received an object."),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [value.GetRawText()],
    };

    private static IEnumerable<string> ValuesOfList(JsonElement list, string path) =>
        list.EnumerateArray().SelectMany(item => Values(item, path));

    /// <summary>The text of a scalar, the JSON of anything else.</summary>
    public static string Of(JsonElement value) =>
        value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText();

    public static JsonElement WithoutNulls(JsonElement value) => JsonSerializer.SerializeToElement(Strip(value));

    private static object? Strip(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject()
            .Where(property => property.Value.ValueKind is not JsonValueKind.Null)
            .Select(property => KeyValuePair.Create(property.Name, Strip(property.Value)))
            .DistinctBy(property => property.Key)
            .ToDictionary(),
        JsonValueKind.Array => value.EnumerateArray().Select(Strip).ToList(),
        _ => value,
    };
}
