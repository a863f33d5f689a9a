using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>How the REST contracts look in JSON: camel case, nulls present, unknown properties refused, made at build time.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = false,
    NumberHandling = JsonNumberHandling.AllowReadingFromString,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    Converters = [typeof(TimeConverter)])]
[JsonSerializable(typeof(SearchQuery<ProcessInstanceFilter>))]
[JsonSerializable(typeof(SearchQuery<ElementInstanceFilter>))]
[JsonSerializable(typeof(SearchQuery<VariableFilter>))]
[JsonSerializable(typeof(SearchQuery<IncidentFilter>))]
[JsonSerializable(typeof(SearchQuery<ProcessDefinitionFilter>))]
[JsonSerializable(typeof(SearchResult<ProcessInstanceItem>))]
[JsonSerializable(typeof(SearchResult<ElementInstanceItem>))]
[JsonSerializable(typeof(SearchResult<VariableItem>))]
[JsonSerializable(typeof(SearchResult<IncidentItem>))]
[JsonSerializable(typeof(SearchResult<ProcessDefinitionItem>))]
[JsonSerializable(typeof(SequenceFlowsResult))]
[JsonSerializable(typeof(VariableResult))]
[JsonSerializable(typeof(CreateProcessInstanceRequest))]
[JsonSerializable(typeof(CreateProcessInstanceResult))]
[JsonSerializable(typeof(CancelProcessInstanceRequest))]
[JsonSerializable(typeof(SetVariablesRequest))]
[JsonSerializable(typeof(DeploymentResult))]
[JsonSerializable(typeof(JobActivationRequest))]
[JsonSerializable(typeof(JobActivationResult))]
[JsonSerializable(typeof(JobCompletionRequest))]
[JsonSerializable(typeof(JobFailRequest))]
[JsonSerializable(typeof(JobErrorRequest))]
[JsonSerializable(typeof(JobUpdateRequest))]
[JsonSerializable(typeof(MessagePublicationRequest))]
[JsonSerializable(typeof(MessagePublicationResult))]
[JsonSerializable(typeof(MessageCorrelationRequest))]
[JsonSerializable(typeof(MessageCorrelationResult))]
[JsonSerializable(typeof(TopologyResult))]
[JsonSerializable(typeof(LicenseResult))]
[JsonSerializable(typeof(ProblemDetail))]
public sealed partial class ProtocolJson : JsonSerializerContext
{
    /// <summary>Dates as RFC 3339 with milliseconds, in UTC.</summary>
    internal sealed class TimeConverter : JsonConverter<DateTimeOffset>
    {
        public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.TokenType is JsonTokenType.String && reader.TryGetDateTimeOffset(out var time)
                ? time
                : throw new JsonException("A date is written as 2026-01-31T12:00:00.000Z.");

        public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
    }
}
