using System.Text.Json;

namespace Fairlead.Connectors.Webhook.Tokens;

/// <summary>Whether a token whose signature is right counts here and now.</summary>
/// <remarks>Source: RFC 7519 §4.1.</remarks>
internal static class TokenClaims
{
    /// <summary>By which the clocks of issuer and server may differ.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromSeconds(60);

    /// <returns>Why not, for the operator; null when it counts.</returns>
    public static string? Problem(JsonElement claims, JwtRules rules, DateTimeOffset now)
    {
        if (MomentOf(claims, "exp") is not { } end)
            return "it has no end (exp)";
        if (now - Skew >= end)
            return "it has expired";
        if (claims.TryGetProperty("nbf", out _) && (MomentOf(claims, "nbf") is not { } start || now + Skew < start))
            return "it does not count yet (nbf)";
        if (rules.Issuers.Count > 0 && (TokenText.TextOf(claims, "iss") is not { } issuer || !rules.Issuers.Contains(issuer, StringComparer.Ordinal)))
            return "it has another issuer than inbound.auth.jwt.issuer (iss)";
        return rules.Audiences.Count > 0 && !AudiencesOf(claims).Any(audience => rules.Audiences.Contains(audience, StringComparer.Ordinal))
            ? "it is for another audience than inbound.auth.jwt.audience (aud)"
            : null;
    }

    /// <summary>Null when there is none, or no moment of this calendar.</summary>
    private static DateTimeOffset? MomentOf(JsonElement claims, string name) =>
        claims.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetDouble(out var seconds)
        && seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.UnixEpoch.AddSeconds(seconds)
            : null;

    private static IEnumerable<string> AudiencesOf(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var audience))
            return [];
        return audience.ValueKind switch
        {
            JsonValueKind.Array => audience.EnumerateArray().Select(TokenText.TextOf).OfType<string>(),
            _ => TokenText.TextOf(audience) is { } one ? [one] : [],
        };
    }
}
