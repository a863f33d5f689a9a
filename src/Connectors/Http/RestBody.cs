using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Http;

/// <summary>The body that goes out: its kind follows from the value and the Content-Type header.</summary>
internal static class RestBody
{
    private const string Json = "application/json";

    public static async Task<HttpContent> OfAsync(RestCall call, CallDocuments documents, CancellationToken cancellation)
    {
        var header = ContentType(call);
        var type = MediaTypeHeaderValue.TryParse(header, out var parsed) ? parsed : null;
        if (call.Body is { ValueKind: JsonValueKind.Object } body && Document.TryRead(body, out var document))
            return await RestDocuments.ContentAsync(document, header, documents, cancellation);
        if (call.Body is { ValueKind: JsonValueKind.Object } parts && Is(type, "multipart/form-data"))
            return await MultipartAsync(parts, type!, documents, cancellation);

        JsonElement? filled = call.Body is { } plain ? await RestDocuments.FillInAsync(plain, documents, cancellation) : null;
        return filled switch
        {
            null => Typed([], header),
            { ValueKind: JsonValueKind.String } text when text.GetString() is "" => Typed([], header),
            { ValueKind: JsonValueKind.String } text => Typed(CharsetOf(type).GetBytes(text.GetString()!), header ?? Json),
            { ValueKind: JsonValueKind.Object } fields when Is(type, "application/x-www-form-urlencoded") =>
                Form(fields, header!, call.IgnoreNullValues),
            { } value => Typed(Bytes(call.IgnoreNullValues ? JsonText.WithoutNulls(value) : value), header ?? Json),
        };
    }

    private static string? ContentType(RestCall call) =>
        call.Headers?.Where(header => header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => JsonText.Values(header.Value, "headers.Content-Type"))
            .FirstOrDefault();

    private static byte[] Bytes(JsonElement value) => JsonMarshal.GetRawUtf8Value(value).ToArray();

    private static ByteArrayContent Typed(byte[] bytes, string? type)
    {
        var content = new ByteArrayContent(bytes);
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", type);
        return content;
    }

    private static ByteArrayContent Form(JsonElement fields, string type, bool ignoreNulls)
    {
        var pairs = fields.EnumerateObject().SelectMany(field => field.Value.ValueKind switch
        {
            JsonValueKind.Null => ignoreNulls ? [] : [""],
            JsonValueKind.Array => field.Value.EnumerateArray().Select(JsonText.Of),
            _ => [JsonText.Of(field.Value)],
        }, (field, value) => $"{Escape(field.Name)}={Escape(value)}");
        return Typed(Encoding.ASCII.GetBytes(string.Join('&', pairs)), type);
    }

    private static string Escape(string text) =>
        Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static async Task<MultipartFormDataContent> MultipartAsync(
        JsonElement parts, MediaTypeHeaderValue type, CallDocuments documents, CancellationToken cancellation)
    {
        var given = type.Parameters.FirstOrDefault(p => p.Name.Equals("boundary", StringComparison.OrdinalIgnoreCase));
        var content = given?.Value?.Trim('"') is { Length: > 0 } boundary
            ? new MultipartFormDataContent(boundary)
            : new MultipartFormDataContent();
        content.HeaderEncodingSelector = (_, _) => Encoding.UTF8;
        // Some servers take the quotes around it for a part of it.
        var own = content.Headers.ContentType!.Parameters.Single();
        own.Value = own.Value!.Trim('"');

        foreach (var part in parts.EnumerateObject().Where(part => part.Value.ValueKind is not JsonValueKind.Null))
        {
            if (RestDocuments.Of(part.Value) is { } files)
            {
                foreach (var file in files)
                    content.Add(await FileAsync(part.Name, file, documents, cancellation));
                continue;
            }

            var text = new ByteArrayContent(Encoding.UTF8.GetBytes(JsonText.Of(part.Value)));
            text.Headers.TryAddWithoutValidation("Content-Disposition", $"form-data; name=\"{Quotable(part.Name)}\"");
            text.Headers.TryAddWithoutValidation("Content-Type", "text/plain; charset=utf-8");
            content.Add(text);
        }

        return content;
    }

    private static async Task<HttpContent> FileAsync(
        string name, Document document, CallDocuments documents, CancellationToken cancellation)
    {
        var content = await RestDocuments.ContentAsync(document, type: null, documents, cancellation);
        content.Headers.TryAddWithoutValidation(
            "Content-Disposition", $"form-data; name=\"{Quotable(name)}\"; filename=\"{Quotable(RestDocuments.NameOf(document))}\"");
        return content;
    }

    /// <summary>As browsers write the name of a part.</summary>
    private static string Quotable(string name) => name
        .Replace("\"", "%22", StringComparison.Ordinal)
        .Replace("\r", "%0D", StringComparison.Ordinal)
        .Replace("\n", "%0A", StringComparison.Ordinal);

    private static bool Is(MediaTypeHeaderValue? type, string name) =>
        name.Equals(type?.MediaType, StringComparison.OrdinalIgnoreCase);

    private static Encoding CharsetOf(MediaTypeHeaderValue? type)
    {
        if (type?.CharSet?.Trim('"') is not { Length: > 0 } name)
            return Encoding.UTF8;
        return Charset.Find(name)
            ?? throw new ConnectorInputException("headers.Content-Type: its charset is not one of UTF-8, UTF-16, UTF-32, ISO-8859-1, US-ASCII.");
    }
}
