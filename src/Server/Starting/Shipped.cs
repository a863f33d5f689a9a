using Fairlead.Connectors;
using Fairlead.Connectors.Email;
using Fairlead.Connectors.Kafka;
using Fairlead.Connectors.Mqtt;
using Fairlead.Connectors.RabbitMq;
using Fairlead.Connectors.Sql;

namespace Fairlead.Server.Starting;

/// <summary>The connectors that come with the server, from all assemblies that have some.</summary>
internal static class Shipped
{
    public static IReadOnlyList<Type> Connectors { get; } =
    [
        .. BuiltIn.Connectors,
        .. EmailConnectors.Connectors,
        .. KafkaConnectors.Connectors,
        .. MqttConnectors.Connectors,
        .. RabbitMqConnectors.Connectors,
        .. SqlConnectors.Connectors,
    ];
}
