using Fairlead.Connectors.Mqtt.Tests.Support;
using Fairlead.Testing.Conformance;
using static System.FormattableString;

namespace Fairlead.Connectors.Mqtt.Tests;

/// <summary>What every connector keeps to.</summary>
public sealed class ConformanceTests(Mosquitto broker)
{
    [Fact]
    public async Task Every_connector_keeps_every_rule()
    {
        IReadOnlyList<ConnectorSample> samples = Samples(broker.Port);

        Assert.Equal(MqttConnectors.Connectors, samples.Select(sample => sample.Connector));
        Assert.Equal("", string.Join('\n', await ConnectorConformance.CheckAsync(samples)));
    }

    private static IReadOnlyList<ConnectorSample> Samples(int port) =>
    [
        new(typeof(MqttConnector),
            Invariant($$$$"""{"connection": {"hostName": "127.0.0.1", "port": {{{{port}}}}}, "message": {"topic": "a/b", "payload": {"total": 12}, "qos": "1", "userProperties": {"a": ["b", 1]}}}"""),
            Invariant($$$$"""{"authentication": {"authType": "credentials", "userName": "clerk", "password": "long-password"}, "connection": {"hostName": "127.0.0.1", "port": "{{{{port}}}}", "protocolVersion": "3.1.1"}, "message": {"topic": "a/b", "payload": "text", "qos": 0, "retain": "false"}, "confirmTimeout": "PT5S"}"""),
            Invariant($$$$"""{"authentication": {"authType": "none"}, "connection": {"hostName": "127.0.0.1", "port": "{{{{port}}}}"}, "message": {"topic": "a/b", "payload": "AAAA", "payloadEncoding": "base64", "expiry": "PT1H", "correlationData": "c"}}""")),
        new(typeof(MqttInboundConnector),
            """{"connection": {"hostName": "localhost"}, "topicFilters": "a/+/c"}""",
            """{"authentication": {"authType": "credentials", "userName": "clerk", "password": "long-password"}, "connection": {"hostName": "localhost", "port": "8883", "encrypted": true}, "topicFilters": ["a/#", "b"], "qos": 2, "sharedGroup": "clerks", "retainedMessages": "never", "sessionExpiry": "PT1H", "receiveMaximum": "10"}"""),
    ];
}
