using System.Text;

using Fairlead.Connectors.RabbitMq.Tests.Support;
using Fairlead.Tests;
using Fairlead.Tests.Servers;
using RabbitMQ.Client;

[assembly: AssemblyFixture(typeof(Rabbit))]

namespace Fairlead.Connectors.RabbitMq.Tests.Support;

/// <summary>One broker and one cluster for all tests, and a connection past the connectors.</summary>
public sealed class Rabbit : IAsyncLifetime
{
    private RabbitMqServer? _server;
    private ConnectorHost? _host;
    private IConnection? _connection;

    internal RabbitMqServer Server => _server!;

    internal ConnectorHost Host => _host!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var starting = RabbitMqServer.StartAsync(Cancellation);
        _host = await ConnectorHost.StartAsync(Cancellation, RabbitMqConnectors.Connectors);
        _server = await starting;
        await ReconnectAsync();
    }

    /// <summary>After the broker was away.</summary>
    internal async Task ReconnectAsync()
    {
        var factory = new ConnectionFactory { Uri = new Uri(Server.Uri), AutomaticRecoveryEnabled = false };
        _connection = await factory.CreateConnectionAsync(Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_host is not null)
            await _host.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    internal Task<IChannel> OpenAsync() => _connection!.CreateChannelAsync(
        new CreateChannelOptions(publisherConfirmationsEnabled: false, publisherConfirmationTrackingEnabled: false), Cancellation);

    internal async Task DeclareAsync(string queue, Dictionary<string, object?>? arguments = null)
    {
        await using var channel = await OpenAsync();
        await channel.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, arguments, cancellationToken: Cancellation);
    }

    internal async Task PublishAsync(string queue, string body, BasicProperties? properties = null)
    {
        await using var channel = await OpenAsync();
        await channel.BasicPublishAsync("", queue, mandatory: true, properties ?? new BasicProperties(), Encoding.UTF8.GetBytes(body), Cancellation);
    }

    /// <summary>The next message of a queue, which is taken from it; null when it is empty.</summary>
    internal async Task<BasicGetResult?> TakeAsync(string queue)
    {
        await using var channel = await OpenAsync();
        return await channel.BasicGetAsync(queue, autoAck: true, Cancellation);
    }

    /// <summary>Messages that no consumer has, and consumers.</summary>
    internal async Task<(uint Messages, uint Consumers)> CountAsync(string queue)
    {
        await using var channel = await OpenAsync();
        var declared = await channel.QueueDeclarePassiveAsync(queue, Cancellation);
        return (declared.MessageCount, declared.ConsumerCount);
    }
}
