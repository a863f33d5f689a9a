using Fairlead.Broker;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Values that expressions see as <c>camunda.vars</c>: of everyone, and of each tenant.</summary>
internal sealed class ClusterVariableEndpoints(EmbeddedCluster cluster)
{
    private const string Tenant = "tenantId";
    private const string Name = "name";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/cluster-variables/search", SearchAsync);
        foreach (var (scope, hasTenant) in new[] { ("/v2/cluster-variables/global", false), ($"/v2/cluster-variables/tenants/{{{Tenant}}}", true) })
        {
            app.MapPost(scope, http => CreateAsync(http, TenantOf(http, hasTenant)));
            app.MapGet($"{scope}/{{{Name}}}", http => GetAsync(http, TenantOf(http, hasTenant)));
            app.MapPut($"{scope}/{{{Name}}}", http => UpdateAsync(http, TenantOf(http, hasTenant)));
            app.MapDelete($"{scope}/{{{Name}}}", http => DeleteAsync(http, TenantOf(http, hasTenant)));
        }
    }

    /// <returns>Null for the global scope.</returns>
    private static string? TenantOf(HttpContext http, bool hasTenant) => hasTenant ? (string)http.Request.RouteValues[Tenant]! : null;

    private static string NameOf(HttpContext http) => (string)http.Request.RouteValues[Name]!;

    private Task SearchAsync(HttpContext http)
    {
        var isCut = RequestParts.Flag(http, "truncateValues", otherwise: true);
        return Searching.HandleAsync(
            http,
            JsonBody.Contracts.SearchQueryClusterVariableFilter,
            JsonBody.Contracts.SearchResultClusterVariableItem,
            (query, cancellation) => cluster.Search.SearchAsync(query, truncateValues: isCut, cancellation));
    }

    private async Task CreateAsync(HttpContext http, string? tenant)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.CreateClusterVariableRequest);
        await AnswerAsync(http, cluster.ClusterVariables.CreateAsync(tenant, request.Name, request.Value.Utf8, http.RequestAborted));
    }

    private Task GetAsync(HttpContext http, string? tenant) =>
        AnswerAsync(http, cluster.ClusterVariables.GetAsync(tenant, NameOf(http), http.RequestAborted));

    private async Task UpdateAsync(HttpContext http, string? tenant)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.UpdateClusterVariableRequest);
        await AnswerAsync(http, cluster.ClusterVariables.UpdateAsync(tenant, NameOf(http), request.Value.Utf8, http.RequestAborted));
    }

    private async Task DeleteAsync(HttpContext http, string? tenant)
    {
        await cluster.ClusterVariables.DeleteAsync(tenant, NameOf(http), http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private static async Task AnswerAsync(HttpContext http, Task<ClusterVariableResult> result) =>
        await JsonBody.WriteAsync(http, await result, JsonBody.Contracts.ClusterVariableResult);
}
