using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Runtime.Outbound;
using Fairlead.Server.Http;
using Fairlead.Server.Rest;

namespace Fairlead.Server.Management;

/// <param name="InputVariables">That it reads; empty for all.</param>
/// <param name="Timeout">Of a job, in ms.</param>
/// <param name="BrokerConnectivityState"><c>ALL_CONNECTED</c>, or <c>NONE</c> when the cluster takes no work.</param>
internal sealed record OutboundConnectorView(
    string Name,
    string Type,
    IReadOnlyList<string> InputVariables,
    long Timeout,
    bool Enabled,
    string RuntimeId,
    string BrokerConnectivityState);

/// <summary>The outbound connectors of this process, in the shape of the original.</summary>
internal sealed class OutboundEndpoints(
    ConnectorCatalog catalog, ConnectorsOptions options, ClusterState cluster, MetricViews metrics, RuntimeName runtime)
{
    private const string Type = "type";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/outbound", ListAsync);
        app.MapGet("/outbound/metrics", ReadMetricsAsync);
        app.MapGet($"/outbound/metrics/{{{Type}}}", ReadMetricsAsync);
        app.MapGet($"/outbound/{{{Type}}}", GetAsync);
    }

    private Task ListAsync(HttpContext http) =>
        JsonBody.WriteAsync(http, List(), ManagementJson.Readable.IReadOnlyListOutboundConnectorView);

    private Task GetAsync(HttpContext http)
    {
        var type = (string)http.Request.RouteValues[Type]!;
        List<OutboundConnectorView> found = [.. List().Where(connector => connector.Type == type)];
        return found.Count > 0
            ? JsonBody.WriteAsync(http, found, ManagementJson.Readable.IReadOnlyListOutboundConnectorView)
            : throw RequestRefusal.OfHttp(StatusCodes.Status404NotFound, $"There is no outbound connector of type '{type}'.");
    }

    private Task ReadMetricsAsync(HttpContext http) => JsonBody.WriteAsync(
        http,
        [metrics.Outbound((string?)http.Request.RouteValues.GetValueOrDefault(Type))],
        ManagementJson.Readable.IReadOnlyListOutboundMetricsView);

    private IReadOnlyList<OutboundConnectorView> List()
    {
        var running = catalog.Outbound.ToDictionary(connector => connector.JobType, StringComparer.Ordinal);
        return
        [
            .. catalog.Entries.Where(entry => !entry.IsInbound).Select(entry => new OutboundConnectorView(
                entry.Name,
                entry.Type,
                running.TryGetValue(entry.Type, out var connector) ? connector.FetchVariables : [],
                (long)options.TimeoutOf(entry.Type).TotalMilliseconds,
                entry.IsEnabled,
                runtime.Name,
                entry.IsEnabled && cluster.Problem() is null ? "ALL_CONNECTED" : "NONE")),
        ];
    }
}
