using System.Net;

using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Documents;

/// <summary>Fetches content from an address, by the HTTP of the call: the journal and the network policy see it as any other request.</summary>
internal static class ExternalDocument
{
    public const string Unreachable = "DOCUMENT_UNREACHABLE";
    private const int RedirectsAtMost = 5;

    public static async Task<DocumentContent> OpenAsync(Document document, HttpClient http, CancellationToken cancellation)
    {
        var target = Uri.TryCreate(document.Url, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw new ConnectorInputException("An external document has an address that is not one of http or https.");
        var response = await SendAsync(target, http, cancellation);
        try
        {
            if (!response.IsSuccessStatusCode)
                throw Refused(target, $"answered {(int)response.StatusCode}", isFinal: (int)response.StatusCode is >= 400 and < 500);
            var headers = response.Content.Headers;
            return new DocumentContent(await response.Content.ReadAsStreamAsync(cancellation))
            {
                ContentType = headers.ContentType?.ToString(),
                FileName = document.FileName
                    ?? headers.ContentDisposition?.FileNameStar
                    ?? headers.ContentDisposition?.FileName?.Trim('"')
                    ?? LastPart(target),
                SizeBytes = headers.ContentLength,
            };
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(Uri target, HttpClient http, CancellationToken cancellation)
    {
        for (var left = RedirectsAtMost; ; left--)
        {
            HttpResponseMessage response;
            try
            {
                response = await http.GetAsync(target, HttpCompletionOption.ResponseHeadersRead, cancellation);
            }
            catch (HttpRequestException cause)
            {
                throw Refused(target, $"could not be reached: {cause.GetBaseException().Message.TrimEnd('.')}", isFinal: false, cause);
            }

            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
                    or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect)
                || response.Headers.Location is not { } location)
                return response;

            response.Dispose();
            var next = new Uri(target, location);
            if (left is 0 || next.Scheme is not ("http" or "https") || (target.Scheme is "https" && next.Scheme is "http"))
                throw Refused(target, "redirected too often, or to where we do not follow", isFinal: true);
            target = next;
        }
    }

    private static string? LastPart(Uri url) => url.Segments[^1].Trim('/') is { Length: > 0 } part ? Uri.UnescapeDataString(part) : null;

    /// <summary>Scheme, host and port: the rest of an address may hold a secret.</summary>
    private static ConnectorException Refused(Uri target, string what, bool isFinal, Exception? cause = null) => new(
        Unreachable,
        $"The external document at {target.Scheme}://{target.Authority} {what}. Check its address, and that it can be read without logging in. "
        + $"[{Unreachable}]",
        cause)
    {
        Retry = isFinal ? RetryAdvice.Never : RetryAdvice.AsModelled,
    };
}
