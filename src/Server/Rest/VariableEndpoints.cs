using Fairlead.Broker;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

internal static class VariableEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/variables/search", SearchAsync);
        api.MapGet("/variables/{key}", GetAsync);
    }

    private static async Task SearchAsync(HttpContext context)
    {
        var query = await Exchange.ReadOptionalAsync(context, RestJson.Default.SearchQueryVariableFilter) ?? new();
        var isWhole = context.Request.Query["truncateValues"] is [{ } text] && bool.TryParse(text, out var truncates) && !truncates;
        var result = await context.RequestServices.GetRequiredService<SearchStore>()
            .SearchAsync(query, truncateValues: !isWhole, context.RequestAborted);
        await Exchange.WriteAsync(context, result, RestJson.Default.SearchResultVariableItem);
    }

    private static async Task GetAsync(HttpContext context)
    {
        var key = Exchange.Key(context, "key");
        var found = await context.RequestServices.GetRequiredService<SearchStore>()
            .FindVariableAsync(key, context.RequestAborted) ?? throw Exchange.NotFound("variable", key);
        await Exchange.WriteAsync(
            context,
            new VariableResult
            {
                Name = found.Name,
                VariableKey = found.VariableKey,
                ScopeKey = found.ScopeKey,
                ProcessInstanceKey = found.ProcessInstanceKey,
                RootProcessInstanceKey = found.RootProcessInstanceKey,
                Value = found.Value,
            },
            RestJson.Default.VariableResult);
    }
}
