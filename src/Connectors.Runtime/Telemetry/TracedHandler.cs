using Fairlead.Connectors.Runtime.Calls;

namespace Fairlead.Connectors.Runtime.Telemetry;

/// <summary>Lets the receiver of a call's requests go on with its trace, and counts those under way.</summary>
/// <param name="next">Sends them.</param>
internal sealed class TracedHandler(CallInProgress call, HttpMessageHandler next) : DelegatingHandler(next)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var span = Spans.BeginRequest(request, call.Redactor);
        TraceHeaders.Put(request, call.Trace);
        HttpResponseMessage? response = null;
        call.Metrics?.CallInFlight(call.Job.Type, 1);
        try
        {
            return response = await base.SendAsync(request, cancellationToken);
        }
        finally
        {
            call.Metrics?.CallInFlight(call.Job.Type, -1);
            Spans.EndRequest(span, response);
        }
    }
}
