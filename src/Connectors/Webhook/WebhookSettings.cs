using System.Text.Json.Serialization;

using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Webhook.Signing;

namespace Fairlead.Connectors.Webhook;

/// <summary>What a model says about who may call a webhook. The address and the method belong to the runtime.</summary>
public sealed record WebhookSettings
{
    private const string Signed = "shouldValidateHmac";
    private const string On = "enabled";

    [Field("HMAC authentication", Group = "Signature", Default = "disabled")]
    public Switch? ShouldValidateHmac { get; init; }

    [Field(
        "HMAC preset", When = Signed, Is = [On],
        Help = "Whose signature it is; says header, algorithm, scope, timestamp and event id.")]
    public HmacPreset? HmacPreset { get; init; }

    [Field("HMAC secret key", IsRequired = true, When = Signed, Is = [On])]
    public Secret? HmacSecret { get; init; }

    [Field("Previous HMAC secret key", Help = "Still accepted while the sender changes to the new one.", When = Signed, Is = [On])]
    public Secret? HmacSecretPrevious { get; init; }

    [Field("HMAC header", Help = "Name of the header that carries the signature.", When = Signed, Is = [On])]
    public string? HmacHeader { get; init; }

    [Field("HMAC algorithm", Help = "SHA-256 when nothing is set; a preset brings its own.", When = Signed, Is = [On])]
    public HmacAlgorithm? HmacAlgorithm { get; init; }

    [Field("HMAC scopes", Help = "What the signature covers: =[\"body\"], or url with body or parameters.", When = Signed, Is = [On])]
    public IReadOnlyList<HmacScope>? HmacScopes { get; init; }

    [Field(
        "HMAC signed content", When = Signed, Is = [On],
        Help = "What the signature covers where no scope fits: {timestamp}.{body}, with {url} too.")]
    public string? HmacSignedContent { get; init; }

    [Field(
        "HMAC timestamp header", When = Signed, Is = [On],
        Help = "The header with the moment of signing; may be the one of the signature, with t=….")]
    public string? HmacTimestampHeader { get; init; }

    [Field("HMAC timestamp tolerance", Help = "How old a signature may be: PT5M.", When = Signed, Is = [On])]
    public TimeSpan? HmacTimestampTolerance { get; init; }

    [Field("Authorization", Group = "Authorization", Default = "NONE")]
    public WebhookAuthentication? Auth { get; init; }

    [Field("One-time verification", Group = "Verification", Help = "FEEL that answers a test of the address: {body, statusCode, headers}, or null.")]
    public WebhookExpression? VerificationExpression { get; init; }

    /// <summary>How they are signed.</summary>
    internal SigningScheme Signing => field ??= SigningScheme.Of(this);

    /// <summary>Whether requests are to be signed.</summary>
    internal bool IsSigned => ShouldValidateHmac is Switch.Enabled || HmacPreset is not null;
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

/// <summary>Senders whose rules are known.</summary>
public enum HmacPreset
{
    [JsonStringEnumMemberName("github")]
    GitHub,

    [JsonStringEnumMemberName("shopify")]
    Shopify,

    [JsonStringEnumMemberName("slack")]
    Slack,

    /// <summary>The rules of standardwebhooks.com, which Svix and many others follow.</summary>
    [JsonStringEnumMemberName("standardWebhooks")]
    StandardWebhooks,

    [JsonStringEnumMemberName("stripe")]
    Stripe,

    [JsonStringEnumMemberName("twilio")]
    Twilio,
}
