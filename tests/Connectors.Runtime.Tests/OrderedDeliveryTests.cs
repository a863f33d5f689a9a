using System.Globalization;
using System.Text;
using System.Text.Json;

using Fairlead.Broker;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Polling;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Engine;
using Fairlead.Protocol;
using Fairlead.Testing;
using Fairlead.Testing.Processes;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Many events of one part under way at once, on a real engine: their effects come in the order of the calls, whatever happens.</summary>
public sealed class OrderedDeliveryTests : IAsyncLifetime
{
    private const int Many = 256;

    private readonly VirtualTime _time = new();
    private readonly Random _chance = new(1);
    private readonly List<int> _applied = [];
    private MemoryCluster _engine = null!;
    private FaultyCluster _cluster = null!;
    private InboundHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Sdk.Subscription Source => _host.Sources.Running[_host.Status.ExecutableId];

    public async ValueTask InitializeAsync()
    {
        _engine = new MemoryCluster(_time, See);
        _cluster = new FaultyCluster(_engine);
        _host = new InboundHost(_cluster, _time, [typeof(ManualConnector)]);
        (string, string)[] properties =
        [
            ("inbound.type", "test:manual:1"), ("deduplicationMode", "AUTO"), ("place", "a"), ("consumeUnmatchedEvents", "true"),
            ("activationCondition", "=not(skip)"), ("resultExpression", "={n: n}"),
        ];
        await _engine.DeployAsync(
            [new DeploymentFile("process.bpmn", Encoding.UTF8.GetBytes(Diagrams.WebhookStart("process", properties)))], Cancellation);
        await _host.ReconcileAsync();
        await _host.UntilAsync(InboundState.Active);
    }

    public async ValueTask DisposeAsync()
    {
        var ending = _host.DisposeAsync().AsTask();
        await _host.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => ending.IsCompleted);
        await ending;
    }

    [Fact]
    public async Task Events_that_arrive_in_any_order_are_applied_in_that_of_the_calls()
    {
        _cluster.Before = (_, _) => SometimeAsync();

        var deliveries = await FinishAsync(DeliverAsync(1, Many));

        Assert.All(deliveries, delivery => Assert.Equal(Delivery.Applied, delivery));
        Assert.Equal(Enumerable.Range(1, Many), _applied);
        Assert.Equal($"{Many}", await Source.ReadCursorAsync("p", Cancellation));
    }

    [Fact]
    public async Task They_are_under_way_together()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var arrived = 0;
        _cluster.Before = (_, _) =>
        {
            Interlocked.Increment(ref arrived);
            return gate.Task;
        };

        var deliveries = DeliverAsync(1, Many);
        await Wait.UntilAsync(() => Volatile.Read(ref arrived) is Many);
        gate.SetResult();

        await FinishAsync(deliveries);
        Assert.Equal(Enumerable.Range(1, Many), _applied);
    }

    [Fact]
    public async Task What_the_cluster_refuses_for_now_holds_back_all_behind_it()
    {
        var refusals = 3;
        _cluster.Before = (request, _) => NumberOf(request) is 5 && Interlocked.Decrement(ref refusals) >= 0
            ? throw new ClusterException(ClusterError.Unavailable, "Not now.")
            : Task.CompletedTask;

        await FinishAsync(DeliverAsync(1, 20));

        Assert.Equal(Enumerable.Range(1, 20), _applied);
    }

    /// <summary>Nothing names these events, so only their places say that they were applied.</summary>
    [Fact]
    public async Task An_event_without_identity_whose_answer_gets_lost_is_not_applied_twice()
    {
        var lost = new HashSet<int> { 1, 7, 20 };
        _cluster.After = (request, _) => lost.Remove(NumberOf(request))
            ? throw new ClusterException(ClusterError.DeadlineExceeded, "The answer got lost.")
            : Task.CompletedTask;
        await Source.ReadCursorAsync("p", Cancellation);

        var deliveries = await FinishAsync(DeliverAsync(1, 20, named: false));

        Assert.Equal(Enumerable.Range(1, 20), _applied);
        Assert.Empty(lost);
        Assert.Equal(3, deliveries.Count(delivery => delivery is Delivery.Duplicate));
        Assert.Equal("20", await Source.ReadCursorAsync("p", Cancellation));
    }

    [Fact]
    public async Task What_goes_to_quarantine_what_is_dropped_and_places_without_events_keep_their_order()
    {
        _cluster.Before = (request, _) => NumberOf(request) is 6
            ? throw new ClusterException(ClusterError.InvalidArgument, "Never.")
            : SometimeAsync();
        var source = Source;
        var first = source.DeliverAsync(Event(1), Cancellation);
        var unreadable = source.DeliverAsync(Event(2) with { Unreadable = "It is broken." }, Cancellation);
        var dropped = source.DeliverAsync(Event(3) with { Variables = new { n = 3, skip = true } }, Cancellation);
        var moved = source.MoveCursorAsync("p", "4", Cancellation);
        var fifth = source.DeliverAsync(Event(5), Cancellation);
        var refused = source.DeliverAsync(Event(6), Cancellation);
        var repeated = source.DeliverAsync(Event(5) with { Cursor = "7" }, Cancellation);
        var last = source.DeliverAsync(Event(8), Cancellation);

        var all = await FinishAsync(Task.WhenAll(first, unreadable, dropped, fifth, refused, repeated, last));

        await moved;
        Assert.Equal(
            [Delivery.Applied, Delivery.Quarantined, Delivery.Ignored, Delivery.Applied, Delivery.Quarantined, Delivery.Duplicate, Delivery.Applied],
            all);
        Assert.Equal([1, 5, 8], _applied);
        Assert.Equal("8", await source.ReadCursorAsync("p", Cancellation));
        Assert.Equal(2, (await _engine.Inbox.FindKeptAsync(new FindKept(), Cancellation)).Count);
    }

    [Fact]
    public async Task Behind_one_that_is_given_up_nothing_is_applied_before_the_source_is_read_again()
    {
        var never = new TaskCompletionSource();
        _cluster.Before = (request, token) => NumberOf(request) is 3 ? never.Task.WaitAsync(token) : Task.CompletedTask;
        using var giveUp = new CancellationTokenSource();
        var source = Source;
        var first = source.DeliverAsync(Event(1), Cancellation);
        var second = source.DeliverAsync(Event(2), Cancellation);
        var third = source.DeliverAsync(Event(3), giveUp.Token);
        var fourth = source.DeliverAsync(Event(4), Cancellation);
        await Task.WhenAll(first, second);

        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => third);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => FinishAsync(fourth));
        _cluster.Before = (_, _) => Task.CompletedTask;
        Assert.Equal("2", await source.ReadCursorAsync("p", Cancellation));
        await FinishAsync(DeliverAsync(3, 5));

        Assert.Equal([1, 2, 3, 4, 5], _applied);
    }

    [Fact]
    public async Task Parts_do_not_wait_for_each_other()
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _cluster.Before = (request, _) => NumberOf(request) is 1 ? gate.Task : Task.CompletedTask;

        var slow = Source.DeliverAsync(Event(1), Cancellation);
        Assert.Equal(Delivery.Applied, await Source.DeliverAsync(Event(2) with { Part = "other" }, Cancellation));
        gate.SetResult();

        Assert.Equal(Delivery.Applied, await slow);
    }

    [Fact]
    public async Task Events_without_a_place_are_under_way_together_too_in_no_order()
    {
        _cluster.Before = (_, _) => SometimeAsync();

        await FinishAsync(Task.WhenAll(
            Enumerable.Range(1, Many).Select(number => Source.DeliverAsync(Event(number) with { Cursor = null }, Cancellation))));

        Assert.Equal(Enumerable.Range(1, Many), _applied.Order());
    }

    /// <summary>Somebody moved the place by hand: what comes next is applied all the same, as it always was.</summary>
    [Fact]
    public async Task A_place_that_somebody_moved_stops_nothing()
    {
        await Source.DeliverAsync(Event(1), Cancellation);
        await _engine.Inbox.MoveCursorAsync(null, new InboundCursor($"{_host.Status.ExecutableId}/p", "by hand"), LeaseOf(), Cancellation);

        Assert.Equal(Delivery.Applied, await FinishAsync(Source.DeliverAsync(Event(2), Cancellation)));
        Assert.Equal("2", await Source.ReadCursorAsync("p", Cancellation));
    }

    private LeaseHold LeaseOf() => Assert.Single(_engine.Leases.FindLeasesAsync(Cancellation).Result).Hold;

    private Task<Delivery[]> DeliverAsync(int from, int to, bool named = true) => Task.WhenAll(
        Enumerable.Range(from, to - from + 1).Select(number => Source.DeliverAsync(named ? Event(number) : Event(number) with { Id = null }, Cancellation)));

    private static InboundEvent Event(int number) => new()
    {
        Id = $"e-{number}",
        Variables = new { n = number, skip = false },
        Part = "p",
        Cursor = number.ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>Pauses between attempts are by the clock of the test.</summary>
    private async Task<T> FinishAsync<T>(Task<T> work)
    {
        await _host.AdvanceUntilAsync(
            TimeSpan.FromSeconds(1),
            () =>
            {
                _engine.DoDue();
                return work.IsCompleted;
            });
        return await work;
    }

    private async Task SometimeAsync()
    {
        int yields;
        lock (_chance)
            yields = _chance.Next(40);
        for (var turn = 0; turn < yields; turn++)
            await Task.Yield();
    }

    /// <summary>In the order in which the engine does it.</summary>
    private void See(IReadOnlyList<Event> events)
    {
        lock (_applied)
        {
            foreach (var set in events.OfType<Event.VariableSet>().Where(set => set.Name is "n"))
                _applied.Add(int.Parse(set.Value.Span, CultureInfo.InvariantCulture));
        }
    }

    private static int NumberOf(object request) =>
        JsonElement.Parse(((CreateInstance)request).Variables.Span).GetProperty("n").GetInt32();
}
