using System.Text;

using Fairlead.Feel;

namespace Fairlead.Connectors.Sdk;

/// <summary>What the sender of a request gets back.</summary>
public sealed class WebhookAnswer
{
    /// <summary>The code of an answer that an expression composed wrongly.</summary>
    public const string Invalid = "WEBHOOK_ANSWER_INVALID";

    /// <summary>Of a body that is not text. Lists that an expression makes can hold a value many times.</summary>
    private const int JsonBytesAtMost = 16 << 20;

    /// <summary>200 to 599.</summary>
    public int StatusCode { get; init; } = 200;

    /// <summary>Media type of the body; null when there is no body.</summary>
    public string? ContentType { get; init; }

    /// <summary>Empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Other headers than the media type.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>An answer of plain text.</summary>
    public static WebhookAnswer FromText(string text, int statusCode = 200) =>
        new() { StatusCode = statusCode, ContentType = "text/plain; charset=utf-8", Body = Encoding.UTF8.GetBytes(text) };

    /// <summary>Reads <c>{body, statusCode, headers}</c>, each of which may be missing.</summary>
    /// <remarks>
    /// Text goes out as it is, as <c>text/plain</c> unless the headers name another media type: nothing in it is
    /// escaped, and no browser takes it for a page.
    /// </remarks>
    /// <exception cref="ConnectorException">It has another shape.</exception>
    public static WebhookAnswer FromFeel(FeelValue value)
    {
        if (!value.TryGetContext(out var context))
            throw Refuse("an answer is a context {body, statusCode, headers}");

        var headers = HeadersOf(context, out var contentType);
        var status = context.TryGet("statusCode", out var code) && !code.IsNull ? StatusOf(code) : 200;
        if (!context.TryGet("body", out var body) || body.IsNull)
            return new WebhookAnswer { StatusCode = status, ContentType = contentType, Headers = headers };

        var isText = body.TryGetString(out var text);
        return new WebhookAnswer
        {
            StatusCode = status,
            Headers = headers,
            Body = isText ? Encoding.UTF8.GetBytes(text) : JsonOf(body, "the body"),
            ContentType = contentType ?? (isText ? "text/plain; charset=utf-8" : "application/json"),
        };
    }

    private static int StatusOf(FeelValue value)
    {
        if (value.TryGetString(out var text) && int.TryParse(text, out var parsed))
            value = FeelValue.From(parsed);
        return value.TryGetInt64(out var code) && code is >= 200 and <= 599
            ? (int)code
            : throw Refuse("statusCode is a number from 200 to 599");
    }

    private static Dictionary<string, string> HeadersOf(FeelContext context, out string? contentType)
    {
        contentType = null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!context.TryGet("headers", out var value) || value.IsNull)
            return headers;
        if (!value.TryGetContext(out var entries))
            throw Refuse("headers is a context of texts");

        foreach (var (name, entry) in entries.Entries)
        {
            var text = entry.TryGetString(out var written) ? written : Encoding.UTF8.GetString(JsonOf(entry, "a header"));
            if (!IsToken(name) || IsOfTheConnection(name) || text.AsSpan().ContainsAnyInRange('\0', '\x1f'))
                throw Refuse($"a header named \"{name}\" cannot be set to this value");
            if (name.Equals("content-type", StringComparison.OrdinalIgnoreCase))
                contentType = text;
            else
                headers[name] = text;
        }

        return headers;
    }

    private static byte[] JsonOf(FeelValue value, string what) => value.TryToJson(JsonBytesAtMost, out var json)
        ? json
        : throw Refuse($"{what} has more than {JsonBytesAtMost:N0} bytes of JSON");

    private static bool IsToken(string name) =>
        name.Length > 0 && name.All(letter => char.IsAsciiLetterOrDigit(letter) || "!#$%&'*+-.^_`|~".Contains(letter, StringComparison.Ordinal));

    private static bool IsOfTheConnection(string name) =>
        name.ToLowerInvariant() is "content-length" or "transfer-encoding" or "connection" or "keep-alive" or "upgrade";

    private static ConnectorException Refuse(string rule) => new(Invalid, $"The answer that an expression composed cannot be sent: {rule}.");
}
