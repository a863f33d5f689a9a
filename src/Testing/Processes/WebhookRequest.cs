using System.Text;

using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Fairlead.Testing.Processes;

/// <summary>A request to a webhook, as the server hands it on.</summary>
internal static class WebhookRequest
{
    public static HttpContext Of(string method, string path, string? json, IReadOnlyDictionary<string, string>? headers)
    {
        var parts = path.Split('?', 2);
        var context = new DefaultHttpContext();
        var request = context.Request;
        request.Method = method;
        request.Scheme = "http";
        request.Host = new HostString("localhost");
        request.Path = $"/inbound/{parts[0]}";
        request.QueryString = new QueryString(parts.Length > 1 ? $"?{parts[1]}" : "");
        request.RouteValues["context"] = parts[0];
        foreach (var (name, value) in headers ?? new Dictionary<string, string>())
            request.Headers[name] = value;
        context.Features.Set<IHttpRequestBodyDetectionFeature>(new Detected(json is not null));
        if (json is null)
            return context;

        var body = Encoding.UTF8.GetBytes(json);
        request.Body = new MemoryStream(body);
        request.ContentLength = body.Length;
        request.ContentType ??= "application/json";
        return context;
    }

    private sealed class Detected(bool canHaveBody) : IHttpRequestBodyDetectionFeature
    {
        public bool CanHaveBody => canHaveBody;
    }
}
