using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Server.Http;
using Fairlead.Server.Rest;
using Fairlead.Server.Telemetry;

namespace Fairlead.Server.Management;

/// <summary>Health and metrics as the original's actuator shows them.</summary>
internal sealed class ActuatorEndpoints(ClusterState cluster, InboundSupervisor inbound, MetricBook book)
{
    private const string Up = "UP";
    private const string Down = "DOWN";
    private const string Name = "name";
    private const string Group = "group";
    private static readonly string[] Parts = ["health", "loggers", "metrics", "prometheus"];
    private static readonly string[] Groups = ["liveness", "readiness", "startup"];

    public void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/actuator", ListAsync);
        app.MapGet("/actuator/health", GetHealthAsync);
        app.MapGet($"/actuator/health/{{{Group}}}", GetGroupAsync);
        app.MapGet("/actuator/metrics", ListMetricsAsync);
        app.MapGet($"/actuator/metrics/{{{Name}}}", GetMetricAsync);
        app.MapGet("/actuator/prometheus", ScrapeAsync);
        app.MapGet("/metrics", ScrapeAsync);
    }

    private static Task ListAsync(HttpContext http)
    {
        var own = $"{http.Request.Scheme}://{http.Request.Host}/actuator";
        var links = Parts.ToDictionary(part => part, part => new ActuatorLink($"{own}/{part}", Templated: false));
        links["self"] = new ActuatorLink(own, Templated: false);
        return JsonBody.WriteAsync(http, new ActuatorLinks(links), ManagementJson.Readable.ActuatorLinks);
    }

    private Task GetHealthAsync(HttpContext http) =>
        WriteAsync(http, new() { ["processDefinitionImport"] = Import(), ["zeebeClient"] = Client() }, Groups);

    private Task GetGroupAsync(HttpContext http) => (string?)http.Request.RouteValues[Group] switch
    {
        "readiness" => WriteAsync(http, new() { ["processDefinitionImport"] = Import(), ["zeebeClient"] = Client() }, groups: null),
        "liveness" => WriteAsync(http, new() { ["zeebeClient"] = Alive() }, groups: null),
        // Nothing answers before the start is over.
        "startup" => WriteAsync(http, new() { ["startupCheck"] = new(Up, Details: null) }, groups: null),
        var other => throw RequestRefusal.OfHttp(
            StatusCodes.Status404NotFound, $"There is no group '{other}' of health checks: there are {string.Join(", ", Groups)}."),
    };

    private Task ListMetricsAsync(HttpContext http) => JsonBody.WriteAsync(
        http,
        new MetricNames([.. book.Read().Where(metric => metric.Series.Count > 0).Select(metric => metric.Name)]),
        ManagementJson.Readable.MetricNames);

    private Task GetMetricAsync(HttpContext http)
    {
        var name = (string)http.Request.RouteValues[Name]!;
        var wanted = http.Request.Query["tag"].Select(TagOf).ToList();
        var metric = book.Find(name);
        var series = metric?.Series.Where(one => wanted.TrueForAll(tag => one.Tag(tag.Name) == tag.Value)).ToList() ?? [];
        if (series.Count is 0)
            throw RequestRefusal.OfHttp(StatusCodes.Status404NotFound, $"Nothing was measured as '{name}' with these tags.");
        return JsonBody.WriteAsync(
            http,
            new MetricView(
                name,
                metric!.Description.Length > 0 ? metric.Description : null,
                BaseUnit(metric.Unit),
                Measurements(metric.Kind, series),
                [.. series.SelectMany(one => one.Tags)
                    .Where(tag => wanted.TrueForAll(known => known.Name != tag.Key))
                    .GroupBy(tag => tag.Key, StringComparer.Ordinal)
                    .Select(group => new TagView(group.Key, [.. group.Select(tag => tag.Value).Distinct().Order(StringComparer.Ordinal)]))]),
            ManagementJson.Readable.MetricView);
    }

    private Task ScrapeAsync(HttpContext http)
    {
        http.Response.ContentType = PrometheusText.MediaType;
        return http.Response.WriteAsync(PrometheusText.Write(book.Read()), http.RequestAborted);
    }

    private static Task WriteAsync(HttpContext http, Dictionary<string, ComponentView> components, IReadOnlyList<string>? groups)
    {
        var isUp = components.Values.All(component => component.Status is Up);
        if (!isUp)
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return JsonBody.WriteAsync(http, new HealthView(isUp ? Up : Down, components, groups), ManagementJson.Readable.HealthView);
    }

    private ComponentView Client() => cluster.Problem() is { } problem ? Broken(problem) : new(Up, Details: null);

    /// <summary>A restart helps only when the cluster has failed.</summary>
    private ComponentView Alive() => cluster.Failure() is { } failure ? Broken(failure) : new(Up, Details: null);

    private ComponentView Import() => inbound.Problem is { } problem ? Broken(problem) : new(Up, Details: null);

    private static ComponentView Broken(string reason) => new(Down, new Dictionary<string, string> { ["error"] = reason });

    private static IReadOnlyList<MeasurementView> Measurements(MetricKind kind, List<SeriesSnapshot> series)
    {
        var sum = series.Sum(one => one.Value);
        return kind switch
        {
            MetricKind.Counter => [new("COUNT", sum)],
            MetricKind.Gauge => [new("VALUE", sum)],
            MetricKind.Histogram =>
            [
                new("COUNT", series.Sum(one => one.Distribution!.Count)),
                new("TOTAL_TIME", sum),
                new("MAX", series.Max(one => one.Distribution!.Max)),
            ],
        };
    }

    private static string? BaseUnit(string unit) => unit switch
    {
        "" => null,
        "s" => "seconds",
        "By" => "bytes",
        _ => unit,
    };

    private static (string Name, string Value) TagOf(string? text)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon > 0
            ? (text![..colon], text[(colon + 1)..])
            : throw RequestRefusal.OfHttp(StatusCodes.Status400BadRequest, $"Expected the query parameter tag as name:value, but got '{text}'.");
    }
}
