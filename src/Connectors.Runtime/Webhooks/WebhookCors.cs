using Fairlead.Connectors.Runtime.Inbound;

using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>
/// Lets pages of other origins call a webhook whose model names them (<c>inbound.cors.allowedOrigins</c>). No cookies: who may call is
/// told by what the request itself carries.
/// </summary>
internal static class WebhookCors
{
    private const string Any = "*";

    /// <summary>How long a browser may remember what a preflight was told, in seconds.</summary>
    private const string RememberFor = "600";

    /// <summary>Separated by commas, as the model has them.</summary>
    public static IReadOnlyList<string> OriginsOf(InboundElement element) =>
        element.Property(InboundProperty.AllowedOrigins)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(origin => origin.TrimEnd('/'))
            .ToList() ?? [];

    /// <summary>Whatever the answer will be, the page may read it.</summary>
    /// <returns>Whether the request comes from a page that may call.</returns>
    public static bool Allow(HttpContext http, WebhookPath path)
    {
        if (path.AllowedOrigins.Count is 0)
            return false;

        // For caches: another origin gets another answer.
        http.Response.Headers.Append("Vary", "Origin");
        if (http.Request.Headers.Origin is not [{ Length: > 0 } origin] || !IsAllowed(path, origin))
            return false;
        http.Response.Headers.AccessControlAllowOrigin = origin;
        http.Response.Headers.AccessControlExposeHeaders = $"{WebhookReply.AnswerHeader}, {WebhookReply.InboxHeader}, Retry-After";
        return true;
    }

    /// <summary>Answers the question whether a page may call. No process ever sees it.</summary>
    /// <exception cref="WebhookRefusal">It may not, or nobody asked for that here.</exception>
    public static void AnswerPreflight(HttpContext http, WebhookPath path, bool isAllowed)
    {
        var headers = http.Request.Headers;
        if (path.AllowedOrigins.Count is 0 || headers.AccessControlRequestMethod is not [{ Length: > 0 }])
            throw WebhookRefusal.MethodNotAllowed(http.Request.Method, path.Allowed);
        if (!isAllowed)
            throw WebhookRefusal.Of(StatusCodes.Status403Forbidden, "WEBHOOK_ORIGIN", "Pages of this origin may not call this webhook.");

        var response = http.Response;
        response.StatusCode = StatusCodes.Status204NoContent;
        response.Headers.AccessControlAllowMethods = path.Allowed;
        if (headers.AccessControlRequestHeaders is { Count: > 0 } wanted)
            response.Headers.AccessControlAllowHeaders = wanted.ToString();
        response.Headers.AccessControlMaxAge = RememberFor;
    }

    private static bool IsAllowed(WebhookPath path, string origin) =>
        path.AllowedOrigins.Any(allowed => allowed == Any || allowed.Equals(origin, StringComparison.OrdinalIgnoreCase));
}
