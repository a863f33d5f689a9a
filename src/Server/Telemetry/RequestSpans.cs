using System.Diagnostics;
using Fairlead.Protocol;
using Fairlead.Server.Management;

namespace Fairlead.Server.Telemetry;

/// <summary>A span for each request, when somebody wants spans; otherwise a request costs one look more.</summary>
internal static class RequestSpans
{
    public const string SourceName = "Fairlead.Server";

    private static readonly ActivitySource Source = new(SourceName);

    public static Task HandleAsync(HttpContext http, RequestDelegate next) =>
        Source.HasListeners() && http.GetEndpoint()?.Metadata.GetMetadata<ManagementEndpoint>() is null ? TraceAsync(http, next) : next(http);

    private static async Task TraceAsync(HttpContext http, RequestDelegate next)
    {
        var headers = http.Request.Headers;
        var caller = TraceContext.Read(headers[TraceContext.ParentHeader], headers[TraceContext.StateHeader]);
        ActivityContext.TryParse(caller?.Parent, caller?.State, isRemote: true, out var parent);
        // The route, not the path: what stands in its places may be data.
        var route = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText;
        using var span = Source.StartActivity(
            route is null ? http.Request.Method : $"{http.Request.Method} {route}", ActivityKind.Server, parent);
        await next(http);
        span?.SetTag("http.request.method", http.Request.Method)
            .SetTag("http.route", route)
            .SetTag("http.response.status_code", http.Response.StatusCode);
        if (http.Response.StatusCode >= StatusCodes.Status500InternalServerError)
            span?.SetStatus(ActivityStatusCode.Error);
    }
}
