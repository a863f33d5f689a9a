using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Makes the request that connectors and expressions see of the one that arrived.</summary>
internal static class RequestReader
{
    private static readonly FeelValue EmptyObject = FeelValue.From(FeelContext.Empty);

    public static WebhookRequest Read(HttpRequest request, ReadOnlyMemory<byte> body)
    {
        var contentType = request.ContentType;
        return new WebhookRequest(() => ReadBody(contentType, body))
        {
            Method = request.Method.ToUpperInvariant(),
            Url = $"{request.Scheme}://{request.Host.Value}{request.PathBase.ToUriComponent()}{request.Path.ToUriComponent()}",
            Query = request.QueryString.HasValue ? request.QueryString.Value![1..] : "",
            Headers = HeadersOf(request),
            Parameters = request.QueryString.HasValue ? FieldsOf(request.QueryString.Value!.AsMemory(1)) : EmptyFields,
            RawBody = body,
        };
    }

    private static readonly Dictionary<string, string> EmptyFields = [];

    private static Dictionary<string, string> HeadersOf(HttpRequest request)
    {
        var headers = new Dictionary<string, string>(request.Headers.Count, StringComparer.Ordinal);
        foreach (var (name, values) in request.Headers)
            headers[name.ToLowerInvariant()] = values.Count > 0 ? values[0] ?? "" : "";
        return headers;
    }

    /// <remarks>Split before decoding: an encoded separator belongs to a value. The first value of a name wins.</remarks>
    private static Dictionary<string, string> FieldsOf(ReadOnlyMemory<char> text)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(text))
            fields.TryAdd(pair.DecodeName().ToString(), pair.DecodeValue().ToString());
        return fields;
    }

    private static FeelValue ReadBody(string? contentType, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return EmptyObject;

        var mediaType = MediaType(contentType);
        if (mediaType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            throw WebhookRefusal.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "WEBHOOK_MEDIA_TYPE",
                "Multipart bodies are not supported yet: send JSON, a form or XML.");
        if (mediaType.Equals("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase))
            return FormOf(TextOf(contentType, body.Span));
        if (mediaType.Contains("application/xml", StringComparison.OrdinalIgnoreCase)
            || mediaType.Contains("text/xml", StringComparison.OrdinalIgnoreCase))
            return FeelValue.From(TextOf(contentType, body.Span));

        try
        {
            return FeelValue.FromJson(WithoutMark(body));
        }
        catch (JsonException wrong)
        {
            throw WebhookRefusal.Of(
                StatusCodes.Status400BadRequest,
                "WEBHOOK_BAD_JSON",
                $"The body is not valid JSON: line {wrong.LineNumber + 1}, byte {wrong.BytePositionInLine + 1}.");
        }
    }

    private static FeelValue FormOf(string text)
    {
        var fields = FieldsOf(text.AsMemory());
        return FeelValue.From(FeelContext.Of([.. fields.Select(field => (field.Key, FeelValue.From(field.Value)))]));
    }

    private static ReadOnlyMemory<byte> WithoutMark(ReadOnlyMemory<byte> body) =>
        body.Span.StartsWith("\uFEFF"u8) ? body[3..] : body;

    private static string MediaType(string? contentType)
    {
        if (contentType is null)
            return "";
        var end = contentType.IndexOf(';', StringComparison.Ordinal);
        return (end < 0 ? contentType : contentType[..end]).Trim();
    }

    private static string TextOf(string? contentType, ReadOnlySpan<byte> body)
    {
        var encoding = Encoding.UTF8;
        if (Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var parsed) && parsed.Charset.HasValue)
            encoding = parsed.Encoding ?? throw WebhookRefusal.Of(
                StatusCodes.Status415UnsupportedMediaType,
                "WEBHOOK_MEDIA_TYPE",
                $"The character set \"{parsed.Charset}\" is not supported: send UTF-8.");
        return encoding.GetString(body);
    }
}
