using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;
using Fairlead.Testing;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Connectors that listen to a source: against a real peer, by a clock that the test moves.</summary>
public sealed class SubscriptionTests : IAsyncDisposable
{
    private readonly RecordingCluster _cluster = new();
    private readonly VirtualTime _time = new();
    private readonly LinePeer _peer = new();
    private readonly InboundHost _host;

    public SubscriptionTests()
    {
        _host = new InboundHost(
            _cluster, _time, [typeof(LineConnector), typeof(BrokenConnector), typeof(DeafConnector)], ("Secrets:Values:PEER", "pass-word-1"));
        _peer.Open();
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        await _peer.DisposeAsync();
    }

    [Fact]
    public async Task Settings_need_no_prefix_and_may_be_FEEL_and_secrets()
    {
        await DeployAsync(1, ("greeting", "=\"good \" + \"day\""), ("password", "{{secrets.PEER}}"));

        var link = await _peer.NextAsync();
        Assert.Equal("HELLO good day pass-word-1 ", await link.ReadAsync());
        await _host.UntilAsync(InboundState.Active);
        Assert.Equal("127.0.0.1", _host.Status.Details["peer"]);
    }

    [Fact]
    public async Task An_event_is_acknowledged_after_the_cluster_has_it_and_carries_the_sources_name_for_it()
    {
        await DeployAsync(1);
        var link = await HelloAsync();

        await link.SendAsync("e-1 hello");

        Assert.Equal("e-1 Applied", await link.ReadAsync());
        var created = Assert.Single(_cluster.Log.OfType<CreateInstance>());
        Assert.Equal("<default>/process/start/e-1", created.DeduplicationKey);
        Assert.Contains("\"text\":\"hello\"", RecordingCluster.Text(created.Variables), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_vanishes_is_reached_again_when_it_is_back_and_nothing_else_is_needed()
    {
        await DeployAsync(1);
        await HelloAsync();
        await _host.UntilAsync(InboundState.Active);
        var upSince = _host.Status.Since;
        _time.Advance(TimeSpan.FromMinutes(5));

        await _peer.VanishAsync();
        await _host.UntilAsync(InboundState.Down);
        Assert.Contains("The source cannot be reached", _host.Status.Reason, StringComparison.Ordinal);
        Assert.Equal(upSince + TimeSpan.FromMinutes(5), _host.Status.Since);
        Assert.NotNull(_host.Status.RetryAt);
        // It tries again and again, at growing distances, and does not give up.
        var farthest = TimeSpan.Zero;
        await _host.AdvanceUntilAsync(
            TimeSpan.FromSeconds(1),
            () =>
            {
                if (_host.Status.RetryAt - _time.GetUtcNow() is { } distance && distance > farthest)
                    farthest = distance;
                return farthest > TimeSpan.FromSeconds(40);
            });
        Assert.Equal(InboundState.Down, _host.Status.State);

        _peer.Open();
        await _host.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _host.Status.State is InboundState.Active);
        var link = await HelloAsync();
        await link.SendAsync("e-2 back");
        Assert.Equal("e-2 Applied", await link.ReadAsync());
        Assert.Equal(true, _host.Status.Activities.LastHealthChange!.IsUp);
    }

    [Fact]
    public async Task An_event_waits_while_the_cluster_is_away_and_is_applied_once_when_it_is_back()
    {
        await DeployAsync(1);
        var link = await HelloAsync();
        _cluster.Before = command => throw new ClusterException(ClusterError.Unavailable, "gone fishing");

        await link.SendAsync("e-1 patient");
        await _host.UntilAsync(InboundState.Down);
        Assert.Contains("gone fishing", _host.Status.Reason, StringComparison.Ordinal);

        _cluster.Before = _ => { };
        await _host.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _host.Status.State is InboundState.Active);
        Assert.Equal("e-1 Applied", await link.ReadAsync());
        Assert.Single(_cluster.Log.OfType<CreateInstance>());
        Assert.Equal(1, _peer.Connections);
    }

    [Fact]
    public async Task An_event_that_the_cluster_cannot_bear_does_not_hold_up_those_behind_it()
    {
        await DeployAsync(1);
        var link = await HelloAsync();
        _cluster.Before = command =>
        {
            if (command is CreateInstance { DeduplicationKey: "<default>/process/start/poison" })
                throw new ClusterException(ClusterError.Internal, "It broke.");
        };

        await link.SendAsync("poison text");
        await link.SendAsync("e-2 hello");
        var answer = link.ReadAsync();
        await _host.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => answer.IsCompleted);

        Assert.Equal("poison Refused", await answer);
        Assert.Equal("e-2 Applied", await link.ReadAsync());
    }

    [Fact]
    public async Task A_change_of_the_elements_alone_does_not_touch_the_connection()
    {
        await DeployAsync(1, ("deduplicationMode", "AUTO"), ("resultVariable", "first"));
        var link = await HelloAsync();
        _cluster.Remove(1);
        await DeployAsync(2, ("deduplicationMode", "AUTO"), ("resultVariable", "second"));

        await link.SendAsync("e-1 hello");

        Assert.Equal("e-1 Applied", await link.ReadAsync());
        Assert.Contains("second", RecordingCluster.Text(_cluster.Log.OfType<CreateInstance>().Single().Variables), StringComparison.Ordinal);
        Assert.Equal(1, _peer.Connections);
    }

    [Fact]
    public async Task A_defect_of_one_connector_is_its_own()
    {
        _cluster.Deploy(Diagrams.Definition(7, "broken"), Diagrams.WebhookStart("broken", ("inbound.type", "test:broken:1"), ("secret", "s3cret-in-text")));
        await DeployAsync(1);

        var link = await HelloAsync();
        await Wait.UntilAsync(() => StatusOf("broken").State is InboundState.Down);
        await link.SendAsync("e-1 hello");
        Assert.Equal("e-1 Applied", await link.ReadAsync());
        Assert.Contains("CONNECTOR_DEFECT", StatusOf("broken").Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret-in-text", StatusOf("broken").Reason + _host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connector_that_does_not_stop_is_left_to_itself_and_can_deliver_nothing()
    {
        DeafConnector.Reset();
        await DeployAsync(Diagrams.Definition(7, "deaf"), ("inbound.type", "test:deaf:1"));
        await Wait.UntilAsync(() => DeafConnector.Running is not null);
        _cluster.Remove(7);

        var pass = _host.ReconcileAsync();
        await _host.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => pass.IsCompleted);
        await pass;

        Assert.Empty(_host.Snapshot());
        Assert.Contains("was left to itself", _host.Log.Text, StringComparison.Ordinal);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => DeafConnector.Running!.DeliverAsync(
            new InboundEvent { Variables = new { } }, CancellationToken.None));
        Assert.Empty(_cluster.Log.OfType<CreateInstance>());
        DeafConnector.End.SetResult();
    }

    [Fact]
    public async Task A_connector_that_wants_to_end_is_cancelled_with_its_reason_until_it_is_reset()
    {
        await DeployAsync(1);
        var link = await HelloAsync();
        await link.SendAsync("e-1 stop");

        await _host.UntilAsync(InboundState.Cancelled);
        Assert.Equal("The peer wants no more.", _host.Status.Reason);
        _time.Advance(TimeSpan.FromDays(1));
        await _host.ReconcileAsync();
        Assert.Equal(InboundState.Cancelled, _host.Status.State);

        await _host.Supervisor.ResetAsync(_host.Status.ExecutableId, TestContext.Current.CancellationToken);
        await HelloAsync();
        await _host.UntilAsync(InboundState.Active);
    }

    [Fact]
    public async Task Settings_that_cannot_work_are_refused_with_a_reason_before_anything_is_connected()
    {
        await DeployAsync(Diagrams.Definition(1), ("inbound.type", "test:lines:1"), ("peer.host", "127.0.0.1"), ("peer.port", "0"));

        Assert.Equal(InboundState.FailedToActivate, _host.Status.State);
        Assert.Equal("peer.port: expected a port", _host.Status.Reason);
        Assert.Equal(0, _peer.Connections);
    }

    private InboundStatus StatusOf(string process) => _host.Snapshot().Single(status => status.ProcessId == process);

    private async Task<LineLink> HelloAsync()
    {
        var link = await _peer.NextAsync();
        Assert.StartsWith("HELLO", await link.ReadAsync(), StringComparison.Ordinal);
        return link;
    }

    private Task DeployAsync(long key, params (string, string)[] properties) => DeployAsync(
        Diagrams.Definition(key, version: (int)key),
        [("inbound.type", "test:lines:1"), ("peer.host", "127.0.0.1"), ("peer.port", $"{_peer.Port}"), ("resultVariable", "event"), .. properties]);

    private async Task DeployAsync(ProcessDefinition definition, params (string Name, string Value)[] properties)
    {
        _cluster.Deploy(definition, Diagrams.WebhookStart(
            definition.ProcessId, [.. properties.GroupBy(property => property.Name).Select(group => group.Last())]));
        await _host.ReconcileAsync();
    }

    [Connector("test:broken:1", Name = "Broken", Description = "Throws.")]
    internal sealed class BrokenConnector : ISubscriptionConnector<BrokenSettings>
    {
        public Task RunAsync(BrokenSettings settings, Subscription subscription, CancellationToken cancellation) =>
            throw new InvalidOperationException($"I had {settings.Secret}.");
    }

    internal sealed record BrokenSettings(string Secret);

    [Connector("test:deaf:1", Name = "Deaf", Description = "Does not hear when it is asked to end.")]
    internal sealed class DeafConnector : ISubscriptionConnector<object>
    {
        public static Subscription? Running { get; private set; }

        public static TaskCompletionSource End { get; private set; } = new();

        public static void Reset() => (Running, End) = (null, new TaskCompletionSource());

        public Task RunAsync(object settings, Subscription subscription, CancellationToken cancellation)
        {
            Running = subscription;
            return End.Task;
        }
    }
}
