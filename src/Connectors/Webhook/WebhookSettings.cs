using System.Text.Json.Serialization;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook;

/// <summary>What a model says about who may call a webhook. The address and the method belong to the runtime.</summary>
public sealed record WebhookSettings
{
    [Field("HMAC authentication")]
    public Switch ShouldValidateHmac { get; init; }

    [Field("HMAC secret key")]
    public Secret? HmacSecret { get; init; }

    [Field("HMAC header", Help = "Name of the header that carries the signature.")]
    public string? HmacHeader { get; init; }

    [Field("HMAC algorithm")]
    public HmacAlgorithm HmacAlgorithm { get; init; } = HmacAlgorithm.Sha256;

    [Field("HMAC scopes", Help = "What the signature covers: =[\"body\"], or url with body or parameters.")]
    public IReadOnlyList<HmacScope> HmacScopes { get; init; } = [HmacScope.Body];

    [Field("Authorization")]
    public WebhookAuthentication Auth { get; init; } = new WebhookAuthentication.None();

    [Field("One-time verification", Help = "FEEL that answers a test of the address: {body, statusCode, headers}, or null.")]
    public WebhookExpression? VerificationExpression { get; init; }
}

public enum Switch
{
    [JsonStringEnumMemberName("disabled")]
    Disabled,

    [JsonStringEnumMemberName("enabled")]
    Enabled,
}

public enum HmacAlgorithm
{
    [JsonStringEnumMemberName("sha_1")]
    Sha1,

    [JsonStringEnumMemberName("sha_256")]
    Sha256,

    [JsonStringEnumMemberName("sha_512")]
    Sha512,
}

public enum HmacScope
{
    [JsonStringEnumMemberName("URL")]
    Url,

    [JsonStringEnumMemberName("PARAMETERS")]
    Parameters,

    [JsonStringEnumMemberName("BODY")]
    Body,
}

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

    public sealed record Basic([property: Field("Username")] string Username, [property: Field("Password")] Secret Password) : WebhookAuthentication;

    /// <param name="Key">Named <c>apiKey</c> in the model.</param>
    /// <param name="ApiKeyLocator">Where the request carries it; the second word of <c>authorization</c> when missing.</param>
    public sealed record ApiKey(
        [property: JsonPropertyName("apiKey"), Field("API key")] Secret Key,
        [property: Field("API key locator", Help = "FEEL that finds the key in the request, such as =request.headers.key.")]
        WebhookExpression? ApiKeyLocator = null) : WebhookAuthentication;

    /// <summary>Known, so that a model which asks for it is refused with a reason and never runs unprotected.</summary>
    public sealed record Jwt : WebhookAuthentication;
}
