namespace Fairlead.Connectors.Kafka.Tests.Support;

/// <summary>Inputs that work: one for each schema strategy and each way to authenticate.</summary>
internal static class KafkaInputs
{
    // One reaches brokers; the others, of which the rules make thousands, end at an address that no network policy allows.
    public static readonly IReadOnlyList<string> All =
    [
        """{"topic": {"bootstrapServers": "BROKERS", "topicName": "conformance"}, "message": {"key": 5, "value": 12}}""",
        """
        {"topic": {"bootstrapServers": "240.0.0.1:9092", "topicName": "conformance"}, "message": {"value": "text"}, "schemaStrategy": {"type": "noSchema"},
         "additionalProperties": {"linger.ms": 0, "acks": "all", "key.serializer": "org.apache.kafka.common.serialization.StringSerializer"}}
        """,
        """
        {"topic": {"bootstrapServers": "240.0.0.1:9092", "topicName": "conformance"}, "message": {"value": "text"},
         "schemaStrategy": {"type": "inlineSchema", "schemaType": "avro", "schema": "\"string\""}}
        """,
        """
        {"topic": {"bootstrapServers": "240.0.0.1:9092", "topicName": "conformance"}, "message": {"value": "text"},
         "schemaStrategy": {"type": "schemaRegistry", "schemaType": "avro", "schema": "\"string\"", "schemaRegistryUrl": "https://registry.example.com"}}
        """,
        """
        {"topic": {"bootstrapServers": "240.0.0.1:9092", "topicName": "conformance"}, "message": {"value": {"a": 1}},
         "schemaStrategy": {"type": "schemaRegistry", "schemaType": "json", "schema": "{}", "schemaRegistryUrl": "https://registry.example.com"}}
        """,
        """
        {"topic": {"bootstrapServers": "240.0.0.1:9092", "topicName": "conformance"}, "message": {"value": "text"},
         "authentication": {"username": "ada-lovelace", "password": "long-password"},
         "additionalProperties": {"security.protocol": "PLAINTEXT", "sasl.mechanism": "PLAIN"}}
        """,
    ];

    public static readonly IReadOnlyList<string> Inbound =
    [
        """
        {"authenticationType": "credentials", "authentication": {"username": "ada-lovelace", "password": "long-password"},
         "topic": {"bootstrapServers": "broker-1:9092, broker-2", "topicName": "orders"}, "groupId": "orders", "offsets": "1,2", "autoOffsetReset": "none"}
        """,
        """
        {"authenticationType": "custom", "additionalProperties": "{\"security.protocol\": \"PLAINTEXT\"}",
         "topic": {"bootstrapServers": "broker-1:9092", "topicName": "orders"}, "autoOffsetReset": "earliest",
         "schemaStrategy": {"type": "inlineSchema", "schemaType": "avro", "schema": "\"string\""}}
        """,
        """
        {"topic": {"bootstrapServers": "broker-1:9092", "topicName": "orders"}, "autoOffsetReset": "latest",
         "schemaStrategy": {"type": "schemaRegistry", "schemaType": "json", "schemaRegistryUrl": "https://registry.example.com"}}
        """,
    ];
}
