using System.Text.Json;

using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>The task header <c>jobTimeout</c>.</summary>
public sealed class JobTimeoutTests
{
    private int _calls;

    [Fact]
    public async Task The_cluster_is_told_before_the_connector_runs()
    {
        RecordingCluster? cluster = null;
        var toldBefore = 0;
        await using var host = await OutboundHost.StartAsync((_, _) =>
        {
            toldBefore = cluster!.Log.OfType<RecordingCluster.Held>().Count();
            return Task.FromResult<object?>(JsonElement.Parse("1"));
        });
        cluster = host.Cluster;

        host.Cluster.Give(host.Job(headers: [("jobTimeout", "PT1H0.0015S")]));
        var held = await host.Cluster.NextAsync<RecordingCluster.Held>();
        await host.Cluster.NextAsync<RecordingCluster.Completed>();

        Assert.Equal(new RecordingCluster.Held(new(1), TimeSpan.FromMilliseconds(3_600_001)), held);
        Assert.Equal(1, toldBefore);
    }

    [Theory]
    [InlineData("PT1H", 3_595)]
    [InlineData("PT20S", 18)]
    public async Task A_call_is_cut_off_before_the_time_that_the_header_gives(string header, int seconds)
    {
        var called = new TaskCompletionSource();
        await using var host = await OutboundHost.StartAsync(async (_, cancellation) =>
        {
            called.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellation);
            return null;
        });

        host.Cluster.Give(host.Job(headers: [("jobTimeout", header)]));
        await host.Cluster.NextAsync<RecordingCluster.Held>();
        await called.Task;
        host.Time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        Assert.Empty(host.Cluster.Log.OfType<RecordingCluster.Failed>());
        host.Time.Advance(TimeSpan.FromMilliseconds(1));
        var failed = await host.Cluster.NextAsync<RecordingCluster.Failed>();

        Assert.Equal(2, failed.RetriesLeft);
        Assert.Contains("CONNECTOR_TIMED_OUT", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    public async Task A_blank_header_leaves_the_time_to_the_runtime(string header)
    {
        await using var host = await OutboundHost.AnsweringAsync("1");

        await host.DoAsync<RecordingCluster.Completed>(("jobTimeout", header));

        Assert.Empty(host.Cluster.Log.OfType<RecordingCluster.Held>());
    }

    [Theory]
    [InlineData("soon")]
    [InlineData("PT0S")]
    [InlineData("-PT5S")]
    [InlineData("PT0.0009S")]
    [InlineData("P1Y")]
    [InlineData("P40000D")]
    [InlineData("P99999999999D")]
    public async Task A_time_that_cannot_be_used_is_an_incident_and_no_call(string header)
    {
        await using var host = await OutboundHost.StartAsync(Counted);

        var failed = await host.DoAsync<RecordingCluster.Failed>(("jobTimeout", header));

        Assert.Equal((0, 0), (failed.RetriesLeft, _calls));
        Assert.Contains("JOB_TIMEOUT_INVALID", failed.Message, StringComparison.Ordinal);
        Assert.Contains($"\"{header}\"", failed.Message, StringComparison.Ordinal);
        Assert.Contains("ConnectorInputException", failed.Variables, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_call_is_made_when_the_time_has_passed_before_the_cluster_confirms_it()
    {
        await using var host = await OutboundHost.StartAsync(Counted);
        host.Cluster.Before = command =>
        {
            if (command is RecordingCluster.Held)
                host.Time.Advance(TimeSpan.FromSeconds(1));
        };

        host.Cluster.Give(host.Job(headers: [("jobTimeout", "PT1S")]));
        await host.Cluster.NextAsync<RecordingCluster.Held>();
        var failed = await host.Cluster.NextAsync<RecordingCluster.Failed>();

        Assert.Equal((2, 0), (failed.RetriesLeft, _calls));
        Assert.Contains("CONNECTOR_TIMED_OUT", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_call_is_made_for_a_job_that_is_gone()
    {
        await using var host = await OutboundHost.StartAsync(Counted);
        host.Cluster.Before = command =>
        {
            if (command is RecordingCluster.Held)
                throw new ClusterException(ClusterError.NotFound, "gone");
        };

        var failed = await host.DoAsync<RecordingCluster.Failed>(("jobTimeout", "PT1H"));

        Assert.Equal((2, 0), (failed.RetriesLeft, _calls));
    }

    [Theory]
    [InlineData("PT1H", 295)]
    [InlineData("PT20S", 18)]
    public async Task When_the_cluster_does_not_answer_the_earlier_of_both_deadlines_holds(string header, int seconds)
    {
        var called = new TaskCompletionSource();
        var refused = new SemaphoreSlim(0);
        await using var host = await OutboundHost.StartAsync(async (_, cancellation) =>
        {
            called.SetResult();
            await new TaskCompletionSource().Task.WaitAsync(cancellation);
            return null;
        });
        host.Cluster.Before = command =>
        {
            if (command is not RecordingCluster.Held)
                return;
            refused.Release();
            throw new ClusterException(ClusterError.Unavailable, "starting");
        };
        var began = host.Time.GetUtcNow();

        host.Cluster.Give(host.Job(headers: [("jobTimeout", header)]));
        for (var pause = 0; pause < 2; pause++)
        {
            await refused.WaitAsync(TestContext.Current.CancellationToken);
            await Wait.UntilAsync(() => host.Time.NextDue <= TimeSpan.FromSeconds(1));
            host.Time.Advance(TimeSpan.FromSeconds(1));
        }

        await called.Task;
        Assert.Contains("Warning 3010", host.Log.Text, StringComparison.Ordinal);
        host.Time.Advance(began + TimeSpan.FromSeconds(seconds + 1) - host.Time.GetUtcNow());
        var failed = await host.Cluster.NextAsync<RecordingCluster.Failed>();

        Assert.Contains("CONNECTOR_TIMED_OUT", failed.Message, StringComparison.Ordinal);
    }

    private Task<object?> Counted(CallInput input, CancellationToken cancellation)
    {
        _calls++;
        return Task.FromResult<object?>(null);
    }
}
