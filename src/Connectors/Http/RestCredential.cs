using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>
/// An authentication that is kept as a cluster variable, <c>io.camunda.connectors:rest-authentication:1</c>: the same fields as the task's
/// own, alone or below <c>authentication</c>.
/// </summary>
public static class RestCredential
{
    /// <summary>The id under which modellers know this kind of credential.</summary>
    public const string Id = "io.camunda.connectors:rest-authentication:1";

    /// <returns>Null when nothing is stored, as where the task has its own.</returns>
    /// <exception cref="ConnectorInputException">It is none.</exception>
    public static RestAuthentication? Of(JsonElement? stored)
    {
        switch (stored)
        {
            case null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }:
            case { ValueKind: JsonValueKind.String } text when string.IsNullOrWhiteSpace(text.GetString()):
                return null;
            case { ValueKind: JsonValueKind.Object } json:
                var fields = json.TryGetProperty("authentication", out var inner) ? inner : json;
                return ConnectorJson.Bind<RestAuthentication>(Encoding.UTF8.GetBytes(fields.GetRawText()));
            default:
                throw new ConnectorInputException(
                    $"authenticationConfiguration: expected a stored credential, an object such as {{\"type\": \"bearer\", \"token\": …}}, but it is a {stored?.ValueKind}.");
        }
    }
}
