using Fairlead.Broker;
using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Connectors.Runtime.Planning;
using Fairlead.Server.Rest;
using Fairlead.Server.Telemetry;
using Microsoft.Extensions.Options;

namespace Fairlead.Server.Management;

/// <summary>
/// What operators and their tools ask this process. Nobody is asked who he is, as in the original: give these endpoints an address of
/// their own where strangers reach the first one.
/// </summary>
internal static class ManagementEndpoints
{
    public static void Map(WebApplication app)
    {
        var services = app.Services;
        var cluster = services.GetRequiredService<ClusterState>();
        var catalog = services.GetRequiredService<ConnectorCatalog>();
        var inbound = services.GetRequiredService<InboundSupervisor>();
        var book = services.GetRequiredService<MetricBook>();
        var runtime = RuntimeName.Of(app.Configuration);
        var metrics = new MetricViews(book, runtime);
        var group = app.MapGroup("").WithMetadata(new ManagementEndpoint(IsEverywhere: false));
        new ActuatorEndpoints(cluster, inbound, book).Map(group);
        new LoggerEndpoints(services.GetRequiredService<LoggerLevels>(), services.GetRequiredService<ILoggerFactory>()).Map(group);
        new OutboundEndpoints(catalog, services.GetRequiredService<IOptions<ConnectorsOptions>>().Value, cluster, metrics, runtime).Map(group);
        new InboundEndpoints(services.GetRequiredService<InboundRegistry>(), inbound, catalog, metrics, runtime).Map(group);
        // Credentials are cluster variables, which are asked of the cluster inside.
        if (services.GetService<EmbeddedCluster>() is { } inside)
            new CredentialEndpoints(inside, services.GetRequiredService<CredentialTests>()).Map(group);
    }
}

/// <summary>Marks an endpoint that is served at the address for management where there is one.</summary>
/// <param name="IsEverywhere">Whether it is served at the other address, too.</param>
internal sealed record ManagementEndpoint(bool IsEverywhere)
{
    /// <param name="port">Of the address for management.</param>
    public static Func<HttpContext, RequestDelegate, Task> Separate(int port) => (http, next) =>
    {
        var mark = http.GetEndpoint()?.Metadata.GetMetadata<ManagementEndpoint>();
        if (http.GetEndpoint() is null || mark is { IsEverywhere: true } || mark is not null == (http.Connection.LocalPort == port))
            return next(http);

        http.SetEndpoint(null);
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    };
}

/// <param name="Listen">Null when management has no address of its own.</param>
internal sealed record ManagementAddress(Starting.ListenAddress? Listen);
