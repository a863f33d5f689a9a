using static Fairlead.Protocol.Rest.ClusterClient;

namespace Fairlead.Protocol.Rest;

/// <summary>The part of our own REST API that is about calls of connectors.</summary>
public sealed class CallsClient
{
    private readonly ClusterClient _client;

    internal CallsClient(ClusterClient client) => _client = client;

    /// <summary>Searches calls.</summary>
    public Task<SearchResult<CallItem>> SearchAsync(SearchQuery<CallFilter> query, CancellationToken cancellation) => _client.PostAsync(
        $"/{Own}calls/search", query, RestJson.Client.SearchQueryCallFilter, RestJson.Client.SearchResultCallItem, cancellation);

    /// <summary>Everything that is known of a call.</summary>
    public Task<CallResult> GetAsync(CallKey key, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Get, Invariant($"/{Own}calls/{key.Value}"), content: null, RestJson.Client.CallResult, cancellation);
}
