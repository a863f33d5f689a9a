using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Deployed versions of processes.</summary>
internal sealed class ProcessDefinitionEndpoints(EmbeddedCluster cluster)
{
    private const string Key = "processDefinitionKey";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/process-definitions/search", SearchAsync);
        app.MapGet($"/v2/process-definitions/{{{Key}}}", GetAsync);
        app.MapGet($"/v2/process-definitions/{{{Key}}}/xml", GetXmlAsync);
        app.MapGet($"/v2/process-definitions/{{{Key}}}/form", GetStartFormAsync);
    }

    private Task SearchAsync(HttpContext http) => Searching.HandleAsync(
        http,
        JsonBody.Contracts.SearchQueryProcessDefinitionFilter,
        JsonBody.Contracts.SearchResultProcessDefinitionItem,
        cluster.Search.SearchAsync);

    private async Task GetAsync(HttpContext http)
    {
        var key = RequestParts.Key(http, Key);
        var found = await cluster.Search.FindDefinitionAsync(new ProcessDefinitionKey(key), http.RequestAborted)
            ?? throw RequestRefusal.NotFound("process definition", key);
        await JsonBody.WriteAsync(http, found, JsonBody.Contracts.ProcessDefinitionItem);
    }

    private async Task GetStartFormAsync(HttpContext http)
    {
        var key = new ProcessDefinitionKey(RequestParts.Key(http, Key));
        if (await cluster.FindStartFormAsync(key, http.RequestAborted) is { } form)
        {
            await JsonBody.WriteAsync(http, ResourceEndpoints.ToForm(form), JsonBody.Contracts.FormResult);
            return;
        }

        _ = await cluster.Search.FindDefinitionAsync(key, http.RequestAborted) ?? throw RequestRefusal.NotFound("process definition", key.Value);
        JsonBody.WriteNothing(http);
    }

    private async Task GetXmlAsync(HttpContext http)
    {
        var key = new ProcessDefinitionKey(RequestParts.Key(http, Key));
        var xml = await cluster.GetDefinitionXmlAsync(key, http.RequestAborted);
        http.Response.ContentType = "text/xml";
        http.Response.ContentLength = xml.Length;
        await http.Response.Body.WriteAsync(xml, http.RequestAborted);
    }
}
