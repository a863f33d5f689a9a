using System.Globalization;
using Fairlead.Broker;
using Fairlead.Connectors.Runtime.Inbox;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Finds outside events that were not applied, keeps, changes and discards them, and suspends triggers.</summary>
internal sealed class InboxEndpoints(EmbeddedCluster cluster, HeldEvents held)
{
    private const string Path = "/fairlead/v1/inbox";
    private const string Key = "inboxKey";
    private const int UsualLimit = 100;

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, FindAsync);
        app.MapPost(Path, KeepAsync);
        app.MapPost($"{Path}/search", http => Searching.HandleAsync(
            http, JsonBody.Contracts.SearchQueryInboxFilter, JsonBody.Contracts.SearchResultInboxItem, cluster.Search.SearchAsync));
        app.MapPost($"{Path}/discard", DiscardManyAsync);
        app.MapGet($"{Path}/known", FindKnownAsync);
        app.MapGet($"{Path}/suspensions", FindSuspensionsAsync);
        app.MapPut($"{Path}/suspensions", SuspendAsync);
        app.MapDelete($"{Path}/suspensions", ResumeAsync);
        app.MapGet($"{Path}/{{{Key}}}", GetAsync);
        app.MapDelete($"{Path}/{{{Key}}}", DiscardAsync);
        app.MapPut($"{Path}/{{{Key}}}/payload", EditAsync);
        app.MapPost($"{Path}/{{{Key}}}/failure", NoteFailureAsync);
    }

    private async Task FindAsync(HttpContext http)
    {
        var found = await cluster.Inbox.FindKeptAsync(
            new()
            {
                TenantId = RequestParts.Text(http, "tenantId"),
                ProcessId = RequestParts.Text(http, "processDefinitionId"),
                ElementId = RequestParts.Text(http, "elementId"),
                State = StateOf(http),
                After = RequestParts.Number(http, "after") is { } after ? new InboxKey(after) : null,
                AtMost = (int)Math.Clamp(RequestParts.Number(http, "limit") ?? UsualLimit, int.MinValue, int.MaxValue),
            },
            http.RequestAborted);
        await JsonBody.WriteAsync(http, new InboxResult { Items = [.. found.Select(InboxItems.Of)] }, JsonBody.Contracts.InboxResult);
    }

    private async Task GetAsync(HttpContext http)
    {
        var key = KeyOf(http);
        var item = await cluster.Inbox.FindAsync(key, http.RequestAborted) is { } entry
            ? InboxItems.Of(entry) with { Payload = new JsonObjectText(entry.Payload) }
            : await cluster.Search.FindInboxItemAsync(key, http.RequestAborted) ?? throw RequestRefusal.NotFound("entry of the inbox", key.Value);
        await JsonBody.WriteAsync(http, item, JsonBody.Contracts.InboxItem);
    }

    private async Task KeepAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.KeepEventRequest);
        var kept = await cluster.Inbox.KeepAsync(InboxItems.ToEvent(request), http.RequestAborted);
        await JsonBody.WriteAsync(
            http,
            new KeepEventResult
            {
                InboxKey = kept.Key == default ? null : kept.Key,
                Duplicate = kept.Duplicate,
                Known = kept.Known is { } known ? InboxItems.Of(known) : null,
            },
            JsonBody.Contracts.KeepEventResult);
    }

    private async Task EditAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.EditInboxRequest);
        await cluster.Inbox.EditAsync(KeyOf(http), request.Payload.Utf8, http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task NoteFailureAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.InboxFailureRequest);
        await cluster.Inbox.NoteFailureAsync(KeyOf(http), request.ErrorCode, request.ErrorMessage, http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task DiscardAsync(HttpContext http)
    {
        await cluster.Inbox.DiscardAsync(KeyOf(http), http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task DiscardManyAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.DiscardInboxRequest);
        if (request.Limit is < 1 or > DiscardInboxRequest.LimitAtMost)
            throw RequestRefusal.InvalidArgument($"Expected limit to be from 1 to {DiscardInboxRequest.LimitAtMost}, but it is {request.Limit}.");
        var wanted = new FindKept
        {
            TenantId = request.TenantId,
            ProcessId = request.ProcessDefinitionId,
            ElementId = request.ElementId,
            State = request.State,
            AtMost = request.Limit ?? UsualLimit,
        };
        var found = await cluster.Inbox.FindKeptAsync(wanted, http.RequestAborted);
        var discarded = 0;
        foreach (var entry in found)
        {
            try
            {
                await cluster.Inbox.DiscardAsync(entry.Key, http.RequestAborted);
                discarded++;
            }
            catch (ClusterException gone) when (gone.Error is ClusterError.NotFound)
            {
                // Somebody else was done with it meanwhile.
            }
        }

        var rest = await cluster.Inbox.FindKeptAsync(wanted with { AtMost = 1 }, http.RequestAborted);
        await JsonBody.WriteAsync(
            http, new DiscardInboxResult { Discarded = discarded, HasMore = rest.Count > 0 }, JsonBody.Contracts.DiscardInboxResult);
    }

    private async Task FindKnownAsync(HttpContext http)
    {
        var key = RequestParts.Text(http, "deduplicationKey")
            ?? throw RequestRefusal.InvalidArgument("Expected the query parameter 'deduplicationKey', but there is none.");
        var known = await cluster.Inbox.FindKnownAsync(key, http.RequestAborted);
        await JsonBody.WriteAsync(
            http, new KnownEventResult { Known = known is null ? null : InboxItems.Of(known) }, JsonBody.Contracts.KnownEventResult);
    }

    private async Task FindSuspensionsAsync(HttpContext http)
    {
        var found = await cluster.Inbox.FindSuspensionsAsync(http.RequestAborted);
        await JsonBody.WriteAsync(
            http, new SuspensionsResult { Items = [.. found.Select(InboxItems.Of)] }, JsonBody.Contracts.SuspensionsResult);
    }

    private async Task SuspendAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.SuspendRequest);
        await cluster.Inbox.SuspendAsync(request.TenantId, request.ProcessDefinitionId, request.ElementId, http.RequestAborted);
        await held.RefreshAsync(http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task ResumeAsync(HttpContext http)
    {
        var process = RequestParts.Text(http, "processDefinitionId")
            ?? throw RequestRefusal.InvalidArgument("Expected the query parameter 'processDefinitionId', but there is none.");
        await cluster.Inbox.ResumeAsync(RequestParts.Text(http, "tenantId"), process, RequestParts.Text(http, "elementId"), http.RequestAborted);
        await held.RefreshAsync(http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private static InboxKey KeyOf(HttpContext http) => new(RequestParts.Key(http, Key));

    private static InboxState? StateOf(HttpContext http) => RequestParts.Text(http, "state") switch
    {
        null => null,
        var word when RestWord.TryParse<InboxState>(word, out var state) => state,
        var word => throw RequestRefusal.InvalidArgument(
            string.Create(CultureInfo.InvariantCulture, $"Expected the state QUARANTINED or HELD, but got '{word}'.")),
    };
}
