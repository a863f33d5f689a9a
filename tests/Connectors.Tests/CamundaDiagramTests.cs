using Fairlead.Connectors.Http;
using Fairlead.Connectors.Webhook;
using Fairlead.Testing.Processes;
using Fairlead.Tests;

namespace Fairlead.Connectors.Tests;

/// <summary>Diagrams as the original's templates leave them run here.</summary>
public sealed class CamundaDiagramTests : IAsyncDisposable
{
    private readonly ProcessHarness _test = new(typeof(RestConnector), typeof(WebhookConnector));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static CamundaElement Ask { get; } = new()
    {
        Kind = CamundaKind.ServiceTask,
        Id = "ask",
        Template = ("io.camunda.connectors.HttpJson.v2", 17),
        JobType = "io.camunda:http-json:1",
        Inputs =
        {
            ["authentication.type"] = "noAuth",
            ["method"] = "GET",
            ["url"] = "=\"https://stock.example.com/\" + item",
            ["followRedirects"] = "=false",
            ["documentReturnFormat.choice"] = "JSON",
            ["connectionTimeoutInSeconds"] = "=20",
        },
        Headers = { ["resultExpression"] = "={price: response.body.price}", ["retryBackoff"] = "PT0S" },
    };

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData(CamundaKind.StartEvent)]
    [InlineData(CamundaKind.MessageStartEvent)]
    public async Task A_webhook_starts_a_process_that_makes_a_request(object kind)
    {
        _test.Http.Answer("GET https://stock.example.com/coffee", 200, """{"price": 12.5}""");
        await _test.DeployAsync(CamundaDiagram.Of("order", Webhook((CamundaKind)kind, "ordered"), Ask), Cancellation);

        await PostAsync("ordered");

        Assert.Single(_test.Instances).ExpectCompleted().ExpectVariable("price", 12.5);
    }

    [Theory]
    [InlineData(CamundaKind.CatchEvent)]
    [InlineData(CamundaKind.BoundaryEvent)]
    [InlineData(CamundaKind.ReceiveTask)]
    public async Task A_webhook_reaches_the_instance_that_waits(object kind)
    {
        await _test.DeployAsync(
            CamundaDiagram.Of("order", Webhook(CamundaKind.StartEvent, "ordered"), Webhook((CamundaKind)kind, "paid")), Cancellation);
        await PostAsync("ordered");
        var waiting = Assert.Single(_test.Instances);
        Assert.Single(waiting.WaitingAt);

        await PostAsync("paid");

        waiting.ExpectCompleted().ExpectPassed("paid");
    }

    private async Task PostAsync(string path) => Assert.Equal(
        200, (await _test.SendWebhookAsync("POST", path, """{"order": "1", "item": "coffee"}""", cancellation: Cancellation)).Status);

    private static CamundaElement Webhook(CamundaKind kind, string id) => new()
    {
        Kind = kind,
        Id = id,
        Template = ($"io.camunda.connectors.webhook.WebhookConnector.{kind}", 15),
        CorrelationKey = kind is CamundaKind.StartEvent or CamundaKind.MessageStartEvent ? null : "=order",
        Properties =
        {
            ["inbound.type"] = "io.camunda:webhook:1",
            ["inbound.method"] = "any",
            ["inbound.context"] = id,
            ["inbound.shouldValidateHmac"] = "disabled",
            ["inbound.auth.type"] = "NONE",
            ["consumeUnmatchedEvents"] = "true",
            ["synchronousResponse"] = "false",
            ["correlationKeyExpression"] = "=request.body.order",
            ["deduplicationModeManualFlag"] = "false",
            ["deduplicationMode"] = "AUTO",
            ["resultExpression"] = "={order: request.body.order, item: request.body.item}",
        },
    };
}
