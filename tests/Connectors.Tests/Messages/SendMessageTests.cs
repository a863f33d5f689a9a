using Fairlead.Connectors.Messages;
using Fairlead.Protocol;
using Fairlead.Testing;

namespace Fairlead.Connectors.Tests.Messages;

/// <summary>What is sent to the cluster, and what is made of its answers.</summary>
public sealed class SendMessageTests : IDisposable
{
    private readonly ConnectorHarness _send = ConnectorHarness.Of<SendMessageConnector>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _send.Dispose();

    [Fact]
    public async Task A_message_is_published_as_the_model_says()
    {
        var run = await _send.RunAsync(
            """
            {"messageName": "paid", "correlationKey": 4711, "variables": {"total": 12.5}, "tenantId": "north", "requestTimeout": "PT10S",
             "correlationType": {"type": "publish", "timeToLive": "PT2H", "messageId": "m-1"}}
            """,
            cancellation: Cancellation);

        var sent = Assert.Single(_send.Messages.Sent);
        Assert.Equal(("paid", "4711", "north", TimeSpan.FromHours(2), "m-1"), (sent.Name, sent.CorrelationKey, sent.TenantId, sent.TimeToLive, sent.MessageId));
        Assert.Equal("""{"total":12.5}""", sent.Variables.GetRawText());
        Assert.Equal("""{"messageKey":1,"tenantId":"north"}""", run.Output.GetRawText());
        var exchange = Assert.Single(run.Exchanges);
        Assert.Equal(("PUBLISH paid", """{"total":12.5}"""), (exchange.RequestLine, exchange.RequestBody.Text));
    }

    [Fact]
    public async Task What_the_model_leaves_out_is_as_clients_of_the_original_have_it()
    {
        await _send.RunAsync("""{"messageName": "paid", "correlationKey": "", "variables": null, "tenantId": "", "requestTimeout": ""}""", cancellation: Cancellation);

        var sent = Assert.Single(_send.Messages.Sent);
        Assert.Equal(("", "<default>", TimeSpan.FromHours(1)), (sent.CorrelationKey, sent.TenantId, sent.TimeToLive));
        Assert.Equal("{}", sent.Variables.GetRawText());
    }

    [Fact]
    public async Task A_correlated_message_gives_the_instance_that_took_it()
    {
        var run = await _send.RunAsync(
            """{"messageName": "paid", "correlationKey": "a", "correlationType": {"type": "correlate"}}""", cancellation: Cancellation);

        Assert.Null(Assert.Single(_send.Messages.Sent).TimeToLive);
        Assert.Equal("""{"messageKey":1,"processInstanceKey":7,"tenantId":"<default>"}""", run.Output.GetRawText());
    }

    [Theory]
    [InlineData(ClusterError.NotFound, "MESSAGE_NOT_CORRELATED", false)]
    [InlineData(ClusterError.AlreadyExists, "MESSAGE_ALREADY_PUBLISHED", false)]
    [InlineData(ClusterError.DeadlineExceeded, "MESSAGE_OUTCOME_UNKNOWN", true)]
    [InlineData(ClusterError.Unavailable, "MESSAGE_REFUSED", false)]
    [InlineData(ClusterError.InvalidArgument, "INVALID_INPUT", false)]
    public async Task A_refusal_has_a_code_that_a_process_can_catch(ClusterError error, string code, bool isUnknown)
    {
        _send.Messages.Refuse(error, "because");

        var run = await _send.RunAsync(
            """{"messageName": "paid", "correlationKey": "a", "correlationType": {"type": "publish", "messageId": "m-1"}}""", cancellation: Cancellation);

        Assert.Equal((code, isUnknown), (run.Error.Code, run.Error.IsOutcomeUnknown));
        Assert.Contains("paid", run.Error.Message, StringComparison.Ordinal);
        Assert.StartsWith("REFUSED", Assert.Single(run.Exchanges).AnswerLine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_attempt_sends_nothing_again_and_gives_the_first_answer()
    {
        const string inputs = """{"messageName": "paid", "correlationKey": "a"}""";
        var first = await _send.RunAsync(inputs, cancellation: Cancellation);

        var second = await _send.RunAsync(inputs, cancellation: Cancellation);

        Assert.Single(_send.Messages.Sent);
        Assert.Equal(first.Output.GetRawText(), second.Output.GetRawText());
        Assert.Contains("not sent again", Assert.Single(second.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_attempt_with_another_message_is_not_taken_for_the_first()
    {
        await _send.RunAsync("""{"messageName": "paid", "correlationKey": "a"}""", cancellation: Cancellation);
        await _send.RunAsync("""{"messageName": "paid", "correlationKey": "b"}""", cancellation: Cancellation);
        await _send.RunAsync("""{"messageName": "paid", "correlationKey": "b", "correlationType": {"type": "correlate"}}""", cancellation: Cancellation);

        Assert.Equal(["a", "b", "b"], _send.Messages.Sent.Select(message => message.CorrelationKey));
    }

    [Fact]
    public async Task A_plan_publishes_nothing()
    {
        var run = await _send.PlanAsync("""{"messageName": "paid", "correlationKey": "a"}""", cancellation: Cancellation);

        Assert.Empty(_send.Messages.Sent);
        Assert.Equal("PUBLISH paid", Assert.Single(run.Exchanges).RequestLine);
    }

    [Theory]
    [InlineData("""{"correlationKey": "a"}""", "messageName")]
    [InlineData("""{"messageName": "paid", "variables": "[1]"}""", "variables")]
    [InlineData("""{"messageName": "paid", "requestTimeout": "soon"}""", "requestTimeout")]
    [InlineData("""{"messageName": "paid", "correlationType": {"type": "publish", "timeToLive": "-PT1S"}}""", "timeToLive")]
    [InlineData("""{"messageName": "paid", "correlationType": {"type": "shout"}}""", "correlationType")]
    public async Task What_cannot_be_sent_is_refused_and_says_where(string inputs, string where)
    {
        var run = await _send.RunAsync(inputs, cancellation: Cancellation);

        Assert.Contains(where, run.Error.Message, StringComparison.Ordinal);
        Assert.Empty(_send.Messages.Sent);
    }
}
