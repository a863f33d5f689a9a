using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Finds and resolves incidents.</summary>
internal sealed class IncidentEndpoints(EmbeddedCluster cluster)
{
    private const string Key = "incidentKey";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/incidents/search", SearchAsync);
        app.MapGet($"/v2/incidents/{{{Key}}}", GetAsync);
        app.MapPost($"/v2/incidents/{{{Key}}}/resolution", ResolveAsync);
    }

    private Task SearchAsync(HttpContext http) => Searching.HandleAsync(
        http,
        JsonBody.Contracts.SearchQueryIncidentFilter,
        JsonBody.Contracts.SearchResultIncidentItem,
        cluster.Search.SearchAsync);

    private async Task GetAsync(HttpContext http)
    {
        var key = RequestParts.Key(http, Key);
        var found = await cluster.Search.FindIncidentAsync(new IncidentKey(key), http.RequestAborted)
            ?? throw RequestRefusal.NotFound("incident", key);
        await JsonBody.WriteAsync(http, found, JsonBody.Contracts.IncidentItem);
    }

    private async Task ResolveAsync(HttpContext http)
    {
        var key = new IncidentKey(RequestParts.Key(http, Key));
        await JsonBody.ReadOrNullAsync(http, JsonBody.Contracts.OperationRequest);
        await cluster.ResolveIncidentAsync(key, http.RequestAborted);
        JsonBody.WriteNothing(http);
    }
}
