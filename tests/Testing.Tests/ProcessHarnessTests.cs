using System.Text;

using Fairlead.Connectors.Http;
using Fairlead.Connectors.Webhook;
using Fairlead.Protocol;
using Fairlead.Testing.Http;
using Fairlead.Testing.Processes;

namespace Fairlead.Testing.Tests;

public sealed class ProcessHarnessTests : IAsyncDisposable
{
    private const string Stock = "GET https://stock.example.com/coffee";

    private readonly ProcessHarness _test = new(typeof(RestConnector), typeof(WebhookConnector));

    public ProcessHarnessTests() => _test.Secrets["STOCK"] = "https://stock.example.com";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _test.DisposeAsync();

    [Fact]
    public async Task A_process_runs_from_start_to_end_through_a_connector()
    {
        _test.Http.Answer(Stock, 200, """{"price": 12.5, "inStock": true}""");
        await _test.DeployAsync(Diagrams.Order, Cancellation);

        var order = await _test.StartAsync("order", """{"item": "coffee"}""", Cancellation);

        order.ExpectWaitingAt("pack").ExpectPassed("start", "ask").ExpectVariable("price", 12.5);
        Assert.Equal(["pack at pack"], _test.Jobs);
        await _test.CompleteJobAsync("pack", """{"parcel": {"kilograms": 1}}""", Cancellation);
        order.ExpectCompleted().ExpectPassed("start", "ask", "pack", "end").ExpectVariable("parcel", new { kilograms = 1 });
        Assert.Empty(order.WaitingAt);
    }

    [Fact]
    public async Task Thirty_days_pass_at_once()
    {
        _test.Http.Answer(Stock, 200, "{}");
        await _test.DeployAsync(Diagrams.Order, Cancellation);
        var order = await _test.StartAsync("order", """{"item": "coffee"}""", Cancellation);

        await _test.AdvanceAsync(TimeSpan.FromDays(30) - TimeSpan.FromSeconds(1), Cancellation);
        order.ExpectWaitingAt("pack").ExpectNotPassed("late");
        await _test.AdvanceAsync(TimeSpan.FromSeconds(1), Cancellation);

        order.ExpectCompleted().ExpectPassed("late", "given_up").ExpectNotPassed("pack");
        Assert.Empty(_test.Jobs);
    }

    [Fact]
    public async Task A_call_is_repeated_after_its_backoff()
    {
        _test.Http.Answer(Stock, 503).Answer(Stock, 503).Answer(Stock, 200, """{"price": 3}""");
        await _test.DeployAsync(Diagrams.Order, Cancellation);
        var order = await _test.StartAsync("order", """{"item": "coffee"}""", Cancellation);

        order.ExpectWaitingAt("ask");
        await _test.AdvanceAsync(TimeSpan.FromMinutes(1), Cancellation);
        order.ExpectWaitingAt("ask");
        await _test.AdvanceAsync(TimeSpan.FromMinutes(1), Cancellation);

        order.ExpectWaitingAt("pack").ExpectVariable("price", 3);
        Assert.Equal(3, _test.Http.Sent.Count);
    }

    [Fact]
    public async Task An_incident_says_what_went_wrong_and_can_be_resolved()
    {
        _test.Http.Answer(Stock, 404).Answer(Stock, 200, """{"price": 3}""");
        await _test.DeployAsync(Diagrams.Order.Replace("retries=\"3\"", "retries=\"1\"", StringComparison.Ordinal), Cancellation);
        var order = await _test.StartAsync("order", """{"item": "coffee"}""", Cancellation);

        order.ExpectIncident("ask", "404");
        var wrong = Assert.Throws<TestFailedException>(order.ExpectCompleted);
        Assert.Contains("waits at: ask", wrong.Message, StringComparison.Ordinal);
        Assert.Contains("incident at ask:", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_slow_answer_comes_when_it_is_due_and_a_missing_one_is_given_up()
    {
        _test.Http.Answer(Stock, HttpReply.Never).Answer(Stock, HttpReply.Json(200, """{"price": 3}""") with { After = TimeSpan.FromSeconds(5) });
        await _test.DeployAsync(Diagrams.Order, Cancellation);
        var order = await _test.StartAsync("order", """{"item": "coffee"}""", Cancellation);

        await _test.AdvanceAsync(TimeSpan.FromSeconds(20), Cancellation);
        Assert.Single(_test.Http.Sent);
        await _test.AdvanceAsync(TimeSpan.FromSeconds(64), Cancellation);
        order.ExpectWaitingAt("ask");
        await _test.AdvanceAsync(TimeSpan.FromSeconds(1), Cancellation);

        order.ExpectWaitingAt("pack");
    }

    [Fact]
    public async Task A_worker_may_fail_and_throw()
    {
        _test.Http.Answer(Stock, 200, "{}");
        await _test.DeployAsync(Diagrams.Order, Cancellation);
        var failed = await _test.StartAsync("order", """{"item": "coffee"}""", Cancellation);
        await _test.FailJobAsync("pack", "No box.", cancellation: Cancellation);
        failed.ExpectIncident("pack", "No box.");

        await _test.ResolveAsync(failed.Incidents.Single(), Cancellation);
        Assert.Empty(failed.Incidents);
        var thrown = await _test.StartAsync("order", """{"item": "coffee"}""", Cancellation);
        await _test.ThrowErrorAsync("pack", "UNKNOWN", cancellation: Cancellation);

        Assert.Single(_test.Instances, instance => instance.Incidents.Any(incident => incident.ErrorType == "UNHANDLED_ERROR_EVENT"));
        Assert.Equal(2, _test.Instances.Count);
        Assert.NotEqual(failed.Key, thrown.Key);
    }

    [Fact]
    public async Task Messages_signals_and_people_move_it_on()
    {
        await _test.DeployAsync(Diagrams.Waits, Cancellation);
        var instance = await _test.StartAsync("waits", """{"orderId": "7"}""", Cancellation);

        instance.ExpectWaitingAt("paid");
        await _test.PublishAsync("payment", "7", """{"paid": true}""", cancellation: Cancellation);
        instance.ExpectWaitingAt("check").ExpectVariable("paid", true);
        await _test.CompleteUserTaskAsync("check", """{"checked": "yes"}""", Cancellation);
        instance.ExpectWaitingAt("open");
        await _test.BroadcastAsync("shop-opens", cancellation: Cancellation);

        instance.ExpectCompleted().ExpectPassed("paid", "check", "open");
    }

    [Fact]
    public async Task A_webhook_starts_an_instance_and_answers_when_it_has_ended()
    {
        _test.Http.Answer(Stock, 200, """{"price": 4}""");
        await _test.DeployAsync(Diagrams.Webhook, Cancellation);

        var answer = await _test.SendWebhookAsync("POST", "order", """{"item": "coffee"}""", cancellation: Cancellation);

        Assert.Equal(200, answer.Status);
        Assert.Equal("""{"price":4}""", Encoding.UTF8.GetString(answer.Body.Span));
        Assert.Single(_test.Instances).ExpectCompleted();
        Assert.Equal(404, (await _test.SendWebhookAsync("POST", "nothing", cancellation: Cancellation)).Status);
    }

    [Fact]
    public async Task What_is_missing_is_said_with_what_there_is()
    {
        _test.Http.Answer(Stock, 200, "{}");
        await _test.DeployAsync(Diagrams.Order, Cancellation);
        await _test.StartAsync("order", """{"item": "coffee"}""", Cancellation);

        var job = await Assert.ThrowsAsync<TestFailedException>(() => _test.CompleteJobAsync("wrap", cancellation: Cancellation));
        var task = await Assert.ThrowsAsync<TestFailedException>(() => _test.CompleteUserTaskAsync("check", cancellation: Cancellation));

        Assert.Equal("Expected a job of type wrap, but there are: pack at pack.", job.Message);
        Assert.Equal("Expected a user task at check, but there are: none.", task.Message);
    }

    [Fact]
    public async Task A_diagram_that_cannot_run_is_refused_with_its_reason()
    {
        var refused = await Assert.ThrowsAsync<ClusterException>(() => _test.DeployAsync("<wrong/>", Cancellation));

        Assert.Contains("process.bpmn", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>A promise of the documentation, for a process with a call, a job and thirty days.</summary>
    [Fact]
    public async Task A_test_takes_milliseconds()
    {
        var took = new List<TimeSpan>();
        for (var run = 0; run < 30; run++)
        {
            var began = System.Diagnostics.Stopwatch.GetTimestamp();
            await using var test = new ProcessHarness(typeof(RestConnector));
            test.Secrets["STOCK"] = "https://stock.example.com";
            test.Http.Answer(Stock, 200, """{"price": 12.5}""");
            await test.DeployAsync(Diagrams.Order, Cancellation);
            var order = await test.StartAsync("order", """{"item": "coffee"}""", Cancellation);
            await test.AdvanceAsync(TimeSpan.FromDays(30), Cancellation);
            order.ExpectCompleted();
            took.Add(System.Diagnostics.Stopwatch.GetElapsedTime(began));
        }

        took.Sort();
        TestContext.Current.TestOutputHelper?.WriteLine($"median {took[15].TotalMilliseconds:0.00} ms, fastest {took[0].TotalMilliseconds:0.00} ms");
        Assert.True(took[0] < TimeSpan.FromMilliseconds(20), $"The fastest of 30 took {took[0].TotalMilliseconds} ms.");
    }
}
