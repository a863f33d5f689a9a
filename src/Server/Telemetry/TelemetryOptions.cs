using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fairlead.Server.Telemetry;

/// <summary>Where traces and metrics are sent to. The variables of OpenTelemetry (<c>OTEL_…</c>) say the same; these settings win.</summary>
public sealed class TelemetryOptions
{
    public const string Section = "Telemetry";

    /// <summary>Address of a collector that speaks OTLP, for example <c>http://localhost:4317</c>. Empty sends nothing.</summary>
    public string Endpoint { get; set; } = "";

    /// <summary><c>grpc</c>, or <c>http/protobuf</c>, which adds <c>/v1/traces</c> and <c>/v1/metrics</c> to the address.</summary>
    [RegularExpression("grpc|http/protobuf", ErrorMessage = "Telemetry:Protocol must be grpc or http/protobuf.")]
    public string Protocol { get; set; } = "grpc";

    /// <summary>Sent with every request: <c>name=value,name=value</c>. Holds the collector's token, so it is printed nowhere.</summary>
    public string Headers { get; set; } = "";

    /// <summary>What this process is called there.</summary>
    [Required(AllowEmptyStrings = false)]
    public string ServiceName { get; set; } = "fairlead";

    /// <summary>Part of the traces that begin here and are kept. Those that a caller began are kept as he decided.</summary>
    [Range(0.0, 1.0)]
    public double TracesKept { get; set; } = 1;

    /// <summary>Pause between two transmissions of metrics.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan MetricsEvery { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Longest time that a span waits for others to be sent with.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan TracesEvery { get; set; } = TimeSpan.FromSeconds(5);
}

[OptionsValidator]
internal sealed partial class TelemetryOptionsValidator : IValidateOptions<TelemetryOptions>;
