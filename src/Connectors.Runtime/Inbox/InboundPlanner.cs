using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Webhooks;
using Fairlead.Connectors.Sdk;
using Fairlead.Feel;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

using Microsoft.AspNetCore.Http;

namespace Fairlead.Connectors.Runtime.Inbox;

/// <summary>Answers what would become of an event that is only described. Nothing is changed, and no sender is checked.</summary>
public sealed class InboundPlanner(
    ICluster cluster,
    InboundRegistry registry,
    InboundSources sources,
    InboundForecaster forecaster,
    WaitingInstances waiting,
    WebhookRoutes routes,
    WebhookIntake intake)
{
    /// <returns>One for each process that has a webhook at the path.</returns>
    /// <exception cref="ConnectorException">The request cannot be read.</exception>
    public async Task<IReadOnlyList<PlannedTrigger>> OfRequestAsync(PlannedInboundRequest planned, CancellationToken cancellation)
    {
        var http = ToHttp(planned);
        var form = BodyForms.Of(http.Request.ContentType);
        await using var body = new ReceivedBody(intake.Load) { Memory = Encoding.UTF8.GetBytes(planned.Body ?? "") };
        try
        {
            return await OfRequestAsync(http, await intake.ArriveAsync(http, form, body), cancellation);
        }
        catch (WebhookRefusal unreadable)
        {
            throw new ConnectorException(unreadable.Code, unreadable.Message);
        }
    }

    private async Task<IReadOnlyList<PlannedTrigger>> OfRequestAsync(HttpContext http, Arrival arrival, CancellationToken cancellation)
    {
        var (tenant, context) = PlaceOf(http.Request.Path.Value!);
        var method = arrival.Request.Method;
        var found = new List<PlannedTrigger>();
        foreach (var (groups, offer) in await sources.AtPathAsync(tenant, context, cancellation))
        {
            var allowing = groups.Where(group => Takes(group, method)).ToList();
            if (allowing.Count is 0)
            {
                found.Add(Describe(groups, Refused($"The webhook does not take {method}.", "WEBHOOK_METHOD")));
                continue;
            }

            var running = routes.Find(WebhookAddress.Of(intake.Options, groups[0].TenantId, context))?.Endpoints
                .FirstOrDefault(endpoint => groups.Any(group => group.Id == endpoint.Group.Id));
            var data = running is null ? null : await running.Webhook.ReadAsync(arrival.Request, cancellation);
            var @event = ContextOf(arrival.Request, data, intake.DocumentsOf(arrival).Preview());
            found.Add(Describe(groups, await ForecastAsync(
                allowing.Count == groups.Count ? offer : await sources.OfferAsync(allowing, cancellation), @event, messageId: null, entry: null, cancellation)));
        }

        return found;
    }

    /// <param name="elementId">Null for all of the process.</param>
    /// <param name="messageId">What the connector knows as the event's identity; null for nothing.</param>
    /// <returns>One for each inbound connector of the process.</returns>
    public async Task<IReadOnlyList<PlannedTrigger>> OfEventAsync(
        string tenantId, string processId, string? elementId, ReadOnlyMemory<byte> @event, string? messageId, CancellationToken cancellation)
    {
        var found = new List<PlannedTrigger>();
        foreach (var group in registry.Groups.Where(group =>
            group.TenantId == tenantId && group.ProcessId == processId
            && (elementId is null || group.Elements.Any(element => element.ElementId == elementId))))
        {
            found.Add(Describe([group], await ForecastAsync(
                await sources.OfferAsync([group], cancellation), InboundForecaster.ContextOf(@event), messageId, entry: null, cancellation)));
        }

        return found;
    }

    /// <returns>Null when there is no such entry, or when it is done.</returns>
    public async Task<PlannedTrigger?> OfEntryAsync(InboxKey key, CancellationToken cancellation)
    {
        if (cluster.Inbox is not { } inbox || await inbox.FindAsync(key, cancellation) is not { } entry)
            return null;
        var offer = await sources.OfAsync(entry.TenantId, entry.Trigger, cancellation);
        var forecast = UnreadPayload.IsStill(entry)
            ? InboundForecaster.OfUnread(entry)
            : await ForecastAsync(offer, InboundForecaster.ContextOf(entry.Payload), entry.MessageId, key, cancellation);
        return new PlannedTrigger(entry.Trigger.Type, entry.TenantId, entry.Trigger.ProcessId, Down: null, forecast);
    }

    private async Task<InboundForecast> ForecastAsync(
        InboundOffer offer, FeelContext @event, string? messageId, InboxKey? entry, CancellationToken cancellation)
    {
        var forecast = await forecaster.OfAsync(offer, @event, messageId, entry, isExplained: true, cancellation);
        return forecast with { Waiting = await waiting.CountAsync(offer.Elements, forecast, cancellation) };
    }

    private PlannedTrigger Describe(IReadOnlyList<InboundGroup> groups, InboundForecast forecast)
    {
        var ids = groups.Select(group => group.Id).ToHashSet(StringComparer.Ordinal);
        var down = registry.Snapshot().FirstOrDefault(status => ids.Contains(status.ExecutableId) && status.State is not InboundState.Active);
        return new PlannedTrigger(groups[0].Type, groups[0].TenantId, groups[0].ProcessId, down?.Reason, forecast);
    }

    private static InboundForecast Refused(string reason, string code) =>
        new() { Verdict = InboundVerdict.Refuse, Code = code, Reason = reason };

    private static DefaultHttpContext ToHttp(PlannedInboundRequest planned)
    {
        var address = new Uri(new Uri("http://localhost/"), planned.Path);
        var http = new DefaultHttpContext();
        http.Request.Method = (planned.Method ?? "POST").ToUpperInvariant();
        http.Request.Scheme = address.Scheme;
        http.Request.Host = new HostString(address.Authority);
        http.Request.Path = PathString.FromUriComponent(address);
        http.Request.QueryString = QueryString.FromUriComponent(address);
        foreach (var (name, value) in planned.Headers ?? new Dictionary<string, string>())
            http.Request.Headers[name] = value;
        return http;
    }

    /// <returns>No tenant for an address without one.</returns>
    private static (string? Tenant, string Context) PlaceOf(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return (parts is ["inbound", _, var tenant, _] ? tenant : null, parts is [.., var context] ? context : "");
    }

    private static bool Takes(InboundGroup group, string method) => (group.Elements[0].Property(InboundProperty.Method)?.Trim() ?? "any").ToUpperInvariant() switch
    {
        "ANY" => true,
        "GET" => method is "GET" or "HEAD",
        var one => one == method,
    };

    private static FeelContext ContextOf(WebhookRequest request, object? data, FeelValue documents)
    {
        request.Context.TryGet("request", out var seen);
        return FeelContext.Of(
            ("request", seen),
            ("connectorData", data is null
                ? FeelValue.From(FeelContext.Empty)
                : FeelValue.FromJson(JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), ConnectorJson.Options))),
            ("documents", documents));
    }
}

/// <summary>What would become of an event at one source.</summary>
/// <param name="Down">Why its connector does not run; null when it does.</param>
public sealed record PlannedTrigger(string Type, string TenantId, string ProcessId, string? Down, InboundForecast Forecast);
