using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Deployed decisions and DMN files, and what was evaluated.</summary>
internal sealed class DecisionEndpoints(EmbeddedCluster cluster)
{
    private const string DecisionKey = "decisionDefinitionKey";
    private const string FileKey = "decisionRequirementsKey";
    private const string InstanceKey = "decisionEvaluationInstanceKey";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapPost("/v2/decision-definitions/evaluation", EvaluateAsync);
        app.MapPost("/v2/decision-definitions/search", SearchDefinitionsAsync);
        app.MapGet($"/v2/decision-definitions/{{{DecisionKey}}}", GetDefinitionAsync);
        app.MapGet($"/v2/decision-definitions/{{{DecisionKey}}}/xml", GetDefinitionXmlAsync);
        app.MapPost("/v2/decision-requirements/search", SearchRequirementsAsync);
        app.MapGet($"/v2/decision-requirements/{{{FileKey}}}", GetRequirementsAsync);
        app.MapGet($"/v2/decision-requirements/{{{FileKey}}}/xml", GetRequirementsXmlAsync);
        app.MapPost("/v2/decision-instances/search", SearchInstancesAsync);
        app.MapGet($"/v2/decision-instances/{{{InstanceKey}}}", GetInstanceAsync);
    }

    private async Task EvaluateAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.DecisionEvaluationRequest);
        if (request.DecisionDefinitionKey is null == string.IsNullOrEmpty(request.DecisionDefinitionId))
        {
            throw RequestRefusal.InvalidArgument(
                "Expected either decisionDefinitionKey or decisionDefinitionId, but got "
                + $"{(request.DecisionDefinitionKey is null ? "neither" : "both")}.");
        }

        var result = await cluster.EvaluateDecisionAsync(
            request.DecisionDefinitionKey,
            request.DecisionDefinitionId,
            request.Variables?.Utf8 ?? default,
            request.TenantId,
            http.RequestAborted);
        await JsonBody.WriteAsync(http, result, JsonBody.Contracts.EvaluateDecisionResult);
    }

    private Task SearchDefinitionsAsync(HttpContext http) => Searching.HandleAsync(
        http,
        JsonBody.Contracts.SearchQueryDecisionDefinitionFilter,
        JsonBody.Contracts.SearchResultDecisionDefinitionItem,
        cluster.Search.SearchAsync);

    private async Task GetDefinitionAsync(HttpContext http)
    {
        var key = RequestParts.Key(http, DecisionKey);
        var found = await cluster.Search.FindDecisionAsync(new DecisionDefinitionKey(key), http.RequestAborted)
            ?? throw RequestRefusal.NotFound("decision definition", key);
        await JsonBody.WriteAsync(http, found, JsonBody.Contracts.DecisionDefinitionItem);
    }

    private async Task GetDefinitionXmlAsync(HttpContext http)
    {
        var key = RequestParts.Key(http, DecisionKey);
        await WriteXmlAsync(
            http,
            await cluster.Search.FindXmlAsync(new DecisionDefinitionKey(key), http.RequestAborted)
                ?? throw RequestRefusal.NotFound("decision definition", key));
    }

    private Task SearchRequirementsAsync(HttpContext http) => Searching.HandleAsync(
        http,
        JsonBody.Contracts.SearchQueryDecisionRequirementsFilter,
        JsonBody.Contracts.SearchResultDecisionRequirementsItem,
        cluster.Search.SearchAsync);

    private async Task GetRequirementsAsync(HttpContext http)
    {
        var key = RequestParts.Key(http, FileKey);
        var found = await cluster.Search.FindRequirementsAsync(new DecisionRequirementsKey(key), http.RequestAborted)
            ?? throw RequestRefusal.NotFound("DMN file", key);
        await JsonBody.WriteAsync(http, found, JsonBody.Contracts.DecisionRequirementsItem);
    }

    private async Task GetRequirementsXmlAsync(HttpContext http)
    {
        var key = RequestParts.Key(http, FileKey);
        await WriteXmlAsync(
            http,
            await cluster.Search.FindXmlAsync(new DecisionRequirementsKey(key), http.RequestAborted)
                ?? throw RequestRefusal.NotFound("DMN file", key));
    }

    private Task SearchInstancesAsync(HttpContext http) => Searching.HandleAsync(
        http,
        JsonBody.Contracts.SearchQueryDecisionInstanceFilter,
        JsonBody.Contracts.SearchResultDecisionInstanceItem,
        cluster.Search.SearchAsync);

    private async Task GetInstanceAsync(HttpContext http)
    {
        var key = (string)http.Request.RouteValues[InstanceKey]!;
        var found = await cluster.Search.FindDecisionInstanceAsync(key, http.RequestAborted)
            ?? throw RequestRefusal.Of(ClusterError.NotFound, $"There is no decision instance with key {key}.");
        await JsonBody.WriteAsync(http, found, JsonBody.Contracts.DecisionInstanceResult);
    }

    private static async Task WriteXmlAsync(HttpContext http, byte[] xml)
    {
        http.Response.ContentType = "text/xml";
        http.Response.ContentLength = xml.Length;
        await http.Response.Body.WriteAsync(xml, http.RequestAborted);
    }
}
