using System.Security.Cryptography;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook.Signing;

/// <summary>Tells whether a request was signed with one of the secrets.</summary>
internal static class Signature
{
    /// <summary>Longer names of events become their hash.</summary>
    private const int EventIdAtMost = 200;

    public static WebhookSender CheckSender(WebhookRequest request, WebhookSettings settings, DateTimeOffset now)
    {
        var scheme = settings.Signing;
        if (scheme.Headers.Select(request.Header).FirstOrDefault(value => value is not null)?.Trim() is not { Length: > 0 } header)
            return WebhookSender.Anonymous();

        var timestamp = "";
        if (scheme.Time is { } time)
        {
            if (time.Find(request) is not { } found)
                return WebhookSender.Wrong(notice: $"A signed request has no timestamp where {Names(time.Headers)} should have it.");
            if (!time.IsNear(found, now))
                return WebhookSender.Wrong(notice: $"The timestamp of a signed request is more than {time.Tolerance} away from the clock of this server.");
            timestamp = found;
        }

        foreach (var content in scheme.Content(request, timestamp))
        {
            if (Match(header, request, content, scheme, settings.HmacSecret) is { } hash)
                return WebhookSender.AcceptedWith(EventIdOf(request, scheme, hash));
            if (Match(header, request, content, scheme, settings.HmacSecretPrevious) is { } older)
                return WebhookSender.AcceptedWith(
                    EventIdOf(request, scheme, older),
                    "A request was signed with the secret of inbound.hmacSecretPrevious: its sender does not use the new one yet.");
        }

        return WebhookSender.Wrong();
    }

    /// <returns>The hash that is right; null when the header has none such. An empty secret matches nothing.</returns>
    private static byte[]? Match(
        string header, WebhookRequest request, IReadOnlyList<SignedPart> content, SigningScheme scheme, Secret? secret)
    {
        if (secret?.Reveal() is not { Length: > 0 } text || scheme.Key(text) is not { Length: > 0 } key)
            return null;

        using var hmac = IncrementalHash.CreateHMAC(NameOf(scheme.Algorithm), key);
        foreach (var part in content)
            part.AppendTo(hmac, request);
        var hash = hmac.GetHashAndReset();
        return Encodings.Signatures(header, scheme.Tag).Any(candidate => CryptographicOperations.FixedTimeEquals(candidate, hash)) ? hash : null;
    }

    /// <remarks>
    /// Without a name by the sender a signature over a moment names the event: whoever sends it again can only send the same. A signature
    /// over a body alone names nothing, for two events may be equal.
    /// </remarks>
    private static string? EventIdOf(WebhookRequest request, SigningScheme scheme, byte[] hash)
    {
        if (scheme.EventId(request)?.Trim() is { Length: > 0 } id)
            return id.Length <= EventIdAtMost ? id : Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(id)));
        return scheme.Time is null ? null : $"hmac:{Convert.ToHexStringLower(hash)}";
    }

    private static HashAlgorithmName NameOf(HmacAlgorithm algorithm) => algorithm switch
    {
        // Weak, but what old senders use; the model names it.
        HmacAlgorithm.Sha1 => HashAlgorithmName.SHA1,
        HmacAlgorithm.Sha256 => HashAlgorithmName.SHA256,
        HmacAlgorithm.Sha512 => HashAlgorithmName.SHA512,
    };

    private static string Names(IEnumerable<string> headers) => string.Join(" or ", headers);
}
