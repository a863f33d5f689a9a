using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Kafka.Schemas;

/// <summary>How the value of a record is written.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(NoSchema), "noSchema")]
[JsonDerivedType(typeof(InlineSchema), "inlineSchema")]
[JsonDerivedType(typeof(SchemaRegistry), "schemaRegistry")]
public abstract record SchemaStrategy
{
    private SchemaStrategy() { }

    /// <summary>As text, or as JSON.</summary>
    [Choice("No schema: text or JSON")]
    public sealed record NoSchema : SchemaStrategy;

    /// <summary>As Avro, without anything around it.</summary>
    [Choice("Avro schema in the model")]
    public sealed record InlineSchema : SchemaStrategy
    {
        [Required]
        [Field("Schema", Help = "Avro, as JSON.", IsLong = true)]
        public required string Schema { get; init; }
    }

    /// <summary>With the number of a schema that a registry has, as Confluent's clients write it.</summary>
    [Choice("Schema registry")]
    public sealed record SchemaRegistry : SchemaStrategy
    {
        [Required]
        [Field("Schema registry URL", Example = "https://registry.example.com")]
        public required string SchemaRegistryUrl { get; init; }

        [Field("Schema type")]
        public SchemaType SchemaType { get; init; } = SchemaType.Avro;

        [Field("Schema", Help = "For writing. A record that comes says itself which schema it has.", IsLong = true)]
        public string? Schema { get; init; }
    }
}

/// <summary>Languages of schemas.</summary>
public enum SchemaType
{
    [JsonStringEnumMemberName("json"), Choice("JSON schema")] Json,
    [JsonStringEnumMemberName("avro"), Choice("Avro")] Avro,
}
