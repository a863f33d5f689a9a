using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Fairlead.Faults.Support;
using Fairlead.Tests.Servers;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Fairlead.Faults.RabbitMq;

/// <summary>A durable queue with persistent messages, whose ids are their numbers.</summary>
internal sealed class RabbitMqQueue : MessageSource
{
    private readonly RabbitMqServer _server;
    private readonly string _name;
    private IConnection? _connection;
    private IChannel? _channel;

    private RabbitMqQueue(RabbitMqServer server, string name) => (_server, _name) = (server, name);

    public override IReadOnlyDictionary<string, string> Properties => new Dictionary<string, string>
    {
        ["inbound.type"] = "io.camunda:connector-rabbitmq-inbound:1",
        ["authentication.authType"] = "uri",
        ["authentication.uri"] = _server.Uri,
        ["queueName"] = _name,
        ["exclusive"] = "false",
        ["resultExpression"] = """=if message.body.number = null then "none" else {number: message.body.number}""",
    };

    public override string PoisonCode => "RESULT_NOT_AN_OBJECT";

    public static async Task<MessageSource> OpenAsync(RabbitMqServer server, string name, CancellationToken cancellation)
    {
        var queue = new RabbitMqQueue(server, name);
        var channel = await queue.ChannelAsync(cancellation);
        await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, cancellationToken: cancellation);
        return queue;
    }

    public override async Task PublishAsync(IReadOnlyList<int> numbers, CancellationToken cancellation)
    {
        using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var published = 0; published < numbers.Count;)
        {
            try
            {
                var channel = await ChannelAsync(cancellation);
                // The channel waits for the broker: each of these is confirmed when all are.
                var part = numbers.Skip(published).Take(100).ToList();
                await Task.WhenAll(part.Select(number => PublishAsync(
                    channel,
                    string.Create(CultureInfo.InvariantCulture, $"m{number}"),
                    string.Create(CultureInfo.InvariantCulture, $$"""{"number":{{number}}}"""),
                    cancellation)));
                published += part.Count;
            }
            catch (Exception away) when (away is RabbitMQClientException or SocketException or IOException)
            {
                await pause.WaitForNextTickAsync(cancellation);
            }
        }
    }

    public override async Task PublishPoisonAsync(CancellationToken cancellation) =>
        await PublishAsync(await ChannelAsync(cancellation), "poison", "this is no order", cancellation);

    public override string Repaired(int number) =>
        string.Create(CultureInfo.InvariantCulture, $$$$"""{"message":{"body":{"number":{{{{number}}}}}}}""");

    public override async Task<bool> IsSettledAsync(CancellationToken cancellation) =>
        await _server.CountMessagesAsync(_name, cancellation) is 0;

    public override Task KillBrokerAsync() => _server.Server.KillAsync();

    public override Task StartBrokerAsync(CancellationToken cancellation) => _server.Server.StartAgainAsync(cancellation);

    public override async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        await base.DisposeAsync();
    }

    private async Task<IChannel> ChannelAsync(CancellationToken cancellation)
    {
        if (_channel is { IsOpen: true } open)
            return open;
        var factory = new ConnectionFactory { Uri = new Uri(_server.Uri), AutomaticRecoveryEnabled = false };
        _connection = await factory.CreateConnectionAsync(cancellation);
        return _channel = await _connection.CreateChannelAsync(
            new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), cancellation);
    }

    private Task PublishAsync(IChannel channel, string id, string body, CancellationToken cancellation) => channel.BasicPublishAsync(
        "", _name, mandatory: true, new BasicProperties { MessageId = id, Persistent = true }, Encoding.UTF8.GetBytes(body), cancellation).AsTask();
}
