using Fairlead.Connectors.Kafka.Outbound;
using Fairlead.Testing;

namespace Fairlead.Connectors.Kafka.Tests.Support;

/// <summary>Runs the outbound connector as the runtime does, with a cluster behind it.</summary>
internal sealed class Produce(string bootstrap) : IDisposable
{
    public ConnectorHarness Harness { get; } = ConnectorHarness.Of<KafkaConnector>();

    /// <param name="rest">JSON properties beside the topic.</param>
    public Task<ConnectorRun> RunAsync(string topic, string rest) => Harness.RunAsync(
        $$"""{"topic": {"bootstrapServers": "{{bootstrap}}", "topicName": "{{topic}}"}, {{rest}}}""",
        cancellation: TestContext.Current.CancellationToken);

    public void Dispose() => Harness.Dispose();
}
