using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

internal static class IncidentEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/incidents/search", SearchAsync);
        api.MapGet("/incidents/{key}", GetAsync);
        api.MapPost("/incidents/{key}/resolution", ResolveAsync);
    }

    private static async Task SearchAsync(HttpContext context)
    {
        var query = await Exchange.ReadOptionalAsync(context, RestJson.Default.SearchQueryIncidentFilter) ?? new();
        var result = await context.RequestServices.GetRequiredService<SearchStore>().SearchAsync(query, context.RequestAborted);
        await Exchange.WriteAsync(context, result, RestJson.Default.SearchResultIncidentItem);
    }

    private static async Task GetAsync(HttpContext context)
    {
        var key = Exchange.Key(context, "key");
        var found = await context.RequestServices.GetRequiredService<SearchStore>()
            .FindIncidentAsync(new IncidentKey(key), context.RequestAborted) ?? throw Exchange.NotFound("incident", key);
        await Exchange.WriteAsync(context, found, RestJson.Default.IncidentItem);
    }

    private static async Task ResolveAsync(HttpContext context)
    {
        await Exchange.ReadOptionalAsync(context, RestJson.Default.OperationRequest);
        await context.RequestServices.GetRequiredService<EmbeddedCluster>()
            .ResolveIncidentAsync(new IncidentKey(Exchange.Key(context, "key")), context.RequestAborted);
        Exchange.NoContent(context);
    }
}
