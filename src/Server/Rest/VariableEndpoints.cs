using Fairlead.Broker;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Variables of process instances.</summary>
internal sealed class VariableEndpoints(EmbeddedCluster cluster)
{
    private const string Key = "variableKey";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/variables/search", SearchAsync);
        app.MapGet($"/v2/variables/{{{Key}}}", GetAsync);
    }

    private Task SearchAsync(HttpContext http)
    {
        var isCut = RequestParts.Flag(http, "truncateValues", otherwise: true);
        return Searching.HandleAsync(
            http,
            JsonBody.Contracts.SearchQueryVariableFilter,
            JsonBody.Contracts.SearchResultVariableItem,
            (query, cancellation) => cluster.Search.SearchAsync(query, truncateValues: isCut, cancellation));
    }

    private async Task GetAsync(HttpContext http)
    {
        var key = RequestParts.Key(http, Key);
        var found = await cluster.Search.FindVariableAsync(key, http.RequestAborted) ?? throw RequestRefusal.NotFound("variable", key);
        await JsonBody.WriteAsync(
            http,
            new VariableResult
            {
                Name = found.Name,
                TenantId = found.TenantId,
                VariableKey = found.VariableKey,
                ScopeKey = found.ScopeKey,
                ProcessInstanceKey = found.ProcessInstanceKey,
                RootProcessInstanceKey = found.RootProcessInstanceKey,
                Value = found.Value,
            },
            JsonBody.Contracts.VariableResult);
    }
}
