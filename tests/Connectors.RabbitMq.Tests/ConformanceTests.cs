using Fairlead.Connectors.RabbitMq.Tests.Support;
using Fairlead.Testing.Conformance;
using static System.FormattableString;

namespace Fairlead.Connectors.RabbitMq.Tests;

/// <summary>What every connector keeps to.</summary>
public sealed class ConformanceTests(Rabbit rabbit)
{
    [Fact]
    public async Task Every_connector_keeps_every_rule()
    {
        IReadOnlyList<ConnectorSample> samples = Samples(rabbit.Server.Port);

        Assert.Equal(RabbitMqConnectors.Connectors, samples.Select(sample => sample.Connector));
        Assert.Equal("", string.Join('\n', await ConnectorConformance.CheckAsync(samples)));
    }

    private static IReadOnlyList<ConnectorSample> Samples(int port) =>
    [
        new(typeof(RabbitMqConnector),
            Invariant($$$$$"""{"authentication": {"authType": "uri", "uri": "amqp://clerk:long-password@127.0.0.1:{{{{{port}}}}}/orders"}, "routing": {"exchange": "amq.topic", "routingKey": "a.b"}, "message": {"body": {"total": 12}, "properties": {"messageId": "1"}}}"""),
            Invariant($$$$$"""{"authentication": {"authType": "credentials", "userName": "clerk", "password": "long-password"}, "routing": {"exchange": "", "routingKey": "q", "hostName": "127.0.0.1", "port": "{{{{{port}}}}}", "mandatory": "false"}, "message": {"body": "text", "properties": "{\"priority\": 1}"}, "confirmTimeout": "PT5S"}""")),
        new(typeof(RabbitMqInboundConnector),
            """{"authentication": {"authType": "uri", "uri": "amqp://clerk:long-password@localhost"}, "queueName": "orders", "exclusive": "false"}""",
            """{"authentication": {"authType": "credentials", "userName": "clerk", "password": "long-password"}, "routing": {"virtualHost": "/", "hostName": "localhost", "port": "5672"}, "queueName": "orders", "consumerTag": "tag", "arguments": {"x-priority": 5}, "exclusive": true, "prefetchCount": 10}"""),
    ];
}
