using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>Tells why an element got what it got.</summary>
internal sealed class ExplanationEndpoints(EmbeddedCluster cluster)
{
    private const string ElementKey = "elementInstanceKey";
    private const string JobKey = "jobKey";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet($"/fairlead/v1/element-instances/{{{ElementKey}}}/inputs", http => AnswerAsync(
            http,
            cluster.Explanations.OfInputsAsync(new ElementInstanceKey(RequestParts.Key(http, ElementKey)), IsTraced(http), http.RequestAborted)));
        app.MapGet($"/fairlead/v1/jobs/{{{JobKey}}}/inputs", http => AnswerAsync(
            http, cluster.Explanations.OfInputsAsync(new JobKey(RequestParts.Key(http, JobKey)), IsTraced(http), http.RequestAborted)));
    }

    private static bool IsTraced(HttpContext http) => RequestParts.Flag(http, "trace", otherwise: false);

    private static async Task AnswerAsync(HttpContext http, Task<InputsExplanation> explanation) =>
        await JsonBody.WriteAsync(http, await explanation, JsonBody.Contracts.InputsExplanation);
}
