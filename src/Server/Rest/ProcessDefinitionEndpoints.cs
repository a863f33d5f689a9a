using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

internal static class ProcessDefinitionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/process-definitions/search", SearchAsync);
        api.MapGet("/process-definitions/{key}", GetAsync);
        api.MapGet("/process-definitions/{key}/xml", XmlAsync);
    }

    private static async Task SearchAsync(HttpContext context)
    {
        var query = await Exchange.ReadOptionalAsync(context, RestJson.Default.SearchQueryProcessDefinitionFilter) ?? new();
        var result = await context.RequestServices.GetRequiredService<SearchStore>().SearchAsync(query, context.RequestAborted);
        await Exchange.WriteAsync(context, result, RestJson.Default.SearchResultProcessDefinitionItem);
    }

    private static async Task GetAsync(HttpContext context)
    {
        var key = Exchange.Key(context, "key");
        var found = await context.RequestServices.GetRequiredService<SearchStore>()
            .FindDefinitionAsync(new ProcessDefinitionKey(key), context.RequestAborted) ?? throw Exchange.NotFound("process definition", key);
        await Exchange.WriteAsync(context, found, RestJson.Default.ProcessDefinitionItem);
    }

    private static async Task XmlAsync(HttpContext context)
    {
        var xml = await context.RequestServices.GetRequiredService<ICluster>()
            .GetDefinitionXmlAsync(new ProcessDefinitionKey(Exchange.Key(context, "key")), context.RequestAborted);
        context.Response.ContentType = "text/xml";
        await context.Response.Body.WriteAsync(xml, context.RequestAborted);
    }
}
