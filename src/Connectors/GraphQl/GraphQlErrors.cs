using System.Text.Json;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.GraphQl;

/// <summary>What an answer says went wrong.</summary>
/// <remarks>Source: GraphQL specification, October 2021, §7.1.2.</remarks>
internal static class GraphQlErrors
{
    public const string Code = "GRAPHQL_ERROR";

    private const int WordsAtMost = 300;

    /// <summary>Null when the answer has no errors, or is kept as a document, into which nobody looks.</summary>
    public static ConnectorException? Of(RestAnswer answer)
    {
        // Where text was asked for, it is still an answer in JSON.
        var body = answer.Body switch
        {
            JsonElement json => json,
            string text => Parse(text),
            _ => default,
        };
        if (body.ValueKind is not JsonValueKind.Object
            || !body.TryGetProperty("errors", out var errors)
            || errors is not { ValueKind: JsonValueKind.Array } || errors.GetArrayLength() is 0)
            return null;

        body.TryGetProperty("data", out var data);
        return new ConnectorException(Code, MessageOf(errors))
        {
            Variables = new
            {
                data = data.ValueKind is JsonValueKind.Undefined ? (JsonElement?)null : data,
                errors,
                response = new { headers = answer.Headers, body },
            },
        };
    }

    private static string MessageOf(JsonElement errors)
    {
        var first = errors[0];
        var words = first.ValueKind is JsonValueKind.Object && first.TryGetProperty("message", out var message) && message.ValueKind is JsonValueKind.String
            ? message.GetString()!
            : "an error without a message";
        var shown = (words.Length > WordsAtMost ? $"{words[..WordsAtMost]}…" : words).ReplaceLineEndings(" ").TrimEnd('.');
        var more = errors.GetArrayLength() - 1;
        return more is 0
            ? $"The GraphQL API answered with an error: {shown}. [{Code}]"
            : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The GraphQL API answered with {more + 1} errors, the first: {shown}. [{Code}]");
    }

    private static JsonElement Parse(string text)
    {
        try
        {
            return JsonElement.Parse(text);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
