using Fairlead.Faults.Support;

namespace Fairlead.Faults.Mqtt;

/// <summary>A topic of MQTT, with quality of service 1.</summary>
public sealed class MqttFaults : SubscriptionFaultContract
{
    protected override string Connector => "MQTT";

    protected override async Task<MessageSource> OpenAsync(string name, CancellationToken cancellation) =>
        await MqttTopic.OpenAsync(name, cancellation);
}
