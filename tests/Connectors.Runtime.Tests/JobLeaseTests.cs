using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>A job belongs to whoever calls for it, for as long as the call takes; and a result to whoever holds the job.</summary>
public sealed class JobLeaseTests
{
    private static readonly TimeSpan HalfTheTimeout = TimeSpan.FromSeconds(150);

    private readonly KeptCalls _calls = new();
    private readonly TaskCompletionSource _called = new();
    private readonly TaskCompletionSource<object?> _answer = new();

    [Fact]
    public async Task A_job_is_held_for_as_long_as_its_call_is_under_way()
    {
        await using var host = await HostAsync();
        host.Cluster.Give(host.Job(headers: ("resultVariable", "r")));
        await _called.Task;

        for (var renewal = 0; renewal < 4; renewal++)
        {
            host.Time.Advance(HalfTheTimeout);
            Assert.Equal(new RecordingCluster.Held(new(1), TimeSpan.FromMinutes(5)), await host.Cluster.NextAsync<RecordingCluster.Held>());
            await Wait.UntilAsync(() => host.Time.NextDue == HalfTheTimeout);
        }

        _answer.SetResult(7);
        Assert.Equal("""{"r":7}""", (await host.Cluster.NextAsync<RecordingCluster.Completed>()).Variables);
    }

    [Fact]
    public async Task A_call_is_cut_off_when_it_takes_longer_than_the_installation_allows()
    {
        await using var host = await HostAsync(("Connectors:CallAtMost", "00:02:00"));
        host.Cluster.Give(host.Job());
        await _called.Task;

        host.Time.Advance(TimeSpan.FromSeconds(119));
        Assert.Empty(host.Cluster.Log.OfType<RecordingCluster.Failed>());
        host.Time.Advance(TimeSpan.FromSeconds(1));
        var failed = await host.Cluster.NextAsync<RecordingCluster.Failed>();

        Assert.Equal(2, failed.RetriesLeft);
        Assert.Contains("120 seconds", failed.Message, StringComparison.Ordinal);
        Assert.Contains("CONNECTOR_TIMED_OUT", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_for_a_job_that_is_no_longer_held_is_recorded_and_not_applied()
    {
        await using var host = await HostAsync();
        host.Cluster.Before = command =>
        {
            if (command is RecordingCluster.Held)
                throw new ClusterException(ClusterError.NotFound, "gone");
        };
        host.Cluster.Give(host.Job(headers: ("resultVariable", "r")));
        await _called.Task;
        host.Time.Advance(HalfTheTimeout);
        await Wait.UntilAsync(() => host.Log.Text.Contains("no longer held", StringComparison.Ordinal));

        _answer.SetResult(7);
        var record = await _calls.EndOf(1);

        Assert.Equal((CallState.Late, """{"r":7}"""), (record.State, record.Variables?.Text));
        Assert.Empty(host.Cluster.Log.OfType<RecordingCluster.Completed>());
    }

    [Fact]
    public async Task A_process_that_slept_past_its_time_neither_applies_its_result_nor_holds_the_job_for_another()
    {
        await using var host = await HostAsync();
        host.Cluster.Give(host.Job());
        await _called.Task;

        host.Time.Advance(TimeSpan.FromMinutes(6));
        _answer.SetResult(7);

        Assert.Equal(CallState.Late, (await _calls.EndOf(1)).State);
        Assert.Empty(host.Cluster.Log.OfType<RecordingCluster.Held>());
        Assert.Empty(host.Cluster.Log.OfType<RecordingCluster.Completed>());
    }

    private Task<OutboundHost> HostAsync(params (string, string)[] configuration) => OutboundHost.StartAsync(
        _calls,
        (_, _, cancellation) =>
        {
            _called.SetResult();
            return _answer.Task.WaitAsync(cancellation);
        },
        configuration);
}
