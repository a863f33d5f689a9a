using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Visits of elements, and the variables in their scopes.</summary>
internal sealed class ElementInstanceEndpoints(EmbeddedCluster cluster)
{
    private const string Key = "elementInstanceKey";
    private const string AdHocKey = "adHocSubProcessInstanceKey";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/element-instances/search", SearchAsync);
        app.MapGet($"/v2/element-instances/{{{Key}}}", GetAsync);
        app.MapPost($"/v2/element-instances/ad-hoc-activities/{{{AdHocKey}}}/activation", ActivateAsync);
        app.MapPut($"/v2/element-instances/{{{Key}}}/variables", SetVariablesAsync);
    }

    private Task SearchAsync(HttpContext http) => Searching.HandleAsync(
        http,
        JsonBody.Contracts.SearchQueryElementInstanceFilter,
        JsonBody.Contracts.SearchResultElementInstanceItem,
        cluster.Search.SearchAsync);

    private async Task GetAsync(HttpContext http)
    {
        var key = RequestParts.Key(http, Key);
        var found = await cluster.Search.FindElementInstanceAsync(new ElementInstanceKey(key), http.RequestAborted)
            ?? throw RequestRefusal.NotFound("element instance", key);
        await JsonBody.WriteAsync(http, found, JsonBody.Contracts.ElementInstanceItem);
    }

    private async Task SetVariablesAsync(HttpContext http)
    {
        var key = new ElementInstanceKey(RequestParts.Key(http, Key));
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.SetVariablesRequest);
        await cluster.SetVariablesAsync(key, request.Variables.Utf8, local: request.Local ?? false, http.RequestAborted);
        JsonBody.WriteNothing(http);
    }

    private async Task ActivateAsync(HttpContext http)
    {
        var key = new ElementInstanceKey(RequestParts.Key(http, AdHocKey));
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.AdHocActivationRequest);
        await cluster.ActivateAdHocElementsAsync(key, request, http.RequestAborted);
        JsonBody.WriteNothing(http);
    }
}
