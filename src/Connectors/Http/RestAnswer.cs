using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>What the other side answered.</summary>
/// <param name="Status">The status, below 400.</param>
/// <param name="Headers">One value is text, several are a list.</param>
/// <param name="Body">JSON when it is an object or a list, else text; null when blank.</param>
/// <param name="Reason">The phrase beside the status.</param>
/// <param name="Document">The body as a document, when that was asked for and there was one; then <paramref name="Body"/> is null.</param>
public sealed record RestAnswer(
    int Status,
    IReadOnlyDictionary<string, object> Headers,
    object? Body,
    string? Reason,
    Document? Document)
{
    internal static RestAnswer Of(HttpResponseMessage response, ReadOnlyMemory<byte> body, RestCall call) => new(
        (int)response.StatusCode,
        HeadersOf(response),
        call.ReturnChoice is DocumentReturnChoice.Text
            ? NullIfBlank(TextOf(response, body, call.DocumentReturnFormat.Encoding))
            : BodyOf(response, body, call.DocumentReturnFormat.Encoding),
        response.ReasonPhrase,
        Document: null);

    internal static RestAnswer Of(HttpResponseMessage response, Document? document) => new(
        (int)response.StatusCode,
        HeadersOf(response),
        Body: null,
        response.ReasonPhrase,
        document);

    internal static IReadOnlyDictionary<string, object> HeadersOf(HttpResponseMessage response)
    {
        var headers = new Dictionary<string, object>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
            headers[name] = values.Count switch { 0 => "", 1 => values.ToString(), _ => values.ToArray() };
        return headers;
    }

    /// <summary>A scalar stays text, as the sender wrote it: <c>007</c> is not a number.</summary>
    internal static object? BodyOf(HttpResponseMessage response, ReadOnlyMemory<byte> body, string encoding = "UTF-8")
    {
        if (EncodingOf(response, encoding) is UTF8Encoding && Utf8.IsValid(body.Span))
        {
            // Most answers: read without making text of them.
            if (TryParse(body.Span.StartsWith(Encoding.UTF8.Preamble) ? body[3..] : body) is { } json)
                return json;
        }
        else if (TryParse(Encoding.UTF8.GetBytes(TextOf(response, body, encoding))) is { } json)
        {
            return json;
        }

        return NullIfBlank(TextOf(response, body, encoding));
    }

    internal static string TextOf(HttpResponseMessage response, ReadOnlyMemory<byte> body, string encoding = "UTF-8") =>
        EncodingOf(response, encoding).GetString(body.Span).TrimStart('\uFEFF');

    private static JsonElement? TryParse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
            return null;

        try
        {
            return JsonElement.Parse(utf8.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Encoding EncodingOf(HttpResponseMessage response, string fallback) =>
        (CharsetOf(response.Content.Headers) is { } named ? Charset.Find(named) : null)
        ?? Charset.Find(fallback)
        ?? Charset.Find("utf-8")!;

    private static string? CharsetOf(HttpContentHeaders headers) =>
        headers.ContentType?.CharSet?.Trim('"') is { Length: > 0 } name ? name : null;

    private static string? NullIfBlank(string text) => string.IsNullOrWhiteSpace(text) ? null : text;
}
