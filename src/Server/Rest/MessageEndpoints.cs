using Fairlead.Broker;
using Fairlead.Connectors.Runtime.Telemetry;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Publishes and correlates messages, and broadcasts signals.</summary>
internal sealed class MessageEndpoints(EmbeddedCluster cluster)
{
    private static readonly long TimeToLiveAtMost = (long)TimeSpan.FromDays(365 * 100).TotalMilliseconds;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/messages/publication", PublishAsync);
        app.MapPost("/v2/messages/correlation", CorrelateAsync);
        app.MapPost("/v2/signals/broadcast", BroadcastAsync);
    }

    private async Task PublishAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.MessagePublicationRequest);
        var timeToLive = request.TimeToLive ?? 0;
        if (timeToLive < 0 || timeToLive > TimeToLiveAtMost)
            throw RequestRefusal.InvalidArgument($"Expected timeToLive to be from 0 to {TimeToLiveAtMost} ms, but it is {timeToLive}.");
        var published = await cluster.PublishMessageAsync(
            new PublishMessage
            {
                Name = request.Name,
                CorrelationKey = request.CorrelationKey ?? "",
                TimeToLive = TimeSpan.FromMilliseconds(timeToLive),
                MessageId = request.MessageId ?? "",
                DeduplicationKey = request.DeduplicationKey,
                Origin = request.Origin?.ToOrigin(),
                TenantId = request.TenantId,
                Variables = request.Variables?.Utf8 ?? default,
                Trace = TraceHeaders.Of(http),
            },
            http.RequestAborted);
        await JsonBody.WriteAsync(
            http,
            new MessagePublicationResult
            {
                MessageKey = published.Key,
                TenantId = TenantOf(request.TenantId),
                Duplicate = published.Duplicate,
            },
            JsonBody.Contracts.MessagePublicationResult);
    }

    private async Task BroadcastAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.SignalBroadcastRequest);
        var key = await cluster.BroadcastSignalAsync(request.SignalName, request.Variables?.Utf8 ?? default, request.TenantId, http.RequestAborted);
        await JsonBody.WriteAsync(http, new SignalBroadcastResult { SignalKey = key, TenantId = TenantOf(request.TenantId) }, JsonBody.Contracts.SignalBroadcastResult);
    }

    private async Task CorrelateAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.MessageCorrelationRequest);
        var correlated = await cluster.CorrelateMessageAsync(
            new CorrelateMessage
            {
                Name = request.Name,
                TenantId = request.TenantId,
                CorrelationKey = request.CorrelationKey ?? "",
                DeduplicationKey = request.DeduplicationKey,
                Origin = request.Origin?.ToOrigin(),
                Variables = request.Variables?.Utf8 ?? default,
                Trace = TraceHeaders.Of(http),
            },
            http.RequestAborted);
        await JsonBody.WriteAsync(
            http,
            new MessageCorrelationResult
            {
                MessageKey = correlated.Key,
                ProcessInstanceKey = correlated.InstanceKey,
                Duplicate = correlated.Duplicate,
                TenantId = TenantOf(request.TenantId),
            },
            JsonBody.Contracts.MessageCorrelationResult);
    }

    private static string TenantOf(string? tenantId) => string.IsNullOrEmpty(tenantId) ? Tenants.Default : tenantId;
}
