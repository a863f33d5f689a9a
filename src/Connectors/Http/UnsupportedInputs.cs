using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>Refuses what this version cannot do. To call without it would be worse: without a certificate, say.</summary>
internal static class UnsupportedInputs
{
    public const string Code = "FEATURE_NOT_AVAILABLE";

    public static void Refuse(RestCall call)
    {
        if (call.ClientTls is { } tls && SaysSomething(tls))
            throw NotAvailable("clientTls", "client certificates and own trust anchors", "leave these fields empty");
    }

    private static ConnectorException NotAvailable(string input, string feature, string instead) =>
        new(Code, $"The input {input} asks for {feature}, which the REST connector does not support yet; {instead}.")
        {
            Retry = RetryAdvice.Never,
        };

    private static bool SaysSomething(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined => false,
        JsonValueKind.String => !string.IsNullOrWhiteSpace(value.GetString()),
        JsonValueKind.Object => value.EnumerateObject().Any(property => SaysSomething(property.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(SaysSomething),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => true,
    };
}
