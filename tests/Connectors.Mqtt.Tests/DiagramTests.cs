using System.Buffers;
using System.Text;

using Fairlead.Connectors.Mqtt.Tests.Support;
using Fairlead.Tests;
using static System.FormattableString;

namespace Fairlead.Connectors.Mqtt.Tests;

/// <summary>Diagrams as our templates leave them, for each element.</summary>
public sealed class DiagramTests(Mosquitto broker)
{
    private readonly Reading _reading = new(broker.Host);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CamundaKind.StartEvent)]
    [InlineData(CamundaKind.MessageStartEvent)]
    public async Task A_message_starts_a_process(object kind)
    {
        var process = $"diagram-{kind}";
        await broker.Host.DeployAsync(CamundaDiagram.Of(process, Inbound((CamundaKind)kind, process)), Cancellation);
        await _reading.UpAsync(process, Cancellation);

        await broker.PublishAsync($"diagrams/{process}", """{"orderId": "A"}""");

        Assert.Equal(["\"A\""], await _reading.StartedAsync(process, "got", 1, Cancellation));
    }

    [Theory]
    [InlineData(CamundaKind.CatchEvent)]
    [InlineData(CamundaKind.BoundaryEvent)]
    [InlineData(CamundaKind.ReceiveTask)]
    public async Task A_message_reaches_the_instance_that_waits(object kind)
    {
        var process = $"diagram-{kind}";
        await broker.Host.DeployAsync(CamundaDiagram.Of(process, Inbound((CamundaKind)kind, process)), Cancellation);
        await _reading.UpAsync(process, Cancellation);

        var running = broker.Host.RunAsync(process, Cancellation, """{"orderId": "A"}""");
        await broker.PublishAsync($"diagrams/{process}", """{"orderId": "A"}""");

        Assert.Equal("A", (await running).GetProperty("got").GetString());
    }

    [Theory]
    [InlineData(CamundaKind.ServiceTask)]
    [InlineData(CamundaKind.SendTask)]
    [InlineData(CamundaKind.MessageThrowEvent)]
    [InlineData(CamundaKind.MessageEndEvent)]
    public async Task A_process_sends_a_message(object kind)
    {
        var process = $"diagram-{kind}";
        using var listener = await broker.ListenAsync($"diagrams/{process}");
        await broker.Host.DeployAsync(
            CamundaDiagram.Of(process, new CamundaElement
            {
                Kind = (CamundaKind)kind,
                Id = "send",
                JobType = "io.fairlead:mqtt:1",
                Inputs =
                {
                    ["authentication.authType"] = "none",
                    ["connection.hostName"] = "127.0.0.1",
                    ["connection.port"] = Invariant($"={broker.Port}"),
                    ["connection.protocolVersion"] = "5",
                    ["message.topic"] = $"=\"diagrams/\" + \"{process}\"",
                    ["message.payload"] = "={order: orderId}",
                    ["message.qos"] = "=1",
                },
                Headers = { ["resultExpression"] = "={went: topic}" },
            }),
            Cancellation);

        var variables = await broker.Host.RunAsync(process, Cancellation, """{"orderId": "A"}""");

        Assert.Equal($"diagrams/{process}", variables.GetProperty("went").GetString());
        Assert.Equal("""{"order":"A"}""", Encoding.UTF8.GetString((await listener.FirstAsync(Cancellation)).Payload.ToArray()));
    }

    private CamundaElement Inbound(CamundaKind kind, string process)
    {
        var isStart = kind is CamundaKind.StartEvent or CamundaKind.MessageStartEvent;
        var element = new CamundaElement
        {
            Kind = kind,
            Id = "received",
            CorrelationKey = isStart ? null : "=orderId",
            Properties =
            {
                ["inbound.type"] = "io.fairlead:mqtt-inbound:1",
                ["authentication.authType"] = "none",
                ["connection.hostName"] = "127.0.0.1",
                ["connection.port"] = Invariant($"{broker.Port}"),
                ["topicFilters"] = $"diagrams/{process}",
                ["qos"] = "1",
                ["messageIdExpression"] = "=payload.orderId",
                ["deduplicationModeManualFlag"] = "false",
                ["deduplicationMode"] = "AUTO",
                ["resultExpression"] = "={got: payload.orderId}",
            },
        };
        if (!isStart)
            element.Properties["correlationKeyExpression"] = "=payload.orderId";
        return element;
    }
}
