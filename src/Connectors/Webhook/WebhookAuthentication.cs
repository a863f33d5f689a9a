using System.Text.Json.Serialization;

using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Webhook.Tokens;

namespace Fairlead.Connectors.Webhook;

/// <summary>How a sender shows who it is, beside a signature.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(None), "NONE")]
[JsonDerivedType(typeof(Basic), "BASIC")]
[JsonDerivedType(typeof(ApiKey), "APIKEY")]
[JsonDerivedType(typeof(Jwt), "JWT")]
public abstract record WebhookAuthentication
{
    private WebhookAuthentication() { }

    public sealed record None : WebhookAuthentication;

    /// <param name="PasswordPrevious">Still accepted while the sender changes to the new one.</param>
    public sealed record Basic(
        [property: Field("Username")] string Username,
        [property: Field("Password")] Secret Password,
        [property: Field("Previous password")] Secret? PasswordPrevious = null) : WebhookAuthentication;

    /// <param name="Key">Named <c>apiKey</c> in the model.</param>
    /// <param name="ApiKeyLocator">Where the request carries it; the second word of <c>authorization</c> when missing.</param>
    /// <param name="Previous">Still accepted while the sender changes to the new one; named <c>apiKeyPrevious</c>.</param>
    public sealed record ApiKey(
        [property: JsonPropertyName("apiKey"), Field("API key")] Secret Key,
        [property: Field("API key locator", Example = "=request.headers.key", Help = "FEEL that finds the key in the request, such as =request.headers.key.")]
        WebhookExpression? ApiKeyLocator = null,
        [property: JsonPropertyName("apiKeyPrevious"), Field("Previous API key")] Secret? Previous = null) : WebhookAuthentication;

    /// <param name="Rules">Named <c>jwt</c> in the model.</param>
    public sealed record Jwt([property: JsonPropertyName("jwt"), Field("JSON web token")] JwtRules Rules) : WebhookAuthentication;
}
