using System.Security.Cryptography;
using System.Text;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook;

/// <summary>An HMAC that the sender computed over what it sent.</summary>
internal static class Signature
{
    public static void Check(WebhookSettings settings)
    {
        var problems = new List<string>();
        if (string.IsNullOrEmpty(settings.HmacSecret?.Reveal()))
            problems.Add("inbound.hmacSecret: expected the secret key, but it is missing.");
        if (string.IsNullOrWhiteSpace(settings.HmacHeader))
            problems.Add("inbound.hmacHeader: expected the name of the header that carries the signature, but it is missing.");
        if (!IsSupported(settings.HmacScopes))
            problems.Add(
                "inbound.hmacScopes: expected [BODY], [URL, BODY], [URL, PARAMETERS] or [URL, PARAMETERS, BODY], "
                + $"but found [{string.Join(", ", settings.HmacScopes).ToUpperInvariant()}].");
        if (problems.Count > 0)
            throw new ConnectorInputException(string.Join('\n', problems));
    }

    public static WebhookSender CheckSender(WebhookRequest request, WebhookSettings settings)
    {
        if (request.Header(settings.HmacHeader!)?.Trim() is not { Length: > 0 } given)
            return WebhookSender.Anonymous();

        var expected = Compute(settings, Signed(request, settings.HmacScopes));
        return Spellings(given).Any(candidate => CryptographicOperations.FixedTimeEquals(candidate, expected))
            ? WebhookSender.Accepted
            : WebhookSender.Wrong();
    }

    private static bool IsSupported(IReadOnlyList<HmacScope> scopes) =>
        scopes.Distinct().Count() == scopes.Count
        && (scopes is [HmacScope.Body] || (scopes.Count > 1 && scopes.Contains(HmacScope.Url)));

    private static byte[] Compute(WebhookSettings settings, ReadOnlySpan<byte> signed)
    {
        var key = Encoding.UTF8.GetBytes(settings.HmacSecret!.Value.Reveal());
        var algorithm = settings.HmacAlgorithm switch
        {
            // Weak, but what old senders use; the model names it.
            HmacAlgorithm.Sha1 => HashAlgorithmName.SHA1,
            HmacAlgorithm.Sha256 => HashAlgorithmName.SHA256,
            HmacAlgorithm.Sha512 => HashAlgorithmName.SHA512,
        };
        return CryptographicOperations.HmacData(algorithm, key, signed);
    }

    private static ReadOnlySpan<byte> Signed(WebhookRequest request, IReadOnlyList<HmacScope> scopes)
    {
        if (!scopes.Contains(HmacScope.Url))
            return request.RawBody.Span;

        var withParameters = scopes.Contains(HmacScope.Parameters)
            && (!scopes.Contains(HmacScope.Body) || request.Method is "GET" or "HEAD");
        return Encoding.UTF8.GetBytes(withParameters ? UrlAndParameters(request) : UrlAndBody(request));
    }

    private static string UrlAndParameters(WebhookRequest request) =>
        request.Query.Length is 0 ? request.Url : $"{request.Url}?{request.Query}";

    /// <remarks>Fields sorted by name, names and values without separators. Source: twilio.com/docs/usage/security.</remarks>
    private static string UrlAndBody(WebhookRequest request)
    {
        var text = new StringBuilder(request.Url);
        foreach (var (name, value) in request.BodyFields().OrderBy(field => field.Key, StringComparer.Ordinal))
            text.Append(name).Append(value);
        return text.ToString();
    }

    /// <summary>Hexadecimal digits, the same behind a tag (<c>sha256=…</c>), or base64.</summary>
    private static IEnumerable<byte[]> Spellings(string given)
    {
        if (TryHex(given, out var bytes))
            yield return bytes;
        if (given.Split('=') is [_, var tagged] && TryHex(tagged, out bytes))
            yield return bytes;
        var buffer = new byte[given.Length];
        if (Convert.TryFromBase64String(given, buffer, out var written))
            yield return buffer[..written];
    }

    private static bool TryHex(string text, out byte[] bytes)
    {
        bytes = new byte[text.Length / 2];
        return text.Length > 0
            && Convert.FromHexString(text, bytes, out _, out var written) is System.Buffers.OperationStatus.Done
            && written == bytes.Length;
    }
}
