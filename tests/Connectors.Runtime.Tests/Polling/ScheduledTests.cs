using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Runtime.Tests.Support;

namespace Fairlead.Connectors.Runtime.Tests.Polling;

/// <summary>The schedule connector within the runtime, on a real engine: who fires, how often, and what goes on with a new version.</summary>
public sealed class ScheduledTests : IAsyncDisposable
{
    private static readonly (string, string)[] Daily =
    [
        ("inbound.type", "io.fairlead:schedule:1"), ("cron", "0 9 * * *"), ("timeZone", "Europe/Berlin"), ("catchUp", "all"),
        ("resultExpression", "={at: string(scheduledAt), n: occurrence}"),
    ];

    /// <summary>So that large steps of the clock lose none.</summary>
    private static readonly (string, string) LongLease = ("Inbound:LeaseDuration", "00:10:00");

    private readonly PollHost _host = new();

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task Two_runtimes_fire_each_time_once_and_the_next_version_and_the_next_owner_go_on()
    {
        var first = await _host.StartRuntimeAsync(LongLease);
        var second = await _host.StartRuntimeAsync(LongLease);
        await _host.DeployAsync(PollHost.Start(Daily));
        await Wait.UntilAsync(() => first.Status.State is InboundState.Active || second.Status.State is InboundState.Active);
        await DaysAsync(3);
        Assert.Equal([InboundState.Active, InboundState.Standby], new[] { first.Status.State, second.Status.State }.Order());
        await _host.StopRuntimeAsync(first);
        await DaysAsync(2);
        await _host.DeployAsync(PollHost.Start([.. Daily, ("messageTtl", "PT2H")]));
        await DaysAsync(2);

        Assert.Equal(Enumerable.Range(1, 7), _host.Instances.Select(instance => instance.Variables["n"].GetInt32()));
        Assert.Equal("2030-01-01T09:00:00+01:00", _host.Instances[0].Variables["at"].GetString());
        Assert.Equal("2030-01-08T09:00:00+01:00", _host.Runtime.Status.Details["Next"]);
    }

    [Fact]
    public async Task Days_without_any_runtime_are_made_up_for()
    {
        var first = await _host.StartRuntimeAsync(LongLease);
        await _host.DeployAsync(PollHost.Start(Daily));
        await Wait.UntilAsync(() => first.Status.State is InboundState.Active);
        await DaysAsync(1);
        await _host.StopRuntimeAsync(first);
        await DaysAsync(3);
        Assert.Single(_host.Instances);
        await _host.StartRuntimeAsync(LongLease);
        await _host.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _host.Instances.Count is 4);

        Assert.Equal(Enumerable.Range(1, 4), _host.Instances.Select(instance => instance.Variables["n"].GetInt32()));
    }

    private Task DaysAsync(int days) => _host.AdvanceAsync(TimeSpan.FromDays(days), TimeSpan.FromMinutes(2));
}
