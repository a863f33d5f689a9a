using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Fairlead.Connectors.Kafka.Schemas;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Outbound;

/// <summary>One record to be written. The names are those of the element template <c>io.camunda.connectors.KAFKA.v1</c>.</summary>
public sealed record KafkaInput
{
    [Field("Authentication", Group = "Authentication")]
    public KafkaCredentials? Authentication { get; init; }

    [Required, Field("Kafka", Group = "Kafka")]
    public required KafkaTopic Topic { get; init; }

    [Field(
        "Additional properties",
        Help = "Of the client, by the names of Kafka's documentation. They win over everything else here.",
        Group = "Kafka",
        Example = "={\"security.protocol\": \"SASL_PLAINTEXT\"}")]
    public IReadOnlyDictionary<string, JsonElement>? AdditionalProperties { get; init; }

    [Field("Schema strategy", Group = "Schema")]
    public SchemaStrategy SchemaStrategy { get; init; } = new SchemaStrategy.NoSchema();

    [Required, Field("Message", Group = "Message")]
    public required KafkaRecord Message { get; init; }

    [Field("Headers", Help = "Names and values; what is no text is sent as JSON.", Group = "Message")]
    public IReadOnlyDictionary<string, JsonElement>? Headers { get; init; }

    /// <summary>Says little: properties, key and value may hold secrets that nobody typed as such.</summary>
    public override string ToString() => $"{nameof(KafkaInput)} {Topic.TopicName}";
}

/// <summary>Key and value of a record.</summary>
public sealed record KafkaRecord
{
    [Field("Key", Help = "Records with the same key go to the same partition. What is no text is sent as JSON.")]
    public JsonElement? Key { get; init; }

    [Required, Field("Value", Help = "What is no text is sent as JSON.", IsLong = true)]
    public required JsonElement? Value { get; init; }

    /// <summary>Says nothing: both may hold a secret.</summary>
    public override string ToString() => nameof(KafkaRecord);
}

/// <summary>Where the record is.</summary>
/// <param name="Topic">Its topic.</param>
/// <param name="Timestamp">In milliseconds since 1970.</param>
/// <param name="Offset">Its number in the partition.</param>
/// <param name="Partition">The number of the partition.</param>
public sealed record KafkaPlace(string Topic, long Timestamp, long Offset, int Partition);
