using Fairlead.Connectors.Messages;
using Fairlead.Testing.Processes;
using Fairlead.Tests;

namespace Fairlead.Connectors.Tests.Messages;

/// <summary>Diagrams as the original's templates leave them, with the engine that takes the messages.</summary>
public sealed class SendMessageProcessTests : IAsyncDisposable
{
    private readonly ProcessHarness _test = new(typeof(SendMessageConnector));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Theory]
    [InlineData(CamundaKind.SendTask)]
    [InlineData(CamundaKind.MessageThrowEvent)]
    [InlineData(CamundaKind.MessageEndEvent)]
    public async Task A_message_starts_another_process(object kind)
    {
        await _test.DeployAsync(CamundaDiagram.Of("receiver", Begin), Cancellation);
        await _test.DeployAsync(CamundaDiagram.Of("sender", Send((CamundaKind)kind)), Cancellation);

        var sender = await _test.StartAsync("sender", """{"order": "o-1"}""", Cancellation);

        sender.ExpectCompleted().ExpectPassed("send");
        Assert.Equal(["sender", "receiver"], _test.Instances.Select(instance => instance.ProcessId));
        _test.Instances[1].ExpectCompleted().ExpectVariable("total", 12);
    }

    [Theory]
    [InlineData("publish")]
    [InlineData("correlate")]
    public async Task A_message_reaches_the_instance_that_waits_for_its_key(string type)
    {
        await _test.DeployAsync(CamundaDiagram.Of("receiver", Wait), Cancellation);
        await _test.DeployAsync(CamundaDiagram.Of("sender", Send(CamundaKind.SendTask, type)), Cancellation);
        var other = await _test.StartAsync("receiver", """{"order": "o-2"}""", Cancellation);
        var waiting = await _test.StartAsync("receiver", """{"order": "o-1"}""", Cancellation);

        var sender = await _test.StartAsync("sender", """{"order": "o-1"}""", Cancellation);

        waiting.ExpectCompleted().ExpectVariable("total", 12);
        other.ExpectWaitingAt("wait");
        sender.ExpectCompleted().ExpectVariable("tookIt", type is "correlate" ? waiting.Key.Value : null);
    }

    [Fact]
    public async Task A_published_message_waits_for_its_receiver()
    {
        await _test.DeployAsync(CamundaDiagram.Of("receiver", Wait), Cancellation);
        await _test.DeployAsync(CamundaDiagram.Of("sender", Send(CamundaKind.MessageEndEvent)), Cancellation);
        await _test.StartAsync("sender", """{"order": "o-1"}""", Cancellation);

        (await _test.StartAsync("receiver", """{"order": "o-1"}""", Cancellation)).ExpectCompleted();
    }

    [Fact]
    public async Task Where_nobody_takes_a_correlated_message_the_process_can_catch_it()
    {
        var send = Send(CamundaKind.SendTask, "correlate") with
        {
            Beside =
            [
                """
                <bpmn:boundaryEvent id="nobody" attachedToRef="send"><bpmn:errorEventDefinition id="nobody_definition" errorRef="nobody_error" /></bpmn:boundaryEvent>
                """,
            ],
        };
        send.Headers["errorExpression"] = """=if error.code = "MESSAGE_NOT_CORRELATED" then bpmnError("nobody", error.message, error.variables) else null""";
        var diagram = CamundaDiagram.Of("sender", send).Replace(
            "</bpmn:definitions>", """<bpmn:error id="nobody_error" errorCode="nobody" /></bpmn:definitions>""", StringComparison.Ordinal);
        await _test.DeployAsync(diagram, Cancellation);

        var sender = await _test.StartAsync("sender", """{"order": "o-1"}""", Cancellation);

        sender.ExpectCompleted().ExpectPassed("nobody").ExpectNotPassed("end");
    }

    [Fact]
    public async Task What_was_sent_before_its_result_could_not_be_mapped_is_not_sent_again()
    {
        var send = Send(CamundaKind.SendTask);
        send.Headers["resultExpression"] = "=messageKey";
        await _test.DeployAsync(CamundaDiagram.Of("receiver", Begin), Cancellation);
        await _test.DeployAsync(CamundaDiagram.Of("sender", send), Cancellation);
        var sender = await _test.StartAsync("sender", """{"order": "o-1"}""", Cancellation);
        sender.ExpectIncident("send", "RESULT_NOT_AN_OBJECT");

        await _test.ResolveAsync(Assert.Single(sender.Incidents), Cancellation);

        sender.ExpectIncident("send", "RESULT_NOT_AN_OBJECT");
        Assert.Single(_test.Instances, instance => instance.ProcessId is "receiver");
    }

    [Fact]
    public async Task Each_visit_sends_a_message_of_its_own()
    {
        await _test.DeployAsync(CamundaDiagram.Of("receiver", Begin), Cancellation);
        await _test.DeployAsync(CamundaDiagram.Of("sender", Send(CamundaKind.SendTask), Send(CamundaKind.SendTask) with { Id = "again" }), Cancellation);

        await _test.StartAsync("sender", """{"order": "o-1"}""", Cancellation);

        Assert.Equal(2, _test.Instances.Count(instance => instance.ProcessId is "receiver"));
    }

    private static CamundaElement Begin => new() { Kind = CamundaKind.MessageStartEvent, Id = "begin", MessageName = "paid" };

    private static CamundaElement Wait => new() { Kind = CamundaKind.CatchEvent, Id = "wait", MessageName = "paid", CorrelationKey = "=order" };

    private static CamundaElement Send(CamundaKind kind, string type = "publish") => new()
    {
        Kind = kind,
        Id = "send",
        Template = ($"io.camunda.connectors.message.{(kind is CamundaKind.SendTask ? "sendtask" : kind is CamundaKind.MessageEndEvent ? "end" : "intermediate")}.v1", 1),
        JobType = "io.camunda:sendMessage:1",
        Inputs =
        {
            ["messageName"] = "paid",
            ["correlationKey"] = "=order",
            ["variables"] = "={total: 12}",
            ["correlationType.type"] = type,
        },
        Headers = { ["resultExpression"] = "={tookIt: processInstanceKey}", ["retryBackoff"] = "PT0S" },
    };
}
