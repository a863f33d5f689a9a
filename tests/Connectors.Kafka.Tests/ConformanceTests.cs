using Fairlead.Connectors.Kafka.Inbound;
using Fairlead.Connectors.Kafka.Outbound;
using Fairlead.Connectors.Kafka.Tests.Support;
using Fairlead.Testing.Conformance;

namespace Fairlead.Connectors.Kafka.Tests;

/// <summary>What every connector keeps to.</summary>
public sealed class ConformanceTests(Brokers brokers)
{
    private IReadOnlyList<ConnectorSample> Samples =>
    [
        new(typeof(KafkaConnector), [.. KafkaInputs.All.Select(inputs => inputs.Replace("BROKERS", brokers.Mock.Bootstrap, StringComparison.Ordinal))])
        {
            Answer = """{"id": 7, "schema": "\"string\""}""",
        },
        new(typeof(KafkaInboundConnector), [.. KafkaInputs.Inbound]),
    ];

    [Fact]
    public async Task Every_connector_keeps_every_rule()
    {
        var problems = await ConnectorConformance.CheckAsync(Samples);

        Assert.True(problems.Count is 0, string.Join('\n', problems));
    }

    [Fact]
    public void Every_connector_has_samples() =>
        Assert.Equal(KafkaConnectors.Connectors, Samples.Select(sample => sample.Connector));
}
