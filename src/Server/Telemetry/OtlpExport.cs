using System.Runtime.CompilerServices;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Spans = Fairlead.Connectors.Runtime.Telemetry.Spans;

namespace Fairlead.Server.Telemetry;

/// <summary>Sends traces and metrics to a collector. Nothing of OpenTelemetry is loaded where nothing is to be sent.</summary>
internal sealed class OtlpExport : IDisposable
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolVariable = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string NameVariable = "OTEL_SERVICE_NAME";

    private readonly IDisposable _traces;
    private readonly IDisposable _metrics;

    private OtlpExport(IDisposable traces, IDisposable metrics)
    {
        _traces = traces;
        _metrics = metrics;
    }

    /// <returns>Null when nobody wants them.</returns>
    /// <exception cref="Starting.StartException">The address is none.</exception>
    public static OtlpExport? Start(TelemetryOptions options, IConfiguration configuration)
    {
        var endpoint = options.Endpoint is { Length: > 0 } own ? own : configuration[EndpointVariable];
        if (string.IsNullOrWhiteSpace(endpoint))
            return null;
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            throw new Starting.StartException(
                $"'{endpoint}' is no address of a collector. Give scheme, host and port in {TelemetryOptions.Section}:"
                + $"{nameof(TelemetryOptions.Endpoint)} or {EndpointVariable}, such as http://localhost:4317. [CONFIGURATION_INVALID]");
        }

        if (options.Endpoint.Length is 0 && configuration[ProtocolVariable] is { Length: > 0 } protocol)
            options.Protocol = protocol;
        if (configuration[NameVariable] is { Length: > 0 } name && options.ServiceName == new TelemetryOptions().ServiceName)
            options.ServiceName = name;
        return Start(options, address);
    }

    /// <summary>What is under way is sent before this returns.</summary>
    public void Dispose()
    {
        _traces.Dispose();
        _metrics.Dispose();
    }

    // Not part of its caller, whose compilation would load the packages.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static OtlpExport Start(TelemetryOptions options, Uri address)
    {
        var resource = ResourceBuilder.CreateDefault().AddService(options.ServiceName, autoGenerateServiceInstanceId: false);
        var traces = Sdk.CreateTracerProviderBuilder()
            .SetResourceBuilder(resource)
            .AddSource(RequestSpans.SourceName, Spans.SourceName)
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(options.TracesKept)))
            .AddOtlpExporter(exporter =>
            {
                Apply(exporter, options, address, "v1/traces");
                exporter.BatchExportProcessorOptions.ScheduledDelayMilliseconds = (int)options.TracesEvery.TotalMilliseconds;
            })
            .Build();
        var metrics = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter("Fairlead.*", "System.Runtime")
            .AddOtlpExporter((exporter, reader) =>
            {
                Apply(exporter, options, address, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = (int)options.MetricsEvery.TotalMilliseconds;
            })
            .Build();
        return new OtlpExport(traces, metrics);
    }

    private static void Apply(OtlpExporterOptions exporter, TelemetryOptions options, Uri address, string path)
    {
        var overHttp = options.Protocol is "http/protobuf";
        exporter.Protocol = overHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        // The exporter adds the path only to an address that it found by itself.
        exporter.Endpoint = overHttp ? new Uri($"{address.AbsoluteUri.TrimEnd('/')}/{path}") : address;
        if (options.Headers.Length > 0)
            exporter.Headers = options.Headers;
    }
}
