using Fairlead.Connectors.Sdk;
using Fairlead.Feel;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>A request that has arrived completely: what connectors and expressions see of it, and what is needed for its documents.</summary>
/// <param name="Request">As connectors and expressions see it.</param>
/// <param name="Body">Where the content lies.</param>
/// <param name="ContentType">As the sender wrote it; null for nothing.</param>
/// <param name="Form">Null unless it is a form of parts that can be read.</param>
/// <param name="IsFile">Whether the body itself is a document.</param>
internal sealed record Arrival(WebhookRequest Request, ReceivedBody Body, string? ContentType, MultipartForm? Form, bool IsFile)
{
    private static readonly FeelValue EmptyObject = FeelValue.From(FeelContext.Empty);
    private static readonly Dictionary<string, string> NoFields = [];

    /// <param name="bytesAtMost">Of the fields of a form of parts.</param>
    public static async ValueTask<Arrival> OfAsync(HttpContext http, BodyForm form, ReceivedBody body, int bytesAtMost)
    {
        var contentType = http.Request.ContentType;
        if (body.Problem is { } problem)
            return new Arrival(RequestOf(http.Request, body, () => throw problem), body, contentType, null, IsFile: false);
        if (form is BodyForm.Unknown)
            return new Arrival(RequestOf(http.Request, body, () => throw BodyForms.NotUnderstood()), body, contentType, null, IsFile: false);
        if (body.IsEmpty)
            return new Arrival(RequestOf(http.Request, body, () => EmptyObject), body, contentType, null, IsFile: false);

        if (form is BodyForm.Parts)
        {
            var (parts, broken) = await PartsOfAsync(contentType, body, bytesAtMost, http.RequestAborted);
            // The sender may learn what is wrong once it is known who it is.
            return new Arrival(RequestOf(http.Request, body, () => parts?.Fields ?? throw broken!), body, contentType, parts, IsFile: false);
        }

        if (form is BodyForm.File)
        {
            var json = body.Upload is null ? BodyText.JsonOrNull(contentType: null, body.Memory, onlyStructures: true) : null;
            return new Arrival(RequestOf(http.Request, body, () => json ?? EmptyObject), body, contentType, null, IsFile: json is null);
        }

        return new Arrival(RequestOf(http.Request, body, () => Value(form, contentType, body.Memory)), body, contentType, null, IsFile: false);
    }

    /// <summary>A request of which only the head is here.</summary>
    /// <param name="onBody">Called when somebody wants the body; throws.</param>
    public static WebhookRequest HeadOf(HttpRequest request, Func<Exception> onBody) => new(() => throw onBody())
    {
        Method = request.Method.ToUpperInvariant(),
        Url = UrlOf(request),
        Query = QueryOf(request),
        Headers = HeadersOf(request),
        Parameters = ParametersOf(request),
        OpenRawBody = () => throw onBody(),
    };

    /// <summary>The same for who looks at its head and its bytes; where expressions see the body, there is nothing.</summary>
    public WebhookRequest WithoutBody() => new(() => FeelValue.Null)
    {
        Method = Request.Method,
        Url = Request.Url,
        Query = Request.Query,
        Headers = Request.Headers,
        Parameters = Request.Parameters,
        RawBody = Body.Memory,
        OpenRawBody = Request.OpenRawBody,
    };

    private static WebhookRequest RequestOf(HttpRequest request, ReceivedBody body, Func<FeelValue> readBody) => new(readBody)
    {
        Method = request.Method.ToUpperInvariant(),
        Url = UrlOf(request),
        Query = QueryOf(request),
        Headers = HeadersOf(request),
        Parameters = ParametersOf(request),
        RawBody = body.Memory,
        OpenRawBody = body.Upload is null ? null : body.Open,
    };

    private static async Task<(MultipartForm? Form, WebhookRefusal? Broken)> PartsOfAsync(
        string? contentType, ReceivedBody body, int bytesAtMost, CancellationToken cancellation)
    {
        try
        {
            return (await MultipartForm.ReadAsync(contentType, body, bytesAtMost, cancellation), null);
        }
        catch (WebhookRefusal broken)
        {
            return (null, broken);
        }
    }

    private static FeelValue Value(BodyForm form, string? contentType, ReadOnlyMemory<byte> body) => form switch
    {
        BodyForm.Json => BodyText.Json(contentType, body),
        BodyForm.Fields => BodyText.Fields(contentType, body),
        BodyForm.Xml => BodyText.Text(contentType, body),
        BodyForm.Text => BodyText.JsonOrNull(contentType, body, onlyStructures: false) ?? BodyText.Text(contentType, body),
        BodyForm.Parts or BodyForm.File or BodyForm.Unknown => throw new System.Diagnostics.UnreachableException("They are more than text."),
    };

    private static string UrlOf(HttpRequest request) =>
        $"{request.Scheme}://{request.Host.Value}{request.PathBase.ToUriComponent()}{request.Path.ToUriComponent()}";

    private static string QueryOf(HttpRequest request) => request.QueryString.HasValue ? request.QueryString.Value![1..] : "";

    private static Dictionary<string, string> HeadersOf(HttpRequest request)
    {
        var headers = new Dictionary<string, string>(request.Headers.Count, StringComparer.Ordinal);
        foreach (var (name, values) in request.Headers)
            headers[name.ToLowerInvariant()] = values.Count > 0 ? values[0] ?? "" : "";
        return headers;
    }

    /// <remarks>The first value of a name wins.</remarks>
    private static Dictionary<string, string> ParametersOf(HttpRequest request)
    {
        if (!request.QueryString.HasValue)
            return NoFields;
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var pair in new QueryStringEnumerable(request.QueryString.Value!.AsMemory(1)))
            parameters.TryAdd(pair.DecodeName().ToString(), pair.DecodeValue().ToString());
        return parameters;
    }
}
