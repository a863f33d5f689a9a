using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Inbox;
using Fairlead.Connectors.Runtime.Telemetry;

using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Webhooks;

/// <summary>Keeps requests of trusted senders that cannot be read, until somebody has made something of them.</summary>
internal static class UnreadRequests
{
    /// <summary>Returns when it is durable.</summary>
    /// <param name="endpoints">That trust the sender; newest version first.</param>
    /// <param name="refusal">What the sender would be told.</param>
    /// <returns>What it is told: the same, with the place where the event is kept; or that it cannot be kept now.</returns>
    public static async Task<WebhookRefusal> KeepAsync(
        Correlator correlator, HttpContext http, IReadOnlyList<WebhookEndpoint> endpoints, Arrival arrival, string? eventId, WebhookRefusal refusal)
    {
        var first = endpoints[0];
        var result = await correlator.CorrelateAsync(
            [.. endpoints.SelectMany(endpoint => endpoint.Group.Elements)],
            new InboundArrival
            {
                Context = UnreadPayload.Of(arrival.WithoutBody(), await BeginningOfAsync(arrival.Body, http.RequestAborted), LengthOf(http, arrival), first.Redactor),
                MessageId = eventId,
                Trace = TraceHeaders.Of(http),
                Redactor = first.Redactor,
                Unreadable = $"{refusal.Message.TrimEnd('.')} ({refusal.Code}).",
            },
            // As with events that can be read: a sender that hangs up changes nothing any more.
            CancellationToken.None);
        return result switch
        {
            CorrelationResult.Quarantined kept => refusal.In(kept.Key),
            CorrelationResult.Refused away => ClusterStatus.Refusal(away.Error),
            // The cluster has no inbox, or had an event of that name before.
            _ => refusal,
        };
    }

    private static async Task<byte[]> BeginningOfAsync(ReceivedBody body, CancellationToken cancellation)
    {
        var bytes = new byte[Math.Min(body.Length, UnreadPayload.BytesAtMost)];
        await using var content = body.Open();
        await content.ReadExactlyAsync(bytes, cancellation);
        return bytes;
    }

    /// <remarks>Of a body that could not be unpacked only the beginning is here.</remarks>
    private static long LengthOf(HttpContext http, Arrival arrival) => Math.Max(
        arrival.Body.Length, arrival.Body.Problem is null ? 0 : http.Request.ContentLength ?? 0);
}
