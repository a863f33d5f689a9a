using System.Net.Http.Json;
using static Fairlead.Protocol.Rest.ClusterClient;

namespace Fairlead.Protocol.Rest;

/// <summary>The part of our own REST API that is about outside events and where they come from.</summary>
public sealed class InboxClient
{
    private readonly ClusterClient _client;

    internal InboxClient(ClusterClient client) => _client = client;

    /// <summary>Searches events that are kept, or were.</summary>
    public Task<SearchResult<InboxItem>> SearchAsync(SearchQuery<InboxFilter> query, CancellationToken cancellation) => _client.PostAsync(
        $"/{Own}inbox/search", query, RestJson.Client.SearchQueryInboxFilter, RestJson.Client.SearchResultInboxItem, cancellation);

    /// <summary>Events that are kept now, in order of arrival, without what they carry.</summary>
    public Task<InboxResult> FindKeptAsync(FindKept request, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Get,
        Query(
            $"/{Own}inbox",
            ("tenantId", request.TenantId),
            ("processDefinitionId", request.ProcessId),
            ("elementId", request.ElementId),
            ("state", request.State is { } state ? RestWord.Of(state) : null),
            ("after", request.After is { } after ? Invariant($"{after.Value}") : null),
            ("limit", Invariant($"{request.AtMost}"))),
        content: null,
        RestJson.Client.InboxResult,
        cancellation);

    /// <summary>An event with what it carries; of one that is done, all but that.</summary>
    public Task<InboxItem> GetAsync(InboxKey key, CancellationToken cancellation) =>
        _client.SendAsync(HttpMethod.Get, PathOf(key), content: null, RestJson.Client.InboxItem, cancellation);

    /// <summary>Keeps an event.</summary>
    public Task<KeepEventResult> KeepAsync(KeepEventRequest request, CancellationToken cancellation) => _client.PostAsync(
        $"/{Own}inbox", request, RestJson.Client.KeepEventRequest, RestJson.Client.KeepEventResult, cancellation);

    /// <summary>Replaces what an event carries.</summary>
    public Task EditAsync(InboxKey key, EditInboxRequest request, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Put, $"{PathOf(key)}/payload", JsonContent.Create(request, RestJson.Client.EditInboxRequest), cancellation);

    /// <summary>Notes that applying an event failed again.</summary>
    public Task NoteFailureAsync(InboxKey key, InboxFailureRequest request, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Post, $"{PathOf(key)}/failure", JsonContent.Create(request, RestJson.Client.InboxFailureRequest), cancellation);

    /// <summary>Ends an event without effect.</summary>
    public Task DiscardAsync(InboxKey key, CancellationToken cancellation) =>
        _client.SendAsync(HttpMethod.Delete, PathOf(key), content: null, cancellation);

    /// <summary>Discards many events, oldest first.</summary>
    public Task<DiscardInboxResult> DiscardManyAsync(DiscardInboxRequest request, CancellationToken cancellation) => _client.PostAsync(
        $"/{Own}inbox/discard", request, RestJson.Client.DiscardInboxRequest, RestJson.Client.DiscardInboxResult, cancellation);

    /// <summary>Applies one kept event to what is deployed now.</summary>
    public Task<InboxDriveItem> DriveAsync(InboxKey key, InboxDriveRequest request, CancellationToken cancellation) => _client.PostAsync(
        $"{PathOf(key)}/redrive", request, RestJson.Client.InboxDriveRequest, RestJson.Client.InboxDriveItem, cancellation);

    /// <summary>Applies many kept events, oldest first.</summary>
    public Task<InboxDrivesResult> DriveAsync(InboxDrivesRequest request, CancellationToken cancellation) => _client.PostAsync(
        $"/{Own}inbox/redrive", request, RestJson.Client.InboxDrivesRequest, RestJson.Client.InboxDrivesResult, cancellation);

    /// <summary>What would become of an event; nothing happens.</summary>
    public Task<InboundPlanResult> PlanAsync(InboundPlanRequest request, CancellationToken cancellation) => _client.PostAsync(
        $"/{Own}inbox/plan", request, RestJson.Client.InboundPlanRequest, RestJson.Client.InboundPlanResult, cancellation);

    /// <summary>What became of an event that came with this key.</summary>
    public Task<KnownEventResult> FindKnownAsync(string deduplicationKey, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Get,
        Query($"/{Own}inbox/known", ("deduplicationKey", deduplicationKey)),
        content: null,
        RestJson.Client.KnownEventResult,
        cancellation);

    /// <summary>What is suspended.</summary>
    public Task<SuspensionsResult> FindSuspensionsAsync(CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Get, $"/{Own}inbox/suspensions", content: null, RestJson.Client.SuspensionsResult, cancellation);

    /// <summary>Keeps what arrives for a trigger from now on.</summary>
    public Task SuspendAsync(SuspendRequest request, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Put, $"/{Own}inbox/suspensions", JsonContent.Create(request, RestJson.Client.SuspendRequest), cancellation);

    /// <summary>The opposite.</summary>
    public Task ResumeAsync(SuspendRequest request, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Delete,
        Query(
            $"/{Own}inbox/suspensions",
            ("processDefinitionId", request.ProcessDefinitionId),
            ("elementId", request.ElementId),
            ("tenantId", request.TenantId)),
        content: null,
        cancellation);

    /// <summary>Leases that are held.</summary>
    public Task<LeasesResult> FindLeasesAsync(CancellationToken cancellation) =>
        _client.SendAsync(HttpMethod.Get, $"/{Own}leases", content: null, RestJson.Client.LeasesResult, cancellation);

    /// <summary>Takes or renews a lease, unless another owner holds it. The answer says who does.</summary>
    public Task<LeaseItem> AcquireLeaseAsync(AcquireLeaseRequest request, CancellationToken cancellation) => _client.PostAsync(
        $"/{Own}leases", request, RestJson.Client.AcquireLeaseRequest, RestJson.Client.LeaseItem, cancellation);

    /// <summary>Gives a lease back before its time.</summary>
    public Task ReleaseLeaseAsync(LeaseHoldBody lease, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Delete,
        Query($"/{Own}leases", ("name", lease.Name), ("token", Invariant($"{lease.Token.Value}"))),
        content: null,
        cancellation);

    /// <summary>How far a source is read.</summary>
    public Task<CursorResult> ReadCursorAsync(string? tenantId, string name, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Get,
        Query($"/{Own}cursors", ("name", name), ("tenantId", tenantId)),
        content: null,
        RestJson.Client.CursorResult,
        cancellation);

    /// <summary>Says how far a source is read.</summary>
    public Task MoveCursorAsync(string name, MoveCursorRequest request, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Put,
        Query($"/{Own}cursors", ("name", name)),
        JsonContent.Create(request, RestJson.Client.MoveCursorRequest),
        cancellation);

    /// <summary>The active visits of elements.</summary>
    public Task<WaitingElementsResult> FindWaitingAsync(WaitingElementsRequest request, CancellationToken cancellation) => _client.PostAsync(
        $"/{Own}element-instances/waiting",
        request,
        RestJson.Client.WaitingElementsRequest,
        RestJson.Client.WaitingElementsResult,
        cancellation);

    private static string PathOf(InboxKey key) => Invariant($"/{Own}inbox/{key.Value}");

    private static string Query(string path, params ReadOnlySpan<(string Name, string? Value)> parameters)
    {
        var separator = '?';
        foreach (var (name, value) in parameters)
        {
            if (value is null)
                continue;
            path += $"{separator}{name}={Uri.EscapeDataString(value)}";
            separator = '&';
        }

        return path;
    }
}
