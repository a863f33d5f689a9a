using System.Globalization;
using System.Net;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>The inbox and the plan of outside events, as people use them.</summary>
public sealed class InboxCommandTests(SharedServer shared)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Somebody_finds_an_event_mends_it_and_drives_it()
    {
        await DeployAsync("people", ("activationCondition", "=request.body.kind = \"order\""), ("messageIdExpression", "=request.body.id"));
        var key = (await Sent.OfAsync(shared.Http, "people", """{"id":"p1","kind":"oder"}""", Cancellation)).Key!.Value.Value.ToString(CultureInfo.InvariantCulture);

        var list = await RunAsync("inbox", "--process", "people");
        Assert.Contains(key, list, StringComparison.Ordinal);
        Assert.Contains("INBOUND_NOT_MATCHED", list, StringComparison.Ordinal);
        Assert.Contains("\"kind\":\"oder\"", await RunAsync("inbox", "show", key), StringComparison.Ordinal);
        var plan = await RunAsync("plan", "--inbound", key);
        Assert.Contains("would be put aside", plan, StringComparison.Ordinal);
        Assert.Contains("Activation condition of start, version 1: false\n    request.body.kind = \"order\"", plan.ReplaceLineEndings("\n"), StringComparison.Ordinal);

        await RunAsync("inbox", "edit", key, "--payload", """{"request":{"body":{"id":"p1","kind":"order"},"headers":{},"params":{}}}""");
        var preview = await RunAsync("inbox", "redrive", "--all", "--process", "people", "--preview");
        Assert.Contains($"{key}  would be applied\n  start an instance at start of people, version 1\n  Identity: <default>/people/start/p1\n  Variables: {{\"n\":\"p1\"}}", preview.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("Would be: 1 applied.", preview, StringComparison.Ordinal);
        Assert.Contains($"{key}  applied: process instance ", await RunAsync("inbox", "redrive", key), StringComparison.Ordinal);
        Assert.Contains("applied", await RunAsync("inbox", "show", key), StringComparison.Ordinal);
        Assert.Contains("Nothing is kept", await RunAsync("inbox", "--process", "people"), StringComparison.Ordinal);

        var duplicate = await RunAsync("plan", "--inbound", "/inbound/people?x=1", "--method", "POST", "--header", "Content-Type: application/json", "--body", """{"id":"p1","kind":"order"}""");
        Assert.Contains("a duplicate, without an effect of its own", duplicate, StringComparison.Ordinal);
        Assert.Contains("Known: applied, process instance ", duplicate, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Somebody_makes_an_event_of_a_body_that_cannot_be_read()
    {
        await DeployAsync("garbled", ("messageIdExpression", "=request.body.id"));
        var sent = await Sent.OfAsync(shared.Http, "garbled", "{\"id\":\"g1\"", Cancellation);
        Assert.Equal(HttpStatusCode.BadRequest, sent.Status);
        var key = sent.Key!.Value.Value.ToString(CultureInfo.InvariantCulture);

        Assert.Contains("INBOUND_UNREADABLE", await RunAsync("inbox", "--process", "garbled"), StringComparison.Ordinal);
        Assert.Contains("g1", await RunAsync("inbox", "show", key), StringComparison.Ordinal);
        Assert.Contains("WEBHOOK_BAD_JSON", await RunAsync("plan", "--inbound", key), StringComparison.Ordinal);
        Assert.Contains("would be left as failed", await RunAsync("inbox", "redrive", "--all", "--process", "garbled", "--preview"), StringComparison.Ordinal);

        await RunAsync("inbox", "edit", key, "--payload", """{"request":{"body":{"id":"g1"},"headers":{},"params":{}}}""");
        Assert.Contains($"{key}  applied: process instance ", await RunAsync("inbox", "redrive", key), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Sent.OfAsync(shared.Http, "garbled", """{"id":"g1"}""", Cancellation)).Status);
        Assert.Equal(["g1"], await InboxDiagrams.StartedAsync(shared.Cluster, "garbled", Cancellation));
    }

    [Fact]
    public async Task Somebody_suspends_a_webhook_and_resumes_it()
    {
        await DeployAsync("pause");
        await RunAsync("inbox", "suspend", "pause");
        Assert.Contains("pause    (all)", await RunAsync("inbox", "suspensions"), StringComparison.Ordinal);
        for (var n = 1; n <= 50; n++)
            Assert.Equal(HttpStatusCode.Accepted, (await Sent.OfAsync(shared.Http, "pause", $$"""{"id":"{{n}}"}""", Cancellation)).Status);
        Assert.Contains("held", await RunAsync("inbox", "--process", "pause", "--limit", "1"), StringComparison.Ordinal);
        var plan = await RunAsync("plan", "--event", """{"request":{"body":{"id":"x"}}}""", "--process", "pause");
        Assert.Contains("would be held", plan, StringComparison.Ordinal);
        Assert.Contains("Identity: none, so that a repetition would be applied again", plan, StringComparison.Ordinal);

        await RunAsync("inbox", "resume", "pause");

        var started = await Eventually.GetAsync(
            () => InboxDiagrams.StartedAsync(shared.Cluster, "pause", Cancellation), found => found.Count is 50, Cancellation);
        Assert.Equal(Enumerable.Range(1, 50).Select(n => n.ToString(CultureInfo.InvariantCulture)), started);
    }

    [Fact]
    public async Task Who_waits_for_a_message_is_counted_and_events_are_discarded()
    {
        await InboxDiagrams.DeployAsync(shared.Cluster, "awaited", InboxDiagrams.Catch("awaited", isSynchronous: false), Cancellation);
        foreach (var id in new[] { "a", "a", "b" })
        {
            await shared.Cluster.CreateInstanceAsync(
                new() { ProcessDefinitionId = "awaited", Variables = new(System.Text.Encoding.UTF8.GetBytes($$"""{"orderId":"{{id}}"}""")) }, Cancellation);
        }

        var plan = await RunAsync("plan", "--inbound", "/inbound/awaited", "--body", """{"id":"a"}""");
        Assert.Contains("publish the message 'awaited' with key 'a' for catch of awaited, version 1", plan, StringComparison.Ordinal);
        Assert.Contains("Waiting for it now: 2", plan, StringComparison.Ordinal);
        var key = (await Sent.OfAsync(shared.Http, "awaited", "{}", Cancellation)).Key!.Value.Value.ToString(CultureInfo.InvariantCulture);
        Assert.Contains("INBOUND_NO_CORRELATION_KEY", await RunAsync("plan", "--inbound", key), StringComparison.Ordinal);
        await RunAsync("inbox", "discard", key);
        Assert.Contains("discarded", await RunAsync("inbox", "show", key), StringComparison.Ordinal);
        Assert.Contains("No deployed process asks for a webhook at 'nowhere'.", await RunAsync("plan", "--inbound", "nowhere"), StringComparison.Ordinal);

        var wrong = await CommandRun.OfAsync(shared.Http.BaseAddress!.ToString(), Cancellation, "inbox", "redrive");
        Assert.Equal((2, "Say which events are meant: their keys, or --all."), (wrong.ExitCode, wrong.Errors.Trim()));
    }

    private Task DeployAsync(string processId, params (string Name, string Value)[] properties) =>
        InboxDiagrams.DeployAsync(shared.Cluster, processId, InboxDiagrams.Start(processId, properties), Cancellation);

    private async Task<string> RunAsync(params string[] arguments)
    {
        var run = await CommandRun.OfAsync(shared.Http.BaseAddress!.ToString(), Cancellation, arguments);
        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        return run.Output;
    }
}
