namespace Fairlead.Connectors.Webhook.Signing;

/// <summary>What is wrong with the settings of a signature, before the webhook is opened.</summary>
internal static class SigningCheck
{
    public static IEnumerable<string> Problems(WebhookSettings settings)
    {
        if (!settings.IsSigned)
            return settings.HmacSecretPrevious is null && settings.HmacTimestampHeader is null && settings.HmacSignedContent is null
                ? []
                : ["inbound.shouldValidateHmac: there are settings of a signature, but none is asked for: set it to enabled."];
        return ProblemsOfSecrets(settings).Concat(settings.HmacPreset is { } preset ? ProblemsOfPreset(settings, preset) : ProblemsOfOwn(settings));
    }

    private static IEnumerable<string> ProblemsOfSecrets(WebhookSettings settings)
    {
        if (string.IsNullOrEmpty(settings.HmacSecret?.Reveal()))
            yield return "inbound.hmacSecret: expected the secret key, but it is missing.";
        foreach (var (name, secret) in new[] { ("hmacSecret", settings.HmacSecret), ("hmacSecretPrevious", settings.HmacSecretPrevious) })
        {
            if (secret?.Reveal() is { Length: > 0 } text && settings.Signing.Key(text) is not { Length: > 0 })
                yield return $"inbound.{name}: expected the secret as {settings.Signing.Name} gives it, in base64, but it is something else.";
        }

        if (settings.HmacTimestampTolerance is { } tolerance && (tolerance < SigningTime.AtLeast || tolerance > SigningTime.AtMost))
            yield return "inbound.hmacTimestampTolerance: expected a duration from PT1S to P1D.";
    }

    /// <remarks>A preset says everything; what the model says beside it must be the same.</remarks>
    private static IEnumerable<string> ProblemsOfPreset(WebhookSettings settings, HmacPreset preset)
    {
        var scheme = SigningPresets.Of(preset);
        if (settings.ShouldValidateHmac is Switch.Disabled)
            yield return $"inbound.shouldValidateHmac: it is disabled, but inbound.hmacPreset is {scheme.Name}: set it to enabled, or remove the preset.";
        if (!string.IsNullOrWhiteSpace(settings.HmacHeader) && !scheme.Headers.Contains(settings.HmacHeader.Trim(), StringComparer.OrdinalIgnoreCase))
            yield return Contradicts("hmacHeader", scheme);
        if (settings.HmacAlgorithm is { } algorithm && algorithm != scheme.Algorithm)
            yield return Contradicts("hmacAlgorithm", scheme);
        if (settings.HmacScopes is { Count: > 0 } scopes && scopes is not [HmacScope.Body])
            yield return Contradicts("hmacScopes", scheme);
        if (!string.IsNullOrWhiteSpace(settings.HmacSignedContent))
            yield return Contradicts("hmacSignedContent", scheme);
        if (!string.IsNullOrWhiteSpace(settings.HmacTimestampHeader))
            yield return Contradicts("hmacTimestampHeader", scheme);
        if (settings.HmacTimestampTolerance is not null && scheme.Time is null)
            yield return $"inbound.hmacTimestampTolerance: {scheme.Name} does not sign a timestamp: remove it.";
    }

    private static IEnumerable<string> ProblemsOfOwn(WebhookSettings settings)
    {
        var scopes = settings.HmacScopes ?? [HmacScope.Body];
        var content = settings.HmacSignedContent?.Trim() ?? "";
        var hasTimestamp = !string.IsNullOrWhiteSpace(settings.HmacTimestampHeader);
        if (string.IsNullOrWhiteSpace(settings.HmacHeader))
            yield return "inbound.hmacHeader: expected the name of the header that carries the signature, but it is missing.";
        if (!SignedContent.IsSupported(scopes))
            yield return "inbound.hmacScopes: expected [BODY], [URL, BODY], [URL, PARAMETERS] or [URL, PARAMETERS, BODY], "
                + $"but found [{string.Join(", ", scopes).ToUpperInvariant()}].";
        if (scopes is not [HmacScope.Body] && (content.Length > 0 || hasTimestamp))
            yield return "inbound.hmacScopes: beside a timestamp, say what is signed in inbound.hmacSignedContent, such as {timestamp}.{url}{body}, and nothing here.";
        if (!hasTimestamp && settings.HmacTimestampTolerance is not null)
            yield return "inbound.hmacTimestampHeader: there is a tolerance, but no header with a timestamp.";
        if (content.Length is 0)
            yield break;

        // What is not signed can be replaced by whoever caught a request.
        var placeholders = SignedContent.PlaceholdersOf(content);
        if (!placeholders.Contains(SignedContent.Body))
            yield return "inbound.hmacSignedContent: expected {body} in it: a body that is not signed can be replaced.";
        if (placeholders.Contains(SignedContent.Timestamp) != hasTimestamp)
            yield return "inbound.hmacSignedContent: expected {timestamp} in it exactly when inbound.hmacTimestampHeader says where it is.";
    }

    private static string Contradicts(string setting, SigningScheme scheme) =>
        $"inbound.{setting}: the preset {scheme.Name} says otherwise: remove this setting, or the preset.";
}
