using System.Runtime.CompilerServices;
using System.Text;

using Fairlead.Broker;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Testing;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Several runtimes on one real cluster: one of them reads a source at a time, and what goes wrong heals by itself.</summary>
public sealed class OwnershipTests : IAsyncLifetime
{
    private static readonly (string, string)[] Manual = [("inbound.type", "test:manual:1"), ("deduplicationMode", "AUTO"), ("place", "a")];

    private readonly ScratchFolder _folder = new();
    private readonly VirtualTime _time = new();
    private readonly List<InboundHost> _hosts = [];
    private EmbeddedCluster _cluster = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cluster = await EmbeddedCluster.OpenAsync(
        new BrokerOptions { DataFolder = _folder.Path }, _time, NullLoggerFactory.Instance, Cancellation);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
            await DisposeAsync(host);
        await _cluster.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task One_of_two_runtimes_reads_a_source_and_the_other_stands_by()
    {
        await DeployAsync();
        var first = await StartAsync(new CutLine(_cluster), _time);
        await first.UntilAsync(InboundState.Active);
        var second = await StartAsync(new CutLine(_cluster), _time);
        await second.UntilAsync(InboundState.Standby);

        Assert.Equal((InboundWord.Up, InboundWord.Standby), (first.Status.Word, second.Status.Word));
        Assert.Contains("reads this source", second.Status.Reason, StringComparison.Ordinal);
        Assert.Empty(second.Sources.Running);
        Assert.Equal(Delivery.Applied, await DeliverAsync(first, "e-1", cursor: "1"));
        Assert.Equal("1", await SourceOf(first).ReadCursorAsync("", Cancellation));
        Assert.Equal($"inbound/{first.Status.ExecutableId}", Assert.Single(await _cluster.Leases.FindLeasesAsync(Cancellation)).Name);
    }

    [Fact]
    public async Task A_runtime_that_stops_hands_over_at_once_and_the_next_goes_on_where_it_ended()
    {
        await DeployAsync();
        var first = await StartAsync(new CutLine(_cluster), _time);
        await first.UntilAsync(InboundState.Active);
        await DeliverAsync(first, "e-1", cursor: "41");
        var second = await StartAsync(new CutLine(_cluster), _time);
        await second.UntilAsync(InboundState.Standby);

        await first.StopAsync();
        Assert.Empty(await _cluster.Leases.FindLeasesAsync(Cancellation));
        await _time.UntilSetForAsync(TimeSpan.FromSeconds(5), Cancellation);
        _time.Advance(TimeSpan.FromSeconds(5));

        await second.UntilAsync(InboundState.Active);
        Assert.Equal("41", await SourceOf(second).ReadCursorAsync("", Cancellation));
        Assert.Equal(Delivery.Duplicate, await DeliverAsync(second, "e-1", cursor: "41"));
    }

    /// <summary>At no moment do both read: the first ends by its own clock before the second may begin.</summary>
    [Fact]
    public async Task A_runtime_that_is_cut_off_ends_before_another_takes_over_and_never_do_two_read_at_once()
    {
        await DeployAsync();
        var line = new CutLine(_cluster);
        var first = await StartAsync(line, _time);
        await first.UntilAsync(InboundState.Active);
        var second = await StartAsync(new CutLine(_cluster), _time);
        await second.UntilAsync(InboundState.Standby);

        line.IsCut = true;
        var both = false;
        await AdvanceUntilAsync(TimeSpan.FromMilliseconds(500), () =>
        {
            both |= !first.Sources.Running.IsEmpty && !second.Sources.Running.IsEmpty;
            return !second.Sources.Running.IsEmpty;
        });

        Assert.False(both);
        Assert.Empty(first.Sources.Running);
        Assert.Contains(first.Status.State, new[] { InboundState.Down, InboundState.Standby });
        line.IsCut = false;
        await AdvanceUntilAsync(
            TimeSpan.FromSeconds(1), () => first.Status.State is InboundState.Standby && second.Status.State is InboundState.Active);
    }

    /// <summary>A process that was frozen does not know what it lost. Its clock stands still here while that of the cluster goes on.</summary>
    [Fact]
    public async Task What_an_owner_writes_that_does_not_know_yet_what_it_lost_is_refused()
    {
        await DeployAsync();
        var frozen = new VirtualTime(_time.GetUtcNow());
        var first = await StartAsync(new CutLine(_cluster), frozen);
        await first.UntilAsync(InboundState.Active);
        await DeliverAsync(first, "e-1", cursor: "1");
        var second = await StartAsync(new CutLine(_cluster), _time);
        await second.UntilAsync(InboundState.Standby);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => second.Status.State is InboundState.Active);
        Assert.Single(first.Sources.Running);

        var late = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DeliverAsync(first, "e-2", cursor: "2"));

        Assert.Contains("lost", late.Message, StringComparison.Ordinal);
        Assert.Null(await _cluster.Inbox.FindKnownAsync("<default>/process/start/e-2", Cancellation));
        Assert.Equal("1", await SourceOf(second).ReadCursorAsync("", Cancellation));
        Assert.Equal(Delivery.Applied, await DeliverAsync(second, "e-2", cursor: "2"));
        Assert.NotNull((await _cluster.Inbox.FindKnownAsync("<default>/process/start/e-2", Cancellation))!.InstanceKey);
    }

    [Fact]
    public async Task A_minute_without_the_cluster_during_a_deployment_is_made_up_for_by_itself()
    {
        await DeployAsync();
        var line = new CutLine(_cluster);
        var host = await StartAsync(line, _time);
        await host.UntilAsync(InboundState.Active);
        await host.Supervisor.StartAsync(Cancellation);

        line.IsCut = true;
        await DeployAsync("second", [("inbound.type", "test:manual:1"), ("deduplicationMode", "AUTO"), ("place", "b")]);
        host.Supervisor.Wake();
        await Wait.UntilAsync(() => host.Supervisor.Problem is not null);
        var until = _time.GetUtcNow() + TimeSpan.FromMinutes(1);
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _time.GetUtcNow() >= until);
        Assert.Contains("The line is cut.", host.Supervisor.Problem, StringComparison.Ordinal);

        line.IsCut = false;
        await AdvanceUntilAsync(
            TimeSpan.FromSeconds(1), () => host.Snapshot() is { Count: 2 } all && all.All(status => status.State is InboundState.Active));
        Assert.Null(host.Supervisor.Problem);
        Assert.Equal(2, host.Sources.Running.Count);
    }

    [Fact]
    public async Task A_secret_that_comes_later_starts_what_waits_for_it()
    {
        await DeployAsync(properties: [("inbound.type", "test:manual:1"), ("deduplicationMode", "AUTO"), ("place", "{{secrets.LATER}}")]);
        var host = await StartAsync(new CutLine(_cluster), _time);
        Assert.Equal(InboundState.FailedToActivate, host.Status.State);
        Assert.Contains("LATER", host.Status.Reason, StringComparison.Ordinal);

        host.Get<IOptions<SecretsOptions>>().Value.Values["LATER"] = "value-1";
        await host.ReconcileAsync();
        await host.UntilAsync(InboundState.Active);
        Assert.Equal("value-1", host.Sources.Settings[host.Status.ExecutableId].Place);
    }

    [Fact]
    public async Task Settings_see_cluster_variables_and_a_change_of_one_that_is_used_starts_anew()
    {
        await _cluster.ClusterVariables.CreateAsync(null, "place", "\"north\""u8.ToArray(), Cancellation);
        await _cluster.ClusterVariables.CreateAsync(null, "other", "1"u8.ToArray(), Cancellation);
        await DeployAsync(properties: [("inbound.type", "test:manual:1"), ("deduplicationMode", "AUTO"), ("place", "=camunda.vars.env.place")]);
        var host = await StartAsync(new CutLine(_cluster), _time);
        await host.UntilAsync(InboundState.Active);
        var source = SourceOf(host);
        Assert.Equal("north", host.Sources.Settings[host.Status.ExecutableId].Place);

        await _cluster.ClusterVariables.UpdateAsync(null, "other", "2"u8.ToArray(), Cancellation);
        await host.ReconcileAsync();
        Assert.Same(source, SourceOf(host));

        await _cluster.ClusterVariables.UpdateAsync(null, "place", "\"south\""u8.ToArray(), Cancellation);
        await host.ReconcileAsync();
        await host.UntilAsync(InboundState.Active);
        Assert.Equal("south", host.Sources.Settings[host.Status.ExecutableId].Place);
        Assert.NotSame(source, SourceOf(host));
    }

    [Fact]
    public async Task Where_the_cluster_keeps_no_leases_every_runtime_reads_and_its_health_says_so()
    {
        var cluster = new RecordingCluster();
        cluster.Deploy(Diagrams.Definition(1), Diagrams.WebhookStart("process", Manual));
        var host = new InboundHost(cluster, _time, [typeof(ManualConnector)]);
        _hosts.Add(host);
        await host.ReconcileAsync();
        await host.UntilAsync(InboundState.Active);

        Assert.Contains("keeps no leases", host.Status.Details["ownership"], StringComparison.Ordinal);
    }

    private Task DeployAsync(string process = "process", (string, string)[]? properties = null) => _cluster.DeployAsync(
        [new DeploymentFile($"{process}.bpmn", Encoding.UTF8.GetBytes(Diagrams.WebhookStart(process, properties ?? Manual)))], Cancellation);

    private async Task<InboundHost> StartAsync(CutLine line, VirtualTime time)
    {
        var host = new InboundHost(line.Cluster, time, [typeof(ManualConnector)]);
        _hosts.Add(host);
        await host.ReconcileAsync();
        return host;
    }

    /// <summary>Its clock must go on, or what it waits for never comes.</summary>
    private static async Task DisposeAsync(InboundHost host)
    {
        var ending = host.DisposeAsync().AsTask();
        await host.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => ending.IsCompleted);
        await ending;
    }

    /// <summary>Moves the clock in steps until it is so; in between the cluster has answered what was asked.</summary>
    private Task AdvanceUntilAsync(
        TimeSpan step, Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        Wait.UntilAsync(
            async () =>
            {
                if (condition())
                    return true;
                _time.Advance(step);
                for (var turn = 0; turn < 5 && !condition(); turn++)
                {
                    for (var yields = 0; yields < 10; yields++)
                        await Task.Yield();
                    await _cluster.Leases.FindLeasesAsync(Cancellation);
                }

                return condition();
            },
            what);

    private static Subscription SourceOf(InboundHost host) => host.Sources.Running[host.Status.ExecutableId];

    private static Task<Delivery> DeliverAsync(InboundHost host, string id, string cursor) => SourceOf(host).DeliverAsync(
        new InboundEvent { Id = id, Variables = new { id }, Cursor = cursor }, Cancellation);
}
