using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Webhook.Signing;

/// <summary>What may have been signed: each in parts, so that a body is not copied. None when the request lacks a part.</summary>
/// <param name="timestamp">As the request has it; empty without one.</param>
internal delegate IEnumerable<IReadOnlyList<SignedPart>> SignedContents(WebhookRequest request, string timestamp);

/// <summary>A part of what was signed: some bytes, or the body, which need not be in memory.</summary>
internal readonly record struct SignedPart(ReadOnlyMemory<byte> Bytes)
{
    private bool IsBody { get; init; }

    public static SignedPart Body { get; } = new() { IsBody = true };

    public static SignedPart Of(string text) => new(Encoding.UTF8.GetBytes(text));

    public void AppendTo(IncrementalHash hash, WebhookRequest request)
    {
        if (IsBody)
            request.AppendRawBodyTo(hash);
        else
            hash.AppendData(Bytes.Span);
    }
}

/// <summary>Finds in a request what its signature covers.</summary>
internal static partial class SignedContent
{
    public const string Timestamp = "timestamp";
    public const string Body = "body";
    public const string Url = "url";

    /// <summary>Text with placeholders: <c>{timestamp}</c>, <c>{body}</c>, <c>{url}</c>, or a header, by any of several names: <c>{a|b}</c>.</summary>
    public static SignedContents Written(string text)
    {
        // Odd ones are placeholders.
        var pieces = Placeholder().Split(text);
        return (request, timestamp) =>
        {
            var parts = new SignedPart[pieces.Length];
            for (var i = 0; i < pieces.Length; i++)
            {
                if ((i % 2 is 0 ? SignedPart.Of(pieces[i]) : PartOf(pieces[i], request, timestamp)) is not { } part)
                    return [];
                parts[i] = part;
            }

            return [parts];
        };
    }

    /// <summary>The placeholders of a text, without their braces.</summary>
    public static IReadOnlyList<string> PlaceholdersOf(string text) => [.. Placeholder().Matches(text).Select(found => found.Groups[1].Value)];

    /// <summary>In the words of the original.</summary>
    public static SignedContents Scoped(IReadOnlyList<HmacScope> scopes) => (request, _) =>
    {
        if (!scopes.Contains(HmacScope.Url))
            return [[SignedPart.Body]];

        var withParameters = scopes.Contains(HmacScope.Parameters)
            && (!scopes.Contains(HmacScope.Body) || request.Method is "GET" or "HEAD");
        return [[SignedPart.Of(withParameters ? WholeUrl(request) : UrlAndBody(request))]];
    };

    public static bool IsSupported(IReadOnlyList<HmacScope> scopes) =>
        scopes.Distinct().Count() == scopes.Count
        && (scopes is [HmacScope.Body] || (scopes.Count > 1 && scopes.Contains(HmacScope.Url)));

    public static string WholeUrl(WebhookRequest request) =>
        request.Query.Length is 0 ? request.Url : $"{request.Url}?{request.Query}";

    /// <remarks>Fields sorted by name, names and values without separators.</remarks>
    private static string UrlAndBody(WebhookRequest request)
    {
        var text = new StringBuilder(request.Url);
        foreach (var (name, value) in request.BodyFields().OrderBy(field => field.Key, StringComparer.Ordinal))
            text.Append(name).Append(value);
        return text.ToString();
    }

    private static SignedPart? PartOf(string placeholder, WebhookRequest request, string timestamp) => placeholder switch
    {
        Timestamp => SignedPart.Of(timestamp),
        Body => SignedPart.Body,
        Url => SignedPart.Of(WholeUrl(request)),
        _ => placeholder.Split('|').Select(request.Header).FirstOrDefault(value => value is not null) is { } header
            ? SignedPart.Of(header)
            : null,
    };

    [GeneratedRegex(@"\{([A-Za-z0-9_|-]+)\}")]
    private static partial Regex Placeholder();
}
