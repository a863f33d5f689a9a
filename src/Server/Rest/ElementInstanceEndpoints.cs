using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

internal static class ElementInstanceEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/element-instances/search", SearchAsync);
        api.MapGet("/element-instances/{key}", GetAsync);
        api.MapPut("/element-instances/{key}/variables", SetVariablesAsync);
    }

    private static async Task SearchAsync(HttpContext context)
    {
        var query = await Exchange.ReadOptionalAsync(context, RestJson.Default.SearchQueryElementInstanceFilter) ?? new();
        var result = await context.RequestServices.GetRequiredService<SearchStore>().SearchAsync(query, context.RequestAborted);
        await Exchange.WriteAsync(context, result, RestJson.Default.SearchResultElementInstanceItem);
    }

    private static async Task GetAsync(HttpContext context)
    {
        var key = Exchange.Key(context, "key");
        var found = await context.RequestServices.GetRequiredService<SearchStore>()
            .FindElementInstanceAsync(new ElementInstanceKey(key), context.RequestAborted) ?? throw Exchange.NotFound("element instance", key);
        await Exchange.WriteAsync(context, found, RestJson.Default.ElementInstanceItem);
    }

    private static async Task SetVariablesAsync(HttpContext context)
    {
        var request = await Exchange.ReadAsync(context, RestJson.Default.SetVariablesRequest);
        await context.RequestServices.GetRequiredService<EmbeddedCluster>().SetVariablesAsync(
            new ElementInstanceKey(Exchange.Key(context, "key")), request.Variables.Utf8, request.Local is true, context.RequestAborted);
        Exchange.NoContent(context);
    }
}
