using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook.Signing;

/// <summary>
/// What Twilio signs: the whole address and, behind it, the fields of a form. Other bodies are covered by their hash in the address.
/// </summary>
/// <remarks>Source: https://www.twilio.com/docs/usage/security.</remarks>
internal static class TwilioContent
{
    private const string BodyHash = "bodySHA256";

    public static IEnumerable<IReadOnlyList<SignedPart>> Of(WebhookRequest request, string timestamp)
    {
        if (IsForm(request))
            return Addresses(request).Select(address => Parts(address + FieldsOf(request.RawBody.Span)));
        if (request.RawBody.IsEmpty)
            return Addresses(request).Select(address => Parts(address));
        return request.Parameters.TryGetValue(BodyHash, out var hash) && IsHashOf(request.RawBody.Span, hash)
            ? Addresses(request).Select(address => Parts(address))
            : [];
    }

    private static IReadOnlyList<SignedPart> Parts(string text) => [SignedPart.Of(text)];

    /// <summary>The usual port is sometimes part of what is signed and sometimes not.</summary>
    private static IEnumerable<string> Addresses(WebhookRequest request)
    {
        var address = SignedContent.WholeUrl(request);
        yield return address;
        if (!Uri.TryCreate(request.Url, UriKind.Absolute, out var url))
            yield break;

        var host = url.GetComponents(UriComponents.Host, UriFormat.UriEscaped);
        var end = request.Url.IndexOf('/', url.Scheme.Length + 3);
        var rest = end < 0 ? "" : address[end..];
        yield return string.Create(CultureInfo.InvariantCulture, $"{url.Scheme}://{host}:{url.Port}{rest}");
        yield return $"{url.Scheme}://{host}{rest}";
    }

    private static bool IsForm(WebhookRequest request) => request.Header("content-type") is { } type
        && type.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase);

    /// <summary>Sorted by name; of a name that occurs several times each value once, in order.</summary>
    private static string FieldsOf(ReadOnlySpan<byte> body)
    {
        var fields = Encoding.UTF8.GetString(body)
            .Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .Select(pair => (Name: WebUtility.UrlDecode(pair[0]), Value: pair.Length > 1 ? WebUtility.UrlDecode(pair[1]) : ""))
            .Distinct()
            .OrderBy(field => field.Name, StringComparer.Ordinal)
            .ThenBy(field => field.Value, StringComparer.Ordinal);
        return string.Concat(fields.Select(field => field.Name + field.Value));
    }

    private static bool IsHashOf(ReadOnlySpan<byte> body, string hash) =>
        Encodings.TryHex(hash, out var given) && CryptographicOperations.FixedTimeEquals(given, SHA256.HashData(body));
}
