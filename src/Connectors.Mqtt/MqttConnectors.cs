namespace Fairlead.Connectors.Mqtt;

/// <summary>The connectors for MQTT. A new one is added here, in alphabetical order.</summary>
public static class MqttConnectors
{
    public static IReadOnlyList<Type> Connectors { get; } = [typeof(MqttConnector), typeof(MqttInboundConnector)];
}
