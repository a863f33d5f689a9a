using System.Text.Json;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook.Tokens;

/// <summary>What a model says about the tokens of its senders: the properties below <c>inbound.auth.jwt.</c>.</summary>
public sealed record JwtRules
{
    [Field("JWK URL", IsRequired = true, Example = "https://login.example.com/keys", Help = "Where the keys of the issuer are, as a JSON web key set.")]
    public string JwkUrl { get; init; } = "";

    [Field("Permissions expression", Help = "FEEL on the claims that finds what the sender may do, such as =split(scope, \" \").")]
    public WebhookExpression? PermissionsExpression { get; init; }

    [Field("Required permissions", Help = "All of them are needed: =[\"orders:write\"], or words with commas.")]
    public IReadOnlyList<string>? RequiredPermissions { get; init; }

    [Field("Issuer", Help = "Which iss counts; any when missing.")]
    public IReadOnlyList<string>? Issuer { get; init; }

    [Field("Audience", Help = "Which aud counts; any when missing.")]
    public IReadOnlyList<string>? Audience { get; init; }

    internal IReadOnlyList<string> Permissions => Words(RequiredPermissions);

    internal IReadOnlyList<string> Issuers => Texts(Issuer);

    internal IReadOnlyList<string> Audiences => Texts(Audience);

    /// <summary>Null when there is none that could be asked.</summary>
    internal Uri? KeySet =>
        Uri.TryCreate(JwkUrl.Trim(), UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp) ? url : null;

    internal IEnumerable<string> Problems()
    {
        if (KeySet is null)
            yield return "inbound.auth.jwt.jwkUrl: expected an address that begins with https:// or http://.";
        if (Permissions.Count > 0 && PermissionsExpression is null)
            yield return "inbound.auth.jwt.permissionsExpression: expected FEEL that finds the permissions in the claims, as inbound.auth.jwt.requiredPermissions asks for some.";
    }

    internal IEnumerable<string> Remarks()
    {
        if (Issuers.Count is 0)
            yield return "The issuer of tokens is not compared (inbound.auth.jwt.issuer).";
        if (Audiences.Count is 0)
            yield return "Tokens that were made for other receivers are accepted, too (inbound.auth.jwt.audience).";
        if (KeySet?.Scheme == Uri.UriSchemeHttp)
            yield return "The keys of tokens come over http, where somebody could replace them (inbound.auth.jwt.jwkUrl).";
    }

    private static IReadOnlyList<string> Texts(IReadOnlyList<string>? given) => [.. (given ?? []).Select(text => text.Trim()).Where(text => text.Length > 0)];

    /// <summary>As forms of the original store a list: as such, as its JSON, or with commas.</summary>
    private static IReadOnlyList<string> Words(IReadOnlyList<string>? given) => Texts([.. (given ?? []).SelectMany(Parts)]);

    private static IEnumerable<string> Parts(string text)
    {
        if (!text.TrimStart().StartsWith('['))
            return text.Split(',');
        try
        {
            return JsonSerializer.Deserialize<string[]>(text) ?? [];
        }
        catch (JsonException)
        {
            return [text];
        }
    }
}
