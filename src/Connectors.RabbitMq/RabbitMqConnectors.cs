namespace Fairlead.Connectors.RabbitMq;

/// <summary>The connectors for RabbitMQ. A new one is added here, in alphabetical order.</summary>
public static class RabbitMqConnectors
{
    public static IReadOnlyList<Type> Connectors { get; } = [typeof(RabbitMqConnector), typeof(RabbitMqInboundConnector)];
}
