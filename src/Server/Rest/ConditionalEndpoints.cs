using Fairlead.Broker;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Asks the conditions of start events: nothing else does.</summary>
internal sealed class ConditionalEndpoints(EmbeddedCluster cluster)
{
    public void Map(IEndpointRouteBuilder app) => app.MapPost("/v2/conditionals/evaluation", EvaluateAsync);

    private async Task EvaluateAsync(HttpContext http)
    {
        var request = await JsonBody.ReadAsync(http, JsonBody.Contracts.ConditionalEvaluationInstruction);
        var result = await cluster.EvaluateConditionalsAsync(
            request.ProcessDefinitionKey, request.Variables.Utf8, request.TenantId, http.RequestAborted);
        await JsonBody.WriteAsync(http, result, JsonBody.Contracts.EvaluateConditionalResult);
    }
}
