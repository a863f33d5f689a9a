using Fairlead.Broker;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>What runs, and whether it is well.</summary>
internal static class ClusterEndpoints
{
    /// <summary>The line of the protocol that clients ask for; their helpers branch on it.</summary>
    private const string GatewayVersion = "8.9.0";

    public static void Map(WebApplication app, IEndpointRouteBuilder api)
    {
        api.MapGet("/topology", TopologyAsync);
        api.MapGet("/status", Status);
        api.MapGet("/license", context => Exchange.WriteAsync(
            context,
            new LicenseResult { ValidLicense = true, LicenseType = "apache-2.0", IsCommercial = false },
            RestJson.Default.LicenseResult));
        api.MapGet("/authentication/me", context => Exchange.WriteAsync(
            context,
            new CurrentUserResult { Username = "anonymous", Tenants = [new TenantItem { Name = "Default", TenantId = Tenants.Default }] },
            RestJson.Default.CurrentUserResult));
        app.MapGet("/health/live", LiveAsync);
        app.MapGet("/health/ready", LiveAsync);
        app.MapGet("/inbound-instances", InboundAsync);
    }

    private static Task TopologyAsync(HttpContext context)
    {
        var healthy = Health(context) is BrokerHealth.Healthy;
        var broker = new TopologyBroker
        {
            NodeId = 0,
            Host = context.Request.Host.Host,
            Port = context.Request.Host.Port ?? 80,
            Partitions = [new TopologyPartition { PartitionId = 1, Role = "leader", Health = healthy ? "healthy" : "unhealthy" }],
            Version = GatewayVersion,
        };
        return Exchange.WriteAsync(
            context,
            new TopologyResult
            {
                Brokers = [broker],
                ClusterSize = 1,
                PartitionsCount = 1,
                ReplicationFactor = 1,
                GatewayVersion = GatewayVersion,
                LastCompletedChangeId = "-1",
            },
            RestJson.Default.TopologyResult);
    }

    private static Task Status(HttpContext context)
    {
        context.Response.StatusCode = Health(context) is BrokerHealth.Healthy
            ? StatusCodes.Status204NoContent
            : StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    private static Task LiveAsync(HttpContext context) => Health(context) switch
    {
        BrokerHealth.Healthy => context.Response.WriteAsync("healthy", context.RequestAborted),
        BrokerHealth.Failed failed => ProblemMiddleware.WriteAsync(context, 503, "UNAVAILABLE", failed.Reason),
        BrokerHealth.Starting => ProblemMiddleware.WriteAsync(context, 503, "UNAVAILABLE", "The cluster is starting."),
        BrokerHealth.Stopping => ProblemMiddleware.WriteAsync(context, 503, "UNAVAILABLE", "The cluster is shutting down."),
        var health => throw new System.Diagnostics.UnreachableException($"No answer for {health}."),
    };

    /// <summary>How each inbound connector that a deployed model asks for is doing.</summary>
    private static Task InboundAsync(HttpContext context)
    {
        var statuses = context.RequestServices.GetRequiredService<InboundRegistry>().Snapshot();
        return Exchange.WriteAsync(
            context,
            [
                .. statuses.Select(status => new InboundInstance(
                    status.ExecutableId,
                    status.Type,
                    status.TenantId,
                    status.ProcessId,
                    [.. status.Elements.Select(element => new InboundInstanceElement(element.ElementId, element.Version))],
                    status.State is InboundState.Active ? "UP" : "DOWN",
                    status.State.ToString(),
                    status.Reason,
                    status.Path)),
            ],
            ServerJson.Default.IReadOnlyListInboundInstance);
    }

    private static BrokerHealth Health(HttpContext context) => context.RequestServices.GetRequiredService<EmbeddedCluster>().Health;
}
