using Fairlead.Connectors.Kafka.Inbound;
using Fairlead.Connectors.Kafka.Outbound;

namespace Fairlead.Connectors.Kafka;

/// <summary>The connectors for Kafka. A new one is added here, in alphabetical order.</summary>
public static class KafkaConnectors
{
    public static IReadOnlyList<Type> Connectors { get; } = [typeof(KafkaConnector), typeof(KafkaInboundConnector)];
}
