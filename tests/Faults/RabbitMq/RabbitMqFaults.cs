using Fairlead.Faults.Support;
using Fairlead.Tests.Servers;

namespace Fairlead.Faults.RabbitMq;

/// <summary>A queue of RabbitMQ.</summary>
public sealed class RabbitMqFaults(RabbitMqFaults.Broker broker) : SubscriptionFaultContract, IClassFixture<RabbitMqFaults.Broker>
{
    protected override string Connector => "RabbitMQ";

    protected override async Task<MessageSource> OpenAsync(string name, CancellationToken cancellation) =>
        await RabbitMqQueue.OpenAsync(broker.Server, name, cancellation);

    /// <summary>One for all tests of the class.</summary>
    public sealed class Broker : IAsyncLifetime
    {
        private RabbitMqServer? _server;

        internal RabbitMqServer Server => _server!;

        public async ValueTask InitializeAsync() => _server = await RabbitMqServer.StartAsync(TestContext.Current.CancellationToken);

        public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;
    }
}
