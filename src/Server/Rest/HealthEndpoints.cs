using Fairlead.Broker;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>
/// For whoever runs the process. Live: it answers, so do not restart it. Ready: the cluster takes work; webhooks are compared with the
/// deployed models before the first connection is accepted.
/// </summary>
internal sealed class HealthEndpoints(EmbeddedCluster cluster)
{
    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", LiveAsync);
        app.MapGet("/health/ready", ReadyAsync);
    }

    private static Task LiveAsync(HttpContext http)
    {
        JsonBody.WriteNothing(http);
        return Task.CompletedTask;
    }

    private Task ReadyAsync(HttpContext http)
    {
        Health.Require(cluster);
        JsonBody.WriteNothing(http);
        return Task.CompletedTask;
    }
}
