using Fairlead.Broker;
using Fairlead.Broker.Inbound;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Testing;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>What does not come is seen, and what came is remembered: across restarts, in a file, by a clock that the test moves.</summary>
public sealed class AbsenceTests : IDisposable
{
    private static readonly (string, string)[] Expecting =
        [("inbound.type", "test:manual:1"), ("deduplicationMode", "AUTO"), ("place", "a"), ("expectedEvery", "PT1H")];

    private readonly ScratchFolder _folder = new();
    private readonly RecordingCluster _cluster = new();
    private readonly VirtualTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_connector_to_which_nothing_comes_is_silent_since_the_moment_when_something_was_due()
    {
        using var store = Store();
        await using var host = await StartAsync(store);
        Assert.Equal(InboundWord.Up, host.Status.Word);

        _time.Advance(TimeSpan.FromMinutes(50));
        await DeliverAsync(host, "e-1");
        var last = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(InboundWord.Up, host.Status.Word);
        _time.Advance(TimeSpan.FromMinutes(2));

        Assert.Equal((InboundWord.Silent, InboundState.Active), (host.Status.Word, host.Status.State));
        Assert.Equal(last + TimeSpan.FromHours(1), host.Status.Since);
        Assert.Contains("expected at least every PT1H", host.Status.Reason, StringComparison.Ordinal);
        await host.ReconcileAsync();
        Assert.Contains("is silent: The last event came at 2030-01-01 00:50:00Z", host.Log.Text, StringComparison.Ordinal);

        await DeliverAsync(host, "e-2");
        Assert.Equal((InboundWord.Up, null), (host.Status.Word, host.Status.Reason));
        await host.ReconcileAsync();
        Assert.Equal("Events come again.", host.Status.Activities.Entries[^1].Message);
    }

    [Fact]
    public async Task Silence_goes_on_while_the_process_is_down_and_after_it()
    {
        using (var store = Store())
        {
            await using var host = await StartAsync(store);
            _time.Advance(TimeSpan.FromMinutes(10));
            await DeliverAsync(host, "e-1");
        }

        _time.Advance(TimeSpan.FromMinutes(61));
        using var again = Store();
        await using var later = await StartAsync(again);

        Assert.Equal(InboundWord.Silent, later.Status.Word);
        Assert.Equal(_time.GetUtcNow() - TimeSpan.FromMinutes(1), later.Status.Since);
    }

    [Fact]
    public async Task The_log_and_the_counts_survive_a_restart_and_carry_no_payload()
    {
        IReadOnlyList<ActivityEntry> before;
        using (var store = Store())
        {
            await using var host = await StartAsync(store);
            _time.Advance(TimeSpan.FromMinutes(1));
            await DeliverAsync(host, "e-1", happenedAt: _time.GetUtcNow() - TimeSpan.FromSeconds(30));
            await DeliverAsync(host, "e-2");
            var id = host.Status.ExecutableId;
            await host.StopAsync();
            before = store.Read(id, 100)!.Entries;
        }

        Assert.Contains(before, entry => entry is { Tag: ActivityTag.Message, Message: "An event arrived." });
        Assert.DoesNotContain("pay-load", File.ReadAllText(Path.Combine(_folder.Path, "activities.db")), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromMinutes(30));
        using var again = Store();
        await using var later = await StartAsync(again);

        Assert.Equal(before, later.Status.Activities.Entries.Take(before.Count));
        var counts = later.Status.Traffic.Counts;
        Assert.Equal((2, 2), (counts.Seen, counts.Done));
        Assert.Equal(new DateTimeOffset(2030, 1, 1, 0, 1, 0, TimeSpan.Zero), counts.LastEventAt);
        Assert.Equal((2, 2), (later.Status.Traffic.SeenInLastHour, later.Status.Traffic.SeenInLastDay));
        Assert.Equal(TimeSpan.FromMinutes(30.5), later.Status.Traffic.Lag);

        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal((0, 2), (later.Status.Traffic.SeenInLastHour, later.Status.Traffic.SeenInLastDay));
        _time.Advance(TimeSpan.FromHours(23));
        Assert.Equal((0, 2), (later.Status.Traffic.SeenInLastDay, later.Status.Traffic.Counts.Seen));
    }

    [Fact]
    public void The_file_keeps_so_many_entries_of_each_connector_and_none_that_are_too_old()
    {
        using var store = Store(options =>
        {
            options.ActivitiesKeptAtMost = 3;
            options.ActivitiesKeptFor = TimeSpan.FromDays(1);
        });
        store.Write([Kept("a", 5), Kept("b", 2)]);
        Assert.Equal(["3", "4", "5"], store.Read("a", 100)!.Entries.Select(entry => entry.Message));
        Assert.Equal(["4", "5"], store.Read("a", 2)!.Entries.Select(entry => entry.Message));

        _time.Advance(TimeSpan.FromDays(2));
        store.Write([Kept("b", 1)]);

        Assert.Null(store.Read("a", 100));
        Assert.Single(store.Read("b", 100)!.Entries);
    }

    [Fact]
    public async Task The_installation_may_expect_events_where_the_model_does_not()
    {
        using var store = Store();
        await using var host = new InboundHost(
            _cluster,
            _time,
            [typeof(ManualConnector)],
            ("Inbound:Expectations:0:Type", "other:1"),
            ("Inbound:Expectations:0:Every", "00:00:01"),
            ("Inbound:Expectations:1:ProcessId", "process"),
            ("Inbound:Expectations:1:Every", "02:00:00"));
        await DeployAsync(host, [.. Expecting.Where(property => property.Item1 is not "expectedEvery")]);

        Assert.Equal(TimeSpan.FromHours(2), host.Status.ExpectedEvery);
    }

    [Theory]
    [InlineData("often", "expectedEvery is \"often\": expected a duration such as PT1H.")]
    [InlineData("PT0S", "expectedEvery: expected a duration of more than nothing, such as PT1H.")]
    public async Task An_expectation_that_is_none_is_refused(string text, string problem)
    {
        await using var host = new InboundHost(_cluster, _time, [typeof(ManualConnector)]);
        await DeployAsync(host, [.. Expecting.Where(property => property.Item1 is not "expectedEvery"), ("expectedEvery", text)]);

        Assert.Contains(problem, host.Status.Reason, StringComparison.Ordinal);
    }

    private static KeptActivities Kept(string id, int entries) => new(
        id,
        [.. Enumerable.Range(1, entries).Select(number => new ActivityEntry(
            ActivitySeverity.Warning, ActivityTag.Queueing, new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero).AddDays(id is "b" && entries is 1 ? 2 : 0), $"{number}", null))],
        null);

    private ActivityStore Store(Action<BrokerOptions>? set = null)
    {
        var options = new BrokerOptions { DataFolder = _folder.Path };
        set?.Invoke(options);
        return new ActivityStore(Options.Create(options), _time);
    }

    private async Task<InboundHost> StartAsync(IActivityStore store)
    {
        var host = new InboundHost(_cluster, _time, [typeof(ManualConnector)], store);
        await DeployAsync(host, Expecting);
        return host;
    }

    private async Task DeployAsync(InboundHost host, (string, string)[] properties)
    {
        _cluster.Deploy(Diagrams.Definition(1), Diagrams.WebhookStart("process", properties));
        await host.ReconcileAsync();
        if (host.Status.State is not InboundState.InvalidDefinition)
            await host.UntilAsync(InboundState.Active);
    }

    private static async Task DeliverAsync(InboundHost host, string id, DateTimeOffset? happenedAt = null) => Assert.Equal(
        Sdk.Delivery.Applied,
        await host.Sources.Running[host.Status.ExecutableId].DeliverAsync(
            new Sdk.InboundEvent { Id = id, Variables = new { text = "pay-load" }, HappenedAt = happenedAt }, TestContext.Current.CancellationToken));
}
