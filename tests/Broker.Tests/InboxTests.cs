using System.Text;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Tests;

public sealed class InboxTests
{
    private static readonly InboundTrigger Trigger = new("io.camunda:webhook:1", "order", "start");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_kept_outlives_a_crash_and_is_done_with_its_effect()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var kept = await test.Cluster.Inbox.KeepAsync(
            Keep("hook/7") with { Cursor = new("s", "1"), MessageId = "7" }, Cancellation);
        await test.Cluster.Inbox.EditAsync(kept.Key, """{"a":2}"""u8.ToArray(), Cancellation);
        await test.Cluster.Inbox.NoteFailureAsync(kept.Key, "BROKEN", "it is broken", Cancellation);

        await test.CrashAsync();

        var entry = (await test.Cluster.Inbox.FindAsync(kept.Key, Cancellation))!;
        Assert.Equal(
            (Trigger, InboxState.Quarantined, "BROKEN", "it is broken", """{"a":2}""", "hook/7", "7", 2, "<default>"),
            (entry.Trigger, entry.State, entry.Code, entry.Reason, Encoding.UTF8.GetString(entry.Payload.Span), entry.DeduplicationKey, entry.MessageId, entry.Attempts, entry.TenantId));
        Assert.Equal("1", await test.Cluster.Inbox.ReadCursorAsync(null, "s", Cancellation));
        Assert.Equal(
            new KnownEvent(kept.Key, 0, null) { State = InboxState.Quarantined }, await test.Cluster.Inbox.FindKnownAsync("hook/7", Cancellation));

        var created = await test.Cluster.CreateInstanceAsync(
            new CreateInstance
            {
                ProcessId = "order",
                DeduplicationKey = "hook/7",
                Origin = new() { Trigger = Trigger, Entry = kept.Key, Cursor = new("s", "2") },
            },
            Cancellation);
        await test.CrashAsync();

        Assert.Null(await test.Cluster.Inbox.FindAsync(kept.Key, Cancellation));
        Assert.Equal("2", await test.Cluster.Inbox.ReadCursorAsync(null, "s", Cancellation));
        Assert.Equal(
            new KnownEvent(kept.Key, created.Key.Value, created.Key) { State = InboxState.Applied },
            await test.Cluster.Inbox.FindKnownAsync("hook/7", Cancellation));
        Assert.True((await test.Cluster.Inbox.KeepAsync(Keep("hook/7"), Cancellation)).Duplicate);
    }

    [Fact]
    public async Task A_runtime_that_lost_its_lease_changes_nothing_and_the_next_one_goes_on()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var first = await test.Cluster.Leases.AcquireAsync(new("poller", "a", TimeSpan.FromSeconds(10)), Cancellation);
        Assert.Equal(("a", TimeSpan.FromSeconds(10)), (first.Owner, first.Remaining));
        Assert.Equal(first, await test.Cluster.Leases.AcquireAsync(new("poller", "b", TimeSpan.FromSeconds(10)), Cancellation));
        await test.CrashAsync();
        test.Time.Advance(TimeSpan.FromSeconds(10));

        var second = await test.Cluster.Leases.AcquireAsync(new("poller", "b", TimeSpan.FromSeconds(10)), Cancellation);
        var request = new CreateInstance
        {
            ProcessId = "order",
            DeduplicationKey = "item/1",
            Origin = new() { Trigger = Trigger, Cursor = new("s", "1"), Lease = first.Hold },
        };
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.CreateInstanceAsync(request, Cancellation));

        Assert.Equal(ClusterError.InvalidState, refusal.Error);
        Assert.Contains("'b' holds it", refusal.Message, StringComparison.Ordinal);
        Assert.Null(await test.Cluster.Inbox.ReadCursorAsync(null, "s", Cancellation));
        Assert.Null(await test.Cluster.Inbox.FindKnownAsync("item/1", Cancellation));
        await test.Cluster.CreateInstanceAsync(request with { Origin = request.Origin with { Lease = second.Hold } }, Cancellation);
        Assert.Equal("1", await test.Cluster.Inbox.ReadCursorAsync(null, "s", Cancellation));
        Assert.Equal([second.Name], (await test.Cluster.Leases.FindLeasesAsync(Cancellation)).Select(lease => lease.Name));
        await test.Cluster.Leases.ReleaseAsync(second.Hold, Cancellation);
        Assert.Empty(await test.Cluster.Leases.FindLeasesAsync(Cancellation));
    }

    [Fact]
    public async Task Kept_events_are_found_page_by_page_and_suspensions_in_order()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var keys = new List<InboxKey>();
        for (var i = 0; i < 5; i++)
        {
            keys.Add((await test.Cluster.Inbox.KeepAsync(
                Keep($"k{i}") with { State = i % 2 == 0 ? InboxState.Held : InboxState.Quarantined }, Cancellation)).Key);
        }

        var page = await test.Cluster.Inbox.FindKeptAsync(new() { ProcessId = "order", AtMost = 3 }, Cancellation);
        var rest = await test.Cluster.Inbox.FindKeptAsync(new() { After = page[^1].Key }, Cancellation);
        var held = await test.Cluster.Inbox.FindKeptAsync(
            new() { ProcessId = "order", ElementId = "start", State = InboxState.Held }, Cancellation);
        await test.Cluster.Inbox.SuspendAsync(null, "order", "start", Cancellation);
        await test.Cluster.Inbox.SuspendAsync(null, "another", null, Cancellation);

        Assert.Equal(keys, page.Concat(rest).Select(entry => entry.Key));
        Assert.All(page, entry => Assert.True(entry.Payload.IsEmpty && entry.PayloadBytes > 0));
        Assert.Equal([keys[0], keys[2], keys[4]], held.Select(entry => entry.Key));
        Assert.Equal(
            [("another", null), ("order", "start")],
            (await test.Cluster.Inbox.FindSuspensionsAsync(Cancellation)).Select(suspended => (suspended.ProcessId, suspended.ElementId)));
    }

    [Fact]
    public async Task More_than_the_installation_allows_is_not_kept()
    {
        await using var test = await ClusterUnderTest.OpenAsync(new() { InboxKeptAtMost = 1 });
        await test.Cluster.Inbox.KeepAsync(Keep("a"), Cancellation);

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.Inbox.KeepAsync(Keep("b"), Cancellation));

        Assert.Equal(ClusterError.ResourceExhausted, refusal.Error);
    }

    [Fact]
    public async Task Elements_that_wait_are_told_with_what_they_see()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var first = (await test.StartAsync("""{"a":1}""")).Key;
        var second = (await test.StartAsync("""{"a":1}""")).Key;
        var definition = Assert.Single(await test.Cluster.FindDefinitionsAsync(Cancellation)).Key;

        var waiting = await test.Cluster.FindWaitingAsync(definition, ["task0", "elsewhere"], Cancellation);
        await test.Cluster.CancelInstanceAsync(first, Cancellation);
        var left = await test.Cluster.FindWaitingAsync(definition, ["task0"], Cancellation);

        Assert.Equal([first, second], waiting.Select(visit => visit.ProcessInstanceKey));
        Assert.All(waiting, visit => Assert.Equal("""{"a":1}""", Encoding.UTF8.GetString(visit.Variables.Span)));
        Assert.Equal([waiting[1]], left.Select(visit => visit with { Variables = waiting[1].Variables }));
        Assert.Empty(await test.Cluster.FindWaitingAsync(new(1), ["task0"], Cancellation));
    }

    [Fact]
    public async Task What_is_done_with_can_be_searched_for_as_long_as_instances_can()
    {
        await using var test = await ClusterUnderTest.OpenAsync(new() { FinishedKeptFor = TimeSpan.FromDays(1), InboxKeptFor = TimeSpan.FromDays(3) });
        await test.DeployAsync("pay");
        var applied = (await test.Cluster.Inbox.KeepAsync(Keep("a"), Cancellation)).Key;
        var discarded = (await test.Cluster.Inbox.KeepAsync(Keep("b"), Cancellation)).Key;
        var kept = (await test.Cluster.Inbox.KeepAsync(Keep("c") with { State = InboxState.Held, Code = "", Reason = "" }, Cancellation)).Key;
        await test.Cluster.Inbox.NoteFailureAsync(kept, "BROKEN", "it is broken", Cancellation);
        await test.Cluster.Inbox.EditAsync(kept, """{"a":12345}"""u8.ToArray(), Cancellation);
        await test.Cluster.Inbox.DiscardAsync(discarded, Cancellation);
        var created = await test.Cluster.CreateInstanceAsync(
            new CreateInstance { ProcessId = "order", DeduplicationKey = "a", Origin = new() { Trigger = Trigger, Entry = applied } }, Cancellation);

        var found = await test.Cluster.Search.SearchAsync(new SearchQuery<InboxFilter>(), Cancellation);
        var broken = await test.Cluster.Search.SearchAsync(
            new SearchQuery<InboxFilter> { Filter = new() { ErrorCode = "BROKEN", ElementId = "start", State = InboxState.Quarantined } }, Cancellation);

        Assert.Equal(
            [(applied, InboxState.Applied, created.Key), (discarded, InboxState.Discarded, null), (kept, InboxState.Quarantined, (ProcessInstanceKey?)null)],
            found.Items.Select(item => (item.InboxKey, item.State, item.ProcessInstanceKey)));
        var item = Assert.Single(broken.Items);
        Assert.Equal((kept, 2, 11, "it is broken", null), (item.InboxKey, item.Attempts, item.PayloadBytes, item.ErrorMessage, item.EndTime));

        test.Time.Advance(TimeSpan.FromDays(4));
        await test.StartAsync();
        // Cleaning goes on in its own thread, by the clock of the test.
        for (var (turn, left) = (0, 0); left != 1; turn++)
        {
            Assert.True(turn < 5_000, $"What was done with is not cleaned: {left} entries are left.");
            test.Time.Advance(TimeSpan.FromSeconds(30));
            left = (await test.Cluster.Search.SearchAsync(
                new SearchQuery<InboxFilter> { Filter = new() { State = InboxState.Expired } }, Cancellation)).Items.Count
                + (await test.Cluster.Search.SearchAsync(
                    new SearchQuery<InboxFilter> { Filter = new() { State = InboxState.Applied } }, Cancellation)).Items.Count;
        }

        Assert.Equal(
            [(kept, InboxState.Expired)],
            (await test.Cluster.Search.SearchAsync(new SearchQuery<InboxFilter>(), Cancellation)).Items.Select(one => (one.InboxKey, one.State)));
    }

    private static KeepEvent Keep(string? key) => new()
    {
        Trigger = Trigger,
        State = InboxState.Quarantined,
        Code = "NO_MATCH",
        Reason = "nothing waits for it",
        Payload = """{"a":1}"""u8.ToArray(),
        DeduplicationKey = key,
    };
}
