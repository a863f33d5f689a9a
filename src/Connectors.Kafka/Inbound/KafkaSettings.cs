using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Kafka.Schemas;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Inbound;

/// <summary>Which topic is read, and from where. The names are those of the original's templates for <c>io.camunda:connector-kafka-inbound:1</c>.</summary>
public sealed record KafkaSettings
{
    [Field("Authentication type", Group = "Authentication")]
    public KafkaAuthenticationType AuthenticationType { get; init; } = KafkaAuthenticationType.Credentials;

    [Field("Authentication", Group = "Authentication", When = "authenticationType", Is = ["credentials"])]
    public KafkaCredentials? Authentication { get; init; }

    [Required, Field("Kafka", Group = "Kafka")]
    public required KafkaTopic Topic { get; init; }

    [Field("Consumer group", Help = "Under which the places are shown in Kafka. Without one it is kafka-inbound-connector- and a number.", Group = "Kafka")]
    public string? GroupId { get; init; }

    [Field(
        "Additional properties",
        Help = "Of the client, by the names of Kafka's documentation. They win over everything else here.",
        Group = "Kafka",
        Example = "={\"security.protocol\": \"SASL_PLAINTEXT\"}")]
    public IReadOnlyDictionary<string, JsonElement>? AdditionalProperties { get; init; }

    [Field("Offsets", Help = "Where the first start begins, one for each partition.", Group = "Kafka", Example = "=[0, 12]")]
    public JsonElement? Offsets { get; init; }

    [Field("Where there is no offset", Help = "Where reading begins when nothing says it, or when that place is gone.", Group = "Kafka")]
    public KafkaReset AutoOffsetReset { get; init; } = KafkaReset.Latest;

    [Field("Schema strategy", Group = "Schema")]
    public SchemaStrategy SchemaStrategy { get; init; } = new SchemaStrategy.NoSchema();

    /// <summary>Says little: properties may hold secrets that nobody typed as such.</summary>
    public override string ToString() => $"{nameof(KafkaSettings)} {Topic.TopicName}";
}

/// <summary>Where the credentials are.</summary>
public enum KafkaAuthenticationType
{
    [JsonStringEnumMemberName("credentials"), Choice("User name and password")] Credentials,
    [JsonStringEnumMemberName("custom"), Choice("In the additional properties")] Custom,
}

/// <summary>Where reading begins when no place is known.</summary>
public enum KafkaReset
{
    [JsonStringEnumMemberName("none"), Choice("Nowhere: it is an error")] None,
    [JsonStringEnumMemberName("latest"), Choice("With what comes from then on")] Latest,
    [JsonStringEnumMemberName("earliest"), Choice("With the oldest record")] Earliest,
}
