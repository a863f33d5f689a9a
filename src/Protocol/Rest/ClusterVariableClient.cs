using System.Net.Http.Json;

namespace Fairlead.Protocol.Rest;

/// <summary>Calls the part of the REST API that is about cluster variables: those of all, and those of a tenant.</summary>
public sealed class ClusterVariableClient
{
    private readonly ClusterClient _client;

    internal ClusterVariableClient(ClusterClient client) => _client = client;

    /// <summary>Creates a cluster variable.</summary>
    /// <param name="tenantId">Null for the global scope.</param>
    public Task<ClusterVariableResult> CreateAsync(
        string? tenantId, CreateClusterVariableRequest request, CancellationToken cancellation) =>
        _client.PostAsync(
            ScopePath(tenantId),
            request,
            RestJson.Client.CreateClusterVariableRequest,
            RestJson.Client.ClusterVariableResult,
            cancellation);

    /// <summary>Changes the value of a cluster variable.</summary>
    /// <param name="tenantId">Null for the global scope.</param>
    public Task<ClusterVariableResult> UpdateAsync(
        string? tenantId, string name, UpdateClusterVariableRequest request, CancellationToken cancellation) =>
        _client.SendAsync(
            HttpMethod.Put,
            $"{ScopePath(tenantId)}/{Uri.EscapeDataString(name)}",
            JsonContent.Create(request, RestJson.Client.UpdateClusterVariableRequest),
            RestJson.Client.ClusterVariableResult,
            cancellation);

    /// <summary>Finds a cluster variable.</summary>
    /// <param name="tenantId">Null for the global scope.</param>
    public Task<ClusterVariableResult> GetAsync(string? tenantId, string name, CancellationToken cancellation) =>
        _client.SendAsync(
            HttpMethod.Get,
            $"{ScopePath(tenantId)}/{Uri.EscapeDataString(name)}",
            content: null,
            RestJson.Client.ClusterVariableResult,
            cancellation);

    /// <summary>Deletes a cluster variable.</summary>
    /// <param name="tenantId">Null for the global scope.</param>
    public Task DeleteAsync(string? tenantId, string name, CancellationToken cancellation) =>
        _client.SendAsync(HttpMethod.Delete, $"{ScopePath(tenantId)}/{Uri.EscapeDataString(name)}", content: null, cancellation);

    /// <summary>Searches cluster variables; long values come cut.</summary>
    public Task<SearchResult<ClusterVariableItem>> SearchAsync(
        SearchQuery<ClusterVariableFilter> query, CancellationToken cancellation) =>
        _client.PostAsync(
            "cluster-variables/search",
            query,
            RestJson.Client.SearchQueryClusterVariableFilter,
            RestJson.Client.SearchResultClusterVariableItem,
            cancellation);

    private static string ScopePath(string? tenantId) =>
        tenantId is null ? "cluster-variables/global" : $"cluster-variables/tenants/{Uri.EscapeDataString(tenantId)}";
}
