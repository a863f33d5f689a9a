using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Triggers that are suspended, and what becomes of their events: on a real cluster.</summary>
public sealed class HeldEventTests
{
    private static readonly (string, string) Id = ("messageIdExpression", "=request.body.n");
    private static readonly (string, string) Result = ("resultExpression", "={n: request.body.n}");

    [Fact]
    public async Task Fifty_events_of_a_suspended_trigger_survive_a_restart_and_are_applied_in_their_order()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.DeployAsync(Webhook(Id, Result));
        await host.SuspendAsync("process");
        for (var n = 1; n <= 50; n++)
        {
            var sent = await host.PostAsync(Body(n));
            Assert.Equal((202, true), (sent.Status, sent.Key is not null));
        }

        var again = await host.PostAsync(Body(7));
        await host.RestartAsync();
        // Still suspended: a restart resumes nothing.
        Assert.Equal(202, (await host.PostAsync(Body(51))).Status);
        Assert.Equal(51, (await host.KeptAsync(InboxState.Held)).Count);
        Assert.Equal(again.Key, (await host.KeptAsync())[6].Key);
        Assert.Empty(await host.StartedAsync("process"));

        await host.ResumeAsync("process");
        // Whatever comes now belongs behind those that wait still.
        Assert.True((await host.PostAsync(Body(52))).Status is 200 or 202);
        await ClusterHost.UntilAsync(async () => (await host.StartedAsync("process")).Count is 52);

        Assert.Equal(Enumerable.Range(1, 52).Select(n => $"{n}"), await host.StartedAsync("process"));
        Assert.Empty(await host.KeptAsync());
        Assert.Equal(200, (await host.PostAsync(Body(53))).Status);
        // A duplicate of what was held has no effect of its own.
        Assert.Equal(200, (await host.PostAsync(Body(7))).Status);
        Assert.Equal(53, (await host.StartedAsync("process")).Count);
    }

    [Fact]
    public async Task Two_runtimes_on_one_cluster_apply_what_is_held_once_and_in_order()
    {
        await using var host = await ClusterHost.StartAsync(runtimes: 2);
        await host.DeployAsync(Webhook(Result));
        await host.SuspendAsync("process");
        for (var n = 1; n <= 40; n++)
            Assert.Equal(202, (await host.PostAsync(Body(n), runtime: n % 2)).Status);

        await host.ResumeAsync("process");
        await ClusterHost.UntilAsync(async () => (await host.KeptAsync()).Count is 0);

        Assert.Equal(Enumerable.Range(1, 40).Select(n => $"{n}"), await host.StartedAsync("process"));
    }

    [Fact]
    public async Task A_poison_event_among_the_held_is_put_aside_and_those_behind_it_go_on()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.DeployAsync(Webhook(Id, Result));
        await host.SuspendAsync("process");
        for (var n = 1; n <= 5; n++)
            await host.PostAsync(Body(n));
        // While it is suspended, somebody deploys a version that the third event does not fit.
        await host.DeployAsync(Webhook(Id, ("resultExpression", "={n: assert(request.body.n, request.body.n != 3)}")));

        await host.ResumeAsync("process");
        await ClusterHost.UntilAsync(async () => (await host.KeptAsync(InboxState.Held)).Count is 0);

        Assert.Equal(["1", "2", "4", "5"], await host.StartedAsync("process"));
        var kept = Assert.Single(await host.KeptAsync());
        Assert.Equal((InboxState.Quarantined, "RESULT_EXPRESSION_FAILED", "<default>/process/start/3"), (kept.State, kept.Code, kept.DeduplicationKey));
    }

    [Fact]
    public async Task A_sender_that_waits_for_the_result_is_told_to_come_back_and_nothing_is_accepted()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.DeployAsync(Webhook(Id, Result, ("synchronousResponse", "true")));
        await host.SuspendAsync("process");

        var sent = await host.PostAsync(Body(1));

        Assert.Equal((503, null, "60"), (sent.Status, sent.Key, sent.RetryAfter));
        Assert.Empty(await host.KeptAsync());
        await host.ResumeAsync("process");
        Assert.Equal(200, (await host.PostAsync(Body(1))).Status);
    }

    [Fact]
    public async Task An_element_can_be_suspended_alone()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.DeployAsync(Diagrams.TwoStarts(
            "process",
            WebhookHost.Settings(("activationCondition", "=request.body.plain"), Result),
            "ordered",
            WebhookHost.Settings(("activationCondition", "=not(request.body.plain)"), ("resultExpression", "={n: request.body.n}"))));
        await host.SuspendAsync("process", "messageStart");

        Assert.Equal(200, (await host.PostAsync("""{"n":1,"plain":true}""")).Status);
        Assert.Equal(202, (await host.PostAsync("""{"n":2,"plain":false}""")).Status);
        // What no element takes is nobody's to hold.
        Assert.Equal(422, (await host.PostAsync("""{"n":3}""")).Status);

        Assert.Equal(
            [(InboxState.Held, "messageStart"), (InboxState.Quarantined, "messageStart")],
            (await host.KeptAsync()).Select(entry => (entry.State, entry.Trigger.ElementId)));
        await host.ResumeAsync("process", "messageStart");
        await ClusterHost.UntilAsync(async () => (await host.KeptAsync(InboxState.Held)).Count is 0);
        Assert.Equal(["1", "2"], await host.StartedAsync("process"));
    }

    [Fact]
    public async Task All_of_a_suspended_process_is_held_even_what_nothing_takes_but_not_what_is_to_be_dropped()
    {
        await using var host = await ClusterHost.StartAsync();
        await host.DeployAsync(Webhook(Id, Result, ("activationCondition", "=request.body.n > 10")));
        await host.SuspendAsync("process");
        Assert.Equal(202, (await host.PostAsync(Body(1))).Status);
        // The reason for the suspension: the condition was wrong.
        await host.DeployAsync(Webhook(Id, Result, ("activationCondition", "=request.body.n > 0"), ("consumeUnmatchedEvents", "true")));
        Assert.Equal(200, (await host.PostAsync(Body(-1))).Status);

        await host.ResumeAsync("process");
        await ClusterHost.UntilAsync(async () => (await host.KeptAsync()).Count is 0);

        Assert.Equal(["1"], await host.StartedAsync("process"));
    }

    [Fact]
    public async Task A_poison_event_in_a_subscription_is_put_aside_and_the_source_is_read_on()
    {
        await using var host = await ClusterHost.StartAsync();
        await using var peer = new LinePeer();
        peer.Open();
        await host.DeployAsync(Diagrams.WebhookStart(
            "process",
            ("inbound.type", "test:lines:1"), ("peer.host", "127.0.0.1"), ("peer.port", $"{peer.Port}"),
            ("activationCondition", "=assert(text, text != \"poison\") != \"other\""), ("resultExpression", "={n: id}")));
        var link = await peer.NextAsync();
        Assert.StartsWith("HELLO", await link.ReadAsync(), StringComparison.Ordinal);

        foreach (var (line, delivery) in new[]
        {
            ("1 fine", "1 Applied"), ("2 poison", "2 Quarantined"), ("2 poison", "2 Duplicate"), ("3 other", "3 Quarantined"), ("4 fine", "4 Applied"), ("4 fine", "4 Duplicate"),
        })
        {
            await link.SendAsync(line);
            Assert.Equal(delivery, await link.ReadAsync());
        }

        await host.SuspendAsync("process");
        await link.SendAsync("5 fine");
        Assert.Equal("5 Held", await link.ReadAsync());
        Assert.Equal(["1", "4"], await host.StartedAsync("process"));
        Assert.Equal(
            [("INBOUND_EXPRESSION_FAILED", 2), ("INBOUND_NOT_MATCHED", 1), ("", 1)],
            (await host.KeptAsync()).Select(entry => (entry.Code, entry.Attempts)));
        // Read up to where it was kept: nothing of it is asked for again.
        await host.RestartAsync();
        var next = await peer.NextAsync();
        Assert.EndsWith(" 5", await next.ReadAsync(), StringComparison.Ordinal);
    }

    private static string Webhook(params (string, string)[] properties) => Diagrams.WebhookStart("process", WebhookHost.Settings(properties));

    private static string Body(int n) => System.FormattableString.Invariant($$"""{"n":{{n}}}""");
}
