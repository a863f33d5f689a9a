using System.Text.Json.Serialization;

namespace Fairlead.Server.Rest;

/// <summary>What the server says of its own beside the REST contracts.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(IReadOnlyList<InboundInstance>))]
internal sealed partial class ServerJson : JsonSerializerContext;

/// <param name="Health"><c>UP</c> or <c>DOWN</c>.</param>
/// <param name="Reason">Why it is down; null when it is up.</param>
/// <param name="Path">Of a webhook, below <c>/inbound/</c>.</param>
internal sealed record InboundInstance(
    string ExecutableId,
    string Type,
    string TenantId,
    string ProcessDefinitionId,
    IReadOnlyList<InboundInstanceElement> Elements,
    string Health,
    string State,
    string? Reason,
    string? Path);

internal sealed record InboundInstanceElement(string ElementId, int ProcessDefinitionVersion);
