using System.Net.Http.Json;
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

    /// <summary>Lets the job of a call be done again now.</summary>
    public Task<CallRetryResult> RetryAsync(CallKey key, CallRetryRequest request, CancellationToken cancellation) => _client.PostAsync(
        Invariant($"/{Own}calls/{key.Value}/retry"), request, RestJson.Client.CallRetryRequest, RestJson.Client.CallRetryResult, cancellation);

    /// <summary>Maps the response of a call again.</summary>
    public Task<CallRemapResult> RemapAsync(CallKey key, CallRemapRequest request, CancellationToken cancellation) => _client.PostAsync(
        Invariant($"/{Own}calls/{key.Value}/remap"), request, RestJson.Client.CallRemapRequest, RestJson.Client.CallRemapResult, cancellation);

    /// <summary>How two calls differ.</summary>
    public Task<CallComparison> CompareAsync(CallKey key, CallKey other, CancellationToken cancellation) => _client.SendAsync(
        HttpMethod.Get,
        Invariant($"/{Own}calls/{key.Value}/compare/{other.Value}"),
        content: null,
        RestJson.Client.CallComparison,
        cancellation);

    /// <summary>The last request of a call as a command line for curl, with the placeholders of secrets.</summary>
    public Task<string> GetCurlAsync(CallKey key, CancellationToken cancellation) =>
        _client.ReadTextAsync(HttpMethod.Get, Invariant($"/{Own}calls/{key.Value}/curl"), content: null, cancellation);

    /// <summary>A call as HTTP archive (HAR 1.2).</summary>
    public Task<string> GetHarAsync(CallKey key, CancellationToken cancellation) =>
        _client.ReadTextAsync(HttpMethod.Get, Invariant($"/{Own}calls/{key.Value}/har"), content: null, cancellation);

    /// <summary>The calls of a search as HTTP archive (HAR 1.2).</summary>
    public Task<string> GetHarAsync(SearchQuery<CallFilter> query, CancellationToken cancellation) => _client.ReadTextAsync(
        HttpMethod.Post, $"/{Own}calls/har", JsonContent.Create(query, RestJson.Client.SearchQueryCallFilter), cancellation);

    /// <summary>What a call would send; nothing is sent.</summary>
    public Task<PlanResult> PlanAsync(PlanRequest request, CancellationToken cancellation) =>
        _client.PostAsync($"/{Own}plan", request, RestJson.Client.PlanRequest, RestJson.Client.PlanResult, cancellation);

    /// <summary>Makes one call of a connector outside of any process.</summary>
    public Task<PlanResult> CallAsync(CallRequest request, CancellationToken cancellation) =>
        _client.PostAsync($"/{Own}call", request, RestJson.Client.CallRequest, RestJson.Client.PlanResult, cancellation);
}
