using System.Text;

using Fairlead.Connectors.RabbitMq.Tests.Support;
using Fairlead.Tests;
using Fairlead.Tests.Servers;
using RabbitMQ.Client;
using static System.FormattableString;

namespace Fairlead.Connectors.RabbitMq.Tests;

/// <summary>Diagrams as the original's templates leave them, for each element and each kind of authentication.</summary>
public sealed class CamundaDiagramTests(Rabbit rabbit)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(CamundaKind.StartEvent, "uri", "StartEvent")]
    [InlineData(CamundaKind.StartEvent, "credentials", "StartEvent")]
    [InlineData(CamundaKind.MessageStartEvent, "uri", "MessageStart")]
    [InlineData(CamundaKind.MessageStartEvent, "credentials", "MessageStart")]
    public async Task A_message_starts_a_process(object kind, string authentication, string template)
    {
        var process = $"diagram-{kind}-{authentication}";
        await rabbit.DeclareAsync(process);
        await rabbit.Host.DeployAsync(CamundaDiagram.Of(process, Inbound((CamundaKind)kind, process, authentication, template)), Cancellation);

        await rabbit.PublishAsync(process, """{"orderId": "A", "kind": "other"}""");
        await rabbit.PublishAsync(process, """{"orderId": "A", "kind": "order"}""", new BasicProperties { MessageId = "m" });

        IReadOnlyList<string> got = [];
        await Until.TrueAsync(
            "an instance was started",
            async token => (got = await rabbit.Host.ValuesAsync(process, "got", token)).Count > 0,
            Cancellation,
            () => rabbit.Host.StatusOf(process).Reason ?? "");
        Assert.Equal(["\"A\""], got);
    }

    [Theory]
    [InlineData(CamundaKind.CatchEvent, "uri", "Intermediate")]
    [InlineData(CamundaKind.CatchEvent, "credentials", "Intermediate")]
    [InlineData(CamundaKind.BoundaryEvent, "uri", "Boundary")]
    [InlineData(CamundaKind.BoundaryEvent, "credentials", "Boundary")]
    [InlineData(CamundaKind.ReceiveTask, "uri", "Receive")]
    [InlineData(CamundaKind.ReceiveTask, "credentials", "Receive")]
    public async Task A_message_reaches_the_instance_that_waits(object kind, string authentication, string template)
    {
        var process = $"diagram-{kind}-{authentication}";
        await rabbit.DeclareAsync(process);
        await rabbit.Host.DeployAsync(CamundaDiagram.Of(process, Inbound((CamundaKind)kind, process, authentication, template)), Cancellation);

        var running = rabbit.Host.RunAsync(process, Cancellation, """{"orderId": "A"}""");
        await rabbit.PublishAsync(process, """{"orderId": "B", "kind": "order"}""");
        await rabbit.PublishAsync(process, """{"orderId": "A", "kind": "order"}""");

        Assert.Equal("A", (await running).GetProperty("got").GetString());
    }

    [Theory]
    [InlineData(CamundaKind.ServiceTask, "uri")]
    [InlineData(CamundaKind.ServiceTask, "credentials")]
    [InlineData(CamundaKind.SendTask, "uri")]
    [InlineData(CamundaKind.MessageThrowEvent, "credentials")]
    [InlineData(CamundaKind.MessageEndEvent, "uri")]
    public async Task A_process_sends_a_message(object kind, string authentication)
    {
        var process = $"diagram-{kind}-{authentication}";
        await rabbit.DeclareAsync(process);
        var element = new CamundaElement
        {
            Kind = (CamundaKind)kind,
            Id = "send",
            Template = ("io.camunda.connectors.RabbitMQ.v1", 6),
            JobType = "io.camunda:connector-rabbitmq:1",
            Inputs =
            {
                ["routing.exchange"] = "amq.direct",
                ["routing.routingKey"] = process,
                ["message.properties"] = "={contentType: \"application/json\"}",
                ["message.body"] = "={order: orderId}",
            },
            Headers = { ["resultExpression"] = "={status: statusResult}", ["retryBackoff"] = "PT0S" },
        };
        Authenticate(element.Inputs, authentication);
        await using (var channel = await rabbit.OpenAsync())
            await channel.QueueBindAsync(process, "amq.direct", process, cancellationToken: Cancellation);
        await rabbit.Host.DeployAsync(CamundaDiagram.Of(process, element), Cancellation);

        var variables = await rabbit.Host.RunAsync(process, Cancellation, """{"orderId": "A"}""");

        Assert.Equal("success", variables.GetProperty("status").GetString());
        Assert.Equal("""{"order":"A"}""", Encoding.UTF8.GetString((await rabbit.TakeAsync(process))!.Body.Span));
    }

    private CamundaElement Inbound(CamundaKind kind, string queue, string authentication, string template)
    {
        var element = new CamundaElement
        {
            Kind = kind,
            Id = "received",
            Template = ($"io.camunda.connectors.inbound.RabbitMQ.{template}.v1", 8),
            CorrelationKey = kind is CamundaKind.StartEvent or CamundaKind.MessageStartEvent ? null : "=orderId",
            Properties =
            {
                ["inbound.type"] = "io.camunda:connector-rabbitmq-inbound:1",
                ["queueName"] = queue,
                ["consumerTag"] = "",
                ["arguments"] = "={\"x-priority\": 5}",
                ["exclusive"] = "false",
                ["activationCondition"] = "=message.body.kind = \"order\"",
                ["consumeUnmatchedEvents"] = "true",
                ["deduplicationModeManualFlag"] = "false",
                ["deduplicationMode"] = "AUTO",
                ["resultExpression"] = "={got: message.body.orderId}",
            },
        };
        Authenticate(element.Properties, authentication);
        if (kind is CamundaKind.MessageStartEvent)
            element.Properties["correlationRequired"] = "notRequired";
        if (kind is not (CamundaKind.StartEvent or CamundaKind.MessageStartEvent))
            element.Properties["correlationKeyExpression"] = "=message.body.orderId";
        return element;
    }

    private void Authenticate(Dictionary<string, string> bindings, string authentication)
    {
        bindings["authentication.authType"] = authentication;
        if (authentication is "uri")
        {
            bindings["authentication.uri"] = rabbit.Server.Uri;
            return;
        }

        bindings["authentication.userName"] = "clerk";
        bindings["authentication.password"] = "pass/word";
        bindings["routing.virtualHost"] = "/";
        bindings["routing.hostName"] = "127.0.0.1";
        bindings["routing.port"] = Invariant($"{rabbit.Server.Port}");
    }
}
