using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Inbox;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Applies kept events to what is deployed now, and says what would become of an event.</summary>
internal sealed class InboxDriveEndpoints(ICluster cluster, InboxDriver driver, InboundPlanner planner, InboundSupervisor supervisor)
{
    private const string Path = "/fairlead/v1/inbox";
    private const string Key = "inboxKey";
    private const int DrivenAtMost = 1_000;
    private const int DrivenUsually = 100;
    private const string DefaultTenant = "<default>";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost($"{Path}/{{{Key}}}/redrive", DriveAsync);
        app.MapPost($"{Path}/redrive", DriveManyAsync);
        app.MapPost($"{Path}/plan", PlanAsync);
    }

    private async Task DriveAsync(HttpContext http)
    {
        var key = new InboxKey(RequestParts.Key(http, Key));
        var request = await JsonBody.ReadOrNullAsync(http, JsonBody.Contracts.InboxDriveRequest) ?? new InboxDriveRequest();
        await SeeDeployedAsync(http.RequestAborted);
        var isPreview = request.Preview is true;
        if (!isPreview && request.Payload is { } payload)
            await Inbox.EditAsync(key, payload.Utf8, http.RequestAborted);
        var driven = isPreview
            ? await driver.PreviewAsync(key, request.Payload?.Utf8, http.RequestAborted)
            : await driver.DriveAsync(key, lease: null, CancellationToken.None);
        await JsonBody.WriteAsync(http, InboundItems.Of(driven ?? throw NotFound(key)), JsonBody.Contracts.InboxDriveItem);
    }

    private async Task DriveManyAsync(HttpContext http)
    {
        var request = await JsonBody.ReadOrNullAsync(http, JsonBody.Contracts.InboxDrivesRequest) ?? new InboxDrivesRequest();
        var limit = request.Limit ?? DrivenUsually;
        if (limit is < 1 or > DrivenAtMost)
            throw RequestRefusal.InvalidArgument($"Expected limit to be from 1 to {DrivenAtMost:N0}, but it is {limit:N0}.");
        if (request.InboxKeys?.Count > DrivenAtMost)
            throw RequestRefusal.InvalidArgument($"Expected at most {DrivenAtMost:N0} keys, but there are {request.InboxKeys.Count:N0}.");
        await SeeDeployedAsync(http.RequestAborted);
        var (keys, next) = request.InboxKeys is { } given
            ? ([.. given.Order(Comparer<InboxKey>.Create((left, right) => left.Value.CompareTo(right.Value)))], null)
            : await FindAsync(request, limit, http.RequestAborted);
        var isPreview = request.Preview is true;
        var items = new List<InboxDriveItem>(keys.Count);
        foreach (var key in keys)
        {
            // Whoever hangs up stops it between two events: each is whole.
            http.RequestAborted.ThrowIfCancellationRequested();
            if ((isPreview
                ? await driver.PreviewAsync(key, payload: null, http.RequestAborted)
                : await driver.DriveAsync(key, lease: null, CancellationToken.None)) is { } driven)
                items.Add(InboundItems.Of(driven));
        }

        await JsonBody.WriteAsync(
            http, new InboxDrivesResult { Preview = isPreview, Items = items, Next = next }, JsonBody.Contracts.InboxDrivesResult);
    }

    private async Task<(IReadOnlyList<InboxKey> Keys, InboxKey? Next)> FindAsync(
        InboxDrivesRequest request, int limit, CancellationToken cancellation)
    {
        var keys = new List<InboxKey>();
        var after = request.After;
        while (keys.Count < limit)
        {
            var page = await Inbox.FindKeptAsync(
                new FindKept
                {
                    TenantId = request.TenantId,
                    ProcessId = request.ProcessDefinitionId,
                    ElementId = request.ElementId,
                    State = request.IncludeHeld is true ? null : InboxState.Quarantined,
                    After = after,
                    AtMost = DrivenAtMost,
                },
                cancellation);
            foreach (var entry in page)
            {
                if (keys.Count == limit)
                    return (keys, after);
                if (request.Code is null || request.Code == entry.Code)
                    keys.Add(entry.Key);
                after = entry.Key;
            }

            if (page.Count < DrivenAtMost)
                return (keys, null);
        }

        return (keys, after);
    }

    private async Task PlanAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.InboundPlanRequest);
        await SeeDeployedAsync(http.RequestAborted);
        var (found, nobody) = request switch
        {
            { InboxKey: { } key, Request: null, Event: null } => (
                [await planner.OfEntryAsync(key, http.RequestAborted) ?? throw NotFound(key)], ""),
            { InboxKey: null, Request: { } planned, Event: null } => (
                await OfRequestAsync(planned, http.RequestAborted), $"No deployed process asks for a webhook at '{planned.Path}'."),
            { InboxKey: null, Request: null, Event: { } @event, ProcessDefinitionId: { } process } => (
                await planner.OfEventAsync(
                    request.TenantId ?? DefaultTenant, process, request.ElementId, @event.Utf8, request.MessageId, http.RequestAborted),
                $"Process '{process}' has no inbound connector{(request.ElementId is { } at ? $" at element '{at}'" : "")}."),
            _ => throw RequestRefusal.InvalidArgument("Expected one of inboxKey, request, and event with processDefinitionId."),
        };
        await JsonBody.WriteAsync(
            http,
            new InboundPlanResult { Items = [.. found.Select(InboundItems.Of)], Problem = found.Count is 0 ? nobody : null },
            JsonBody.Contracts.InboundPlanResult);
    }

    private async Task<IReadOnlyList<PlannedTrigger>> OfRequestAsync(PlannedInboundRequest planned, CancellationToken cancellation)
    {
        try
        {
            return await planner.OfRequestAsync(planned, cancellation);
        }
        catch (UriFormatException)
        {
            throw RequestRefusal.InvalidArgument($"Expected a path such as /inbound/orders, but it is '{planned.Path}'.");
        }
        catch (ConnectorException unreadable)
        {
            throw RequestRefusal.InvalidArgument($"The webhook cannot read the request: {unreadable.Message}");
        }
    }

    private IInbox Inbox => cluster.Inbox
        ?? throw RequestRefusal.Of(ClusterError.InvalidState, "Expected to drive kept events, but this cluster keeps none.");

    /// <summary>What was deployed before the request counts.</summary>
    private Task SeeDeployedAsync(CancellationToken cancellation) => supervisor.ReconcileAsync(cancellation);

    private static RequestRefusal NotFound(InboxKey key) => RequestRefusal.Of(
        ClusterError.NotFound,
        $"There is no entry {key.Value} in the inbox: it was applied, discarded or kept for too long.");
}
