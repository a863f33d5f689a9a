using System.Text.Json.Nodes;
using Fairlead.Connectors.Http;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Soap;

/// <summary>What the service says went wrong.</summary>
/// <remarks>Sources: SOAP 1.1 §4.4; SOAP 1.2 part 1 §5.4.</remarks>
internal static class SoapFault
{
    public const string Code = "SOAP_FAULT_RECEIVED";

    private const int WordsAtMost = 300;

    /// <summary>
    /// With the whole envelope as <c>response</c>, the fault as it is in it as <c>fault</c>, and, the same for both versions, its
    /// <c>code</c>, <c>subcode</c> (from the outer to the inner, 1.2 only), <c>reason</c> and <c>detail</c>.
    /// </summary>
    public static ConnectorException Of(JsonObject envelope, HttpResponseMessage response, DateTimeOffset now)
    {
        var fault = First(Within(Within(Within(envelope, "Envelope"), "Body"), "Fault"));
        var code = Text(Within(fault, "faultcode")) ?? Text(Within(Within(fault, "Code"), "Value"));
        var reason = Text(Within(fault, "faultstring")) ?? Text(First(Within(Within(fault, "Reason"), "Text")));
        var words = (reason is { Length: > WordsAtMost } ? $"{reason[..WordsAtMost]}…" : reason)?.ReplaceLineEndings(" ").Trim();
        return new ConnectorException(Code, $"SOAP Fault received: {(string.IsNullOrEmpty(words) ? "the service gives no reason" : words)} ({code ?? "no code"})")
        {
            Retry = RestFailure.AdviceOf(response, now),
            Variables = new
            {
                response = envelope,
                fault,
                code,
                subcode = Subcodes(fault),
                reason,
                detail = Within(fault, "detail") ?? Within(fault, "Detail"),
            },
        };
    }

    private static List<string> Subcodes(JsonNode? fault)
    {
        var codes = new List<string>();
        for (var subcode = Within(Within(fault, "Code"), "Subcode"); subcode is not null; subcode = Within(subcode, "Subcode"))
        {
            if (Text(Within(subcode, "Value")) is { } value)
                codes.Add(value);
        }

        return codes;
    }

    private static JsonNode? Within(JsonNode? node, string name) => (node as JsonObject)?[name];

    private static JsonNode? First(JsonNode? node) => node is JsonArray { Count: > 0 } list ? list[0] : node;

    /// <summary>Beside attributes, such as a language, text is a property.</summary>
    private static string? Text(JsonNode? node) => node switch
    {
        JsonValue value => value.GetValue<string>(),
        JsonObject element => element["$content"] is JsonValue content ? content.GetValue<string>() : null,
        _ => null,
    };
}
