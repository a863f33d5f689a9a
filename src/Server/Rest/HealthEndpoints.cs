using Fairlead.Protocol;
using Fairlead.Server.Http;
using Fairlead.Server.Management;

namespace Fairlead.Server.Rest;

/// <summary>
/// For whoever runs the process. Live: it answers, so do not restart it. Ready: the cluster takes work; webhooks are compared with the
/// deployed models before the first connection is accepted.
/// </summary>
internal sealed class HealthEndpoints(ClusterState cluster)
{
    public void Map(IEndpointRouteBuilder app)
    {
        var mark = new ManagementEndpoint(IsEverywhere: true);
        app.MapGet("/health/live", LiveAsync).WithMetadata(mark);
        app.MapGet("/health/ready", ReadyAsync).WithMetadata(mark);
    }

    private static Task LiveAsync(HttpContext http)
    {
        JsonBody.WriteNothing(http);
        return Task.CompletedTask;
    }

    private Task ReadyAsync(HttpContext http)
    {
        if (cluster.Problem() is { } problem)
            throw new ClusterException(ClusterError.Unavailable, problem);
        JsonBody.WriteNothing(http);
        return Task.CompletedTask;
    }
}
