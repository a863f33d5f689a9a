using System.Diagnostics;

using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Telemetry;

/// <summary>The spans of jobs and of the requests that connectors send. They say what was done for whom, never with which data.</summary>
public static class Spans
{
    public const string SourceName = "Fairlead.Connectors";

    private static readonly ActivitySource Source = new(SourceName);

    /// <returns>Null when nobody wants it.</returns>
    internal static Activity? BeginJob(ActivatedJob job)
    {
        if (!Source.HasListeners())
            return null;

        var span = Source.CreateActivity($"job {job.Type}", ActivityKind.Consumer, ContextOf(job.Trace), links: LinksOf(job));
        return span?.SetTag("bpmn.process.id", job.ProcessId)
            .SetTag("bpmn.process.version", job.ProcessVersion)
            .SetTag("bpmn.process.instance.key", job.ProcessInstanceKey.Value)
            .SetTag("bpmn.element.id", job.ElementId)
            .SetTag("bpmn.job.key", job.Key.Value)
            .SetTag("bpmn.job.type", job.Type)
            .SetTag("bpmn.job.retries_left", job.RetriesLeft)
            .SetTag("bpmn.tenant.id", job.TenantId)
            .Start();
    }

    /// <param name="outcome">As in the metrics.</param>
    internal static void EndJob(Activity? span, JobOutcome outcome, string name)
    {
        if (span is null)
            return;
        span.SetTag("fairlead.outcome", name);
        if (outcome is JobOutcome.Failed)
            span.SetStatus(ActivityStatusCode.Error);
    }

    /// <returns>Null when nobody wants it.</returns>
    internal static Activity? BeginRequest(HttpRequestMessage request, Redactor redactor)
    {
        if (!Source.HasListeners() || request.RequestUri is not { IsAbsoluteUri: true } target)
            return null;

        // Neither path nor query: they may hold a secret, or data of the process.
        return Source.StartActivity(request.Method.Method, ActivityKind.Client)
            ?.SetTag("http.request.method", request.Method.Method)
            .SetTag("server.address", redactor.Clean(target.Host))
            .SetTag("server.port", target.Port);
    }

    /// <param name="response">Null when there was none.</param>
    internal static void EndRequest(Activity? span, HttpResponseMessage? response)
    {
        if (response is not null)
            span?.SetTag("http.response.status_code", (int)response.StatusCode);
        if (response is null or { StatusCode: >= System.Net.HttpStatusCode.BadRequest })
            span?.SetStatus(ActivityStatusCode.Error);
    }

    private static ActivityContext ContextOf(TraceContext? trace) =>
        trace is not null && ActivityContext.TryParse(trace.Parent, trace.State, isRemote: true, out var context) ? context : default;

    private static IEnumerable<ActivityLink>? LinksOf(ActivatedJob job) =>
        job.TraceLinks.Count is 0 ? null : job.TraceLinks.Select(link => new ActivityLink(ContextOf(link)));
}
