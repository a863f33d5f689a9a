using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Protocol.Rest;

namespace Fairlead.Server.Management;

/// <summary>How the management endpoints are written: as the original writes them, without what is null.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(MomentConverter)])]
[JsonSerializable(typeof(IReadOnlyList<InboundConnectorView>))]
[JsonSerializable(typeof(IReadOnlyList<ConnectorInstancesView>))]
[JsonSerializable(typeof(IReadOnlyList<IReadOnlyList<ActivityView>>))]
[JsonSerializable(typeof(IReadOnlyList<InstanceHealthView>))]
[JsonSerializable(typeof(IReadOnlyList<OutboundConnectorView>))]
[JsonSerializable(typeof(IReadOnlyList<OutboundMetricsView>))]
[JsonSerializable(typeof(IReadOnlyList<InboundMetricsView>))]
[JsonSerializable(typeof(ActuatorLinks))]
[JsonSerializable(typeof(HealthView))]
[JsonSerializable(typeof(MetricNames))]
[JsonSerializable(typeof(MetricView))]
[JsonSerializable(typeof(LoggersView))]
[JsonSerializable(typeof(LoggerChange))]
[JsonSerializable(typeof(CredentialQuestion))]
[JsonSerializable(typeof(CredentialView))]
internal sealed partial class ManagementJson : JsonSerializerContext
{
    /// <summary>Leaves text readable: our answers are JSON, never part of a page.</summary>
    public static ManagementJson Readable => field ??=
        new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
