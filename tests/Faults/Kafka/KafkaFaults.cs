using Fairlead.Faults.Support;
using Fairlead.Tests.Servers;

namespace Fairlead.Faults.Kafka;

/// <summary>A topic of Apache Kafka, whose offsets are kept with the effects.</summary>
public sealed class KafkaFaults(KafkaFaults.Broker broker) : SubscriptionFaultContract, IClassFixture<KafkaFaults.Broker>
{
    protected override string Connector => "Kafka";

    protected override Task<MessageSource> OpenAsync(string name, CancellationToken cancellation) =>
        Task.FromResult<MessageSource>(KafkaTopicSource.Open(broker.Server, name));

    /// <summary>For all tests of the class.</summary>
    public sealed class Broker : IAsyncLifetime
    {
        internal KafkaServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync() => Server = await KafkaServer.StartAsync(TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }
}
