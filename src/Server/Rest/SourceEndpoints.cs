using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Who reads which source of outside events, up to where, and for whom.</summary>
internal sealed class SourceEndpoints(EmbeddedCluster cluster)
{
    private const string Leases = "/fairlead/v1/leases";
    private const string Cursor = "/fairlead/v1/cursors";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Leases, FindLeasesAsync);
        app.MapPost(Leases, AcquireAsync);
        app.MapDelete(Leases, ReleaseAsync);
        app.MapGet(Cursor, ReadCursorAsync);
        app.MapPut(Cursor, MoveCursorAsync);
        app.MapPost("/fairlead/v1/element-instances/waiting", FindWaitingAsync);
    }

    private async Task FindLeasesAsync(HttpContext http)
    {
        var found = await cluster.Leases.FindLeasesAsync(http.RequestAborted);
        await JsonBody.WriteAsync(http, new LeasesResult { Items = [.. found.Select(LeaseItem.Of)] }, JsonBody.Contracts.LeasesResult);
    }

    private async Task AcquireAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.AcquireLeaseRequest);
        var lease = await cluster.Leases.AcquireAsync(
            new(request.Name, request.Owner, Durations.Read(nameof(request.Duration), request.Duration)), http.RequestAborted);
        await JsonBody.WriteAsync(http, LeaseItem.Of(lease), JsonBody.Contracts.LeaseItem);
    }

    private async Task ReleaseAsync(HttpContext http)
    {
        var token = RequestParts.Number(http, "token")
            ?? throw RequestRefusal.InvalidArgument("Expected the query parameter 'token' of the lease, but there is none.");
        await cluster.Leases.ReleaseAsync(new(NameOf(http), token), http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task ReadCursorAsync(HttpContext http)
    {
        var value = await cluster.Inbox.ReadCursorAsync(RequestParts.Text(http, "tenantId"), NameOf(http), http.RequestAborted);
        await JsonBody.WriteAsync(http, new CursorResult { Name = NameOf(http), Value = value }, JsonBody.Contracts.CursorResult);
    }

    private async Task MoveCursorAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.MoveCursorRequest);
        await cluster.Inbox.MoveCursorAsync(
            request.TenantId, new InboundCursor(NameOf(http), request.Value) { After = request.After }, request.Lease?.ToHold(), http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task FindWaitingAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.WaitingElementsRequest);
        var found = await cluster.FindWaitingAsync(request.ProcessDefinitionKey, request.ElementIds, http.RequestAborted);
        await JsonBody.WriteAsync(
            http,
            new WaitingElementsResult
            {
                Items =
                [
                    .. found.Select(visit => new WaitingElementItem
                    {
                        ElementInstanceKey = visit.Key,
                        ProcessInstanceKey = visit.ProcessInstanceKey,
                        ElementId = visit.ElementId,
                        Variables = new JsonObjectText(visit.Variables),
                    }),
                ],
            },
            JsonBody.Contracts.WaitingElementsResult);
    }

    /// <summary>In the query: a name may have slashes and dots, which a path does not keep.</summary>
    private static string NameOf(HttpContext http) => RequestParts.Text(http, "name")
        ?? throw RequestRefusal.InvalidArgument("Expected the query parameter 'name', but there is none.");
}
