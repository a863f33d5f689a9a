using System.Diagnostics;

using Fairlead.Protocol;

using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Telemetry;

/// <summary>The W3C headers of traces: read from who calls us, sent to whom we call. Also when no span is made here.</summary>
public static class TraceHeaders
{
    /// <summary>The trace that a request belongs to; null when its sender says none and nobody traces here.</summary>
    public static TraceContext? Of(HttpContext http)
    {
        if (Current is { } current)
            return current;
        var headers = http.Request.Headers;
        return headers.TryGetValue(TraceContext.ParentHeader, out var parent) && parent.Count is 1
            ? TraceContext.Read(parent[0], headers.TryGetValue(TraceContext.StateHeader, out var state) ? state.ToString() : null)
            : null;
    }

    /// <summary>Puts in what the receiver needs to go on with the trace. What the model says itself stays.</summary>
    /// <param name="otherwise">Where the job comes from, when no span stands for it.</param>
    internal static void Put(HttpRequestMessage request, TraceContext? otherwise)
    {
        if ((Current ?? otherwise) is not { } trace || request.Headers.Contains(TraceContext.ParentHeader))
            return;
        request.Headers.TryAddWithoutValidation(TraceContext.ParentHeader, trace.Parent);
        if (trace.State is not null && !request.Headers.Contains(TraceContext.StateHeader))
            request.Headers.TryAddWithoutValidation(TraceContext.StateHeader, trace.State);
    }

    /// <remarks>A span without a source was made for nobody, such as that of a host for its own log: no one would ever see it.</remarks>
    internal static TraceContext? Current => Activity.Current is { IdFormat: ActivityIdFormat.W3C, Source.Name.Length: > 0 } span
        ? TraceContext.Read(span.Id, span.TraceStateString)
        : null;
}
