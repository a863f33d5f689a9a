using System.Diagnostics.CodeAnalysis;
using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Server.Http;

namespace Fairlead.Server.Management;

/// <summary>The inbound connectors of this process, in the shape of the original.</summary>
internal sealed class InboundEndpoints(
    InboundRegistry registry, InboundSupervisor supervisor, ConnectorCatalog catalog, MetricViews metrics, RuntimeName runtime)
{
    private const string Process = "bpmnProcessId";
    private const string Element = "elementId";
    private const string Type = "type";
    private const string Tenant = "tenantId";
    private const string Id = "executableId";

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/inbound", ListAsync);
        app.MapGet($"/tenants/{{{Tenant}}}/inbound", ListAsync);
        app.MapGet($"/tenants/{{{Tenant}}}/inbound/{{{Process}}}/{{{Element}}}/logs", ListLogsAsync);
        app.MapGet("/inbound-instances", ListByTypeAsync);
        app.MapGet("/inbound-instances/metrics", ReadMetricsAsync);
        app.MapGet($"/inbound-instances/metrics/{{{Type}}}", ReadMetricsAsync);
        app.MapGet($"/inbound-instances/{{{Type}}}", GetTypeAsync);
        foreach (var prefix in new[] { "/inbound-instances", $"/inbound-instances/{{{Type}}}" })
        {
            var executable = $"{prefix}/executables/{{{Id}}}";
            app.MapGet(executable, GetAsync);
            app.MapGet(executable + "/health", GetHealthAsync);
            app.MapGet(executable + "/logs", GetLogsAsync);
            app.MapPost(executable + "/reset", ResetAsync);
        }
    }

    private Task ListAsync(HttpContext http) => JsonBody.WriteAsync(
        http,
        [.. Find(Value(http, Process), Value(http, Element), Value(http, Type), Value(http, Tenant), http.Request.Query["physicalTenantIds"])
            .Select(InboundConnectorView.Of)],
        ManagementJson.Readable.IReadOnlyListInboundConnectorView);

    private Task ListLogsAsync(HttpContext http) => JsonBody.WriteAsync(
        http,
        [.. Find(Value(http, Process), Value(http, Element), type: null, Value(http, Tenant), clusters: default).Select(LogsOf)],
        ManagementJson.Readable.IReadOnlyListIReadOnlyListActivityView);

    private Task ListByTypeAsync(HttpContext http) => JsonBody.WriteAsync(
        http,
        [.. registry.Snapshot()
            .GroupBy(status => status.Type, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => ConnectorInstancesView.Of(group.Key, group, catalog))],
        ManagementJson.Readable.IReadOnlyListConnectorInstancesView);

    private Task GetTypeAsync(HttpContext http)
    {
        var type = Value(http, Type)!;
        var statuses = registry.Snapshot().Where(status => status.Type == type).ToList();
        return statuses.Count > 0
            ? JsonBody.WriteAsync(
                http, ConnectorInstancesView.Of(type, statuses, catalog), ManagementJson.Readable.ConnectorInstancesView)
            : throw RequestRefusal.OfHttp(StatusCodes.Status404NotFound, $"No deployed model asks for an inbound connector of type '{type}'.");
    }

    private Task ReadMetricsAsync(HttpContext http) => JsonBody.WriteAsync(
        http, [metrics.Inbound(Value(http, Type))], ManagementJson.Readable.IReadOnlyListInboundMetricsView);

    private Task GetAsync(HttpContext http) =>
        JsonBody.WriteAsync(http, InboundConnectorView.Of(Require(http)), ManagementJson.Readable.InboundConnectorView);

    private Task GetHealthAsync(HttpContext http)
    {
        var health = InboundHealthView.Of(Require(http));
        return JsonBody.WriteAsync(
            http,
            [new InstanceHealthView(health.Status, health.Error, health.Details, health.LastUpdatedAt, runtime.Name, health.Since)],
            ManagementJson.Readable.IReadOnlyListInstanceHealthView);
    }

    private Task GetLogsAsync(HttpContext http) => JsonBody.WriteAsync(
        http, LogsOf(Require(http)), ManagementJson.Readable.IReadOnlyListActivityView);

    private async Task ResetAsync(HttpContext http)
    {
        var status = Require(http);
        if (!await supervisor.ResetAsync(status.ExecutableId, http.RequestAborted))
            throw Unknown(status.ExecutableId);
        await GetAsync(http);
    }

    private IEnumerable<InboundStatus> Find(
        string? process, string? element, string? type, string? tenant, Microsoft.Extensions.Primitives.StringValues clusters) =>
        registry.Snapshot().Where(status =>
            (process is null || status.ProcessId == process)
            && (element is null || status.Elements.Any(one => one.ElementId == element))
            && (type is null || status.Type == type)
            && (tenant is null || status.TenantId == tenant)
            && (clusters.Count is 0 || clusters.Any(names => names!.Split(',').Contains("default", StringComparer.Ordinal))));

    private InboundStatus Require(HttpContext http)
    {
        var id = Value(http, Id)!;
        var type = Value(http, Type);
        return registry.Snapshot().FirstOrDefault(status => status.ExecutableId == id && (type is null || status.Type == type))
            ?? throw Unknown(id);
    }

    private IReadOnlyList<ActivityView> LogsOf(InboundStatus status) =>
        [.. status.Activities.Entries.Select(entry => ActivityView.Of(entry, runtime.Name))];

    private static RequestRefusal Unknown(string id) => RequestRefusal.OfHttp(
        StatusCodes.Status404NotFound, $"There is no inbound connector with id '{id}'. GET /inbound lists those that there are.");

    /// <summary>Of the path, or else of the query; null when it is in neither.</summary>
    private static string? Value(HttpContext http, string name) =>
        http.Request.RouteValues.TryGetValue(name, out var value) ? (string?)value
            : http.Request.Query.TryGetValue(name, out var values) && values is [{ Length: > 0 } text, ..] ? text
            : null;
}

/// <summary>What this process is called where several are looked at together.</summary>
[SuppressMessage("Design", "CA1812", Justification = "Made by the composition.")]
internal sealed record RuntimeName(string Name)
{
    /// <summary>Its setting; usually the name of the machine.</summary>
    public const string Key = $"{ServerOptions.Section}:RuntimeName";

    /// <summary>As the original finds it.</summary>
    public static RuntimeName Of(IConfiguration configuration) =>
        new(configuration[Key] ?? configuration["HOSTNAME"] ?? "localhost");
}
