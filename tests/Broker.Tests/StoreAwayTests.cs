using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker.Tests;

/// <summary>The store fails for a while under a running cluster, which goes on by itself afterwards.</summary>
public sealed class StoreAwayTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_acknowledged_is_kept_what_came_meanwhile_is_refused_and_work_goes_on_without_a_restart(bool canBeOpened)
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var acknowledged = await test.StartAsync();
        var poll = test.PollAsync("other", TimeSpan.FromHours(1));
        test.Store.Hold();
        var written = test.StartAsync();
        await test.Store.IsHeld;
        var waiting = test.StartAsync();
        var since = test.Time.GetUtcNow();
        test.Store.Break("No space left on device", canBeOpened);
        test.Store.Release();
        foreach (var refused in (Task[])[written, waiting, poll])
            await RefusedAsync(() => refused);

        var (opens, seen) = (test.Opens, test.Store);
        await test.PassTimeUntilAsync(() => test.Opens >= opens + 3);
        await RefusedAsync(() => test.StartAsync());
        Assert.Equal(since, Assert.IsType<BrokerHealth.Away>(test.Cluster.Health).Since);
        Assert.Equal(canBeOpened, seen != test.Store);
        test.Store.Repair();
        await test.HealthAsync<BrokerHealth.Healthy>();
        var after = await test.StartAsync();

        // The one that was written before the flush failed may count; the one that was not does not.
        var instances = await InstancesAsync(test);
        Assert.Equal(3, instances.Count);
        Assert.Superset(new HashSet<ProcessInstanceKey> { acknowledged.Key, after.Key }, instances);
        Assert.Equal(after.Key.Value, instances.Max(key => key.Value));
        var jobs = await test.PollAsync("pay", TimeSpan.Zero);
        Assert.Equal(instances.OrderBy(key => key.Value), jobs.Select(job => job.ProcessInstanceKey).OrderBy(key => key.Value));
        await test.CrashAsync();
        Assert.Equal(instances, await InstancesAsync(test));
    }

    [Fact]
    public async Task Nothing_is_lost_or_doubled_over_many_refusals()
    {
        await using var test = await ClusterUnderTest.OpenAsync(new BrokerOptions { ChangedEntriesAtMost = 20 });
        await test.DeployAsync("pay");
        var acknowledged = new HashSet<ProcessInstanceKey>();
        for (var round = 0; round < 5; round++)
        {
            var lanes = Enumerable.Range(0, 4).Select(_ => UntilRefusedAsync(test)).ToList();
            while (lanes.Count > 0 && !lanes.Exists(lane => lane.IsCompleted))
            {
                if (test.Store.Syncs > 10)
                    test.Store.Break("Input/output error", canBeOpened: round % 2 is 0);
                await Task.Yield();
            }

            foreach (var key in (await Task.WhenAll(lanes)).SelectMany(keys => keys))
                Assert.True(acknowledged.Add(key), $"{key} was given twice.");
            test.Store.Repair();
            await test.HealthAsync<BrokerHealth.Healthy>();
        }

        var instances = await InstancesAsync(test);
        Assert.Superset(acknowledged, instances);
        Assert.InRange(instances.Count, acknowledged.Count, acknowledged.Count + (5 * 4));
        var jobs = await test.PollAsync("pay", TimeSpan.Zero, atMost: 100_000);
        Assert.Equal(jobs.Count, jobs.Select(job => job.ProcessInstanceKey).Distinct().Count());
        Assert.Equal(instances, jobs.Select(job => job.ProcessInstanceKey).ToHashSet());
    }

    [Fact]
    public async Task A_job_that_nobody_was_told_of_is_there_at_once_and_one_that_somebody_holds_stays_with_them()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        await test.StartAsync();
        var held = Assert.Single(await test.PollAsync("pay", TimeSpan.Zero));
        var second = await test.StartAsync();
        test.Store.Hold();
        var refused = test.PollAsync("pay", TimeSpan.Zero);
        await test.Store.IsHeld;
        test.Store.Break("Input/output error");
        test.Store.Release();
        await RefusedAsync(() => refused);

        test.Store.Repair();
        await test.HealthAsync<BrokerHealth.Healthy>();

        var job = Assert.Single(await test.PollAsync("pay", TimeSpan.Zero));
        Assert.Equal(second.Key, job.ProcessInstanceKey);
        Assert.True(job.Deadline - test.Time.GetUtcNow() > TimeSpan.FromSeconds(50));
        await test.Cluster.CompleteJobAsync(held.Key, default, Cancellation);
        await test.Cluster.CompleteJobAsync(job.Key, default, Cancellation);
    }

    [Fact]
    public async Task A_deployment_whose_flush_was_refused_and_that_is_there_afterwards_is_told_of()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var told = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        test.Cluster.DefinitionsChanged += () => told.TrySetResult();
        test.Store.Hold();
        var refused = test.DeployAsync("pay");
        await test.Store.IsHeld;
        test.Store.Break("Input/output error");
        test.Store.Release();
        await RefusedAsync(() => refused);
        Assert.False(told.Task.IsCompleted);

        test.Store.Repair();
        await test.HealthAsync<BrokerHealth.Healthy>();

        await told.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal("order", Assert.Single(await test.Cluster.FindDefinitionsAsync(Cancellation)).ProcessId);
        await test.StartAsync();
    }

    [Fact]
    public async Task A_disk_without_what_was_acknowledged_is_not_taken_for_the_one_that_was_there()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        using var other = new TempFolder();
        await test.DeployAsync("pay");
        var acknowledged = await test.StartAsync();
        test.Store.Break("Input/output error");
        await RefusedAsync(() => test.StartAsync());

        test.OtherDisk = other["truth"];
        test.Store.Repair();
        var opens = test.Opens;
        await test.PassTimeUntilAsync(() => test.Opens >= opens + 2);
        await RefusedAsync(() => test.StartAsync());

        Assert.Contains("although 2 was acknowledged", Assert.IsType<BrokerHealth.Away>(test.Cluster.Health).Reason, StringComparison.Ordinal);
        test.OtherDisk = null;
        await test.HealthAsync<BrokerHealth.Healthy>();
        Assert.Equal(acknowledged.Key, Assert.Single(await test.PollAsync("pay", TimeSpan.Zero)).ProcessInstanceKey);
    }

    [Fact]
    public async Task It_can_be_stopped_while_the_store_is_away()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        test.Store.Break("Input/output error");
        await RefusedAsync(() => test.StartAsync());

        await test.Cluster.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
    }

    private static async Task<List<ProcessInstanceKey>> UntilRefusedAsync(ClusterUnderTest test)
    {
        var keys = new List<ProcessInstanceKey>();
        while (true)
        {
            try
            {
                keys.Add((await test.StartAsync()).Key);
            }
            catch (ClusterException refusal) when (refusal.Error is ClusterError.Unavailable)
            {
                return keys;
            }
        }
    }

    private static async Task RefusedAsync(Func<Task> ask)
    {
        var refusal = await Assert.ThrowsAsync<ClusterException>(ask);
        Assert.Equal(ClusterError.Unavailable, refusal.Error);
        Assert.Contains("the data folder refused", refusal.Message, StringComparison.Ordinal);
    }

    private static async Task<HashSet<ProcessInstanceKey>> InstancesAsync(ClusterUnderTest test)
    {
        var found = await test.Cluster.Search.SearchAsync(
            new SearchQuery<ProcessInstanceFilter> { Page = new SearchPage { Limit = 10_000 } }, Cancellation);
        Assert.Equal(found.Items.Count, found.Items.Select(item => item.ProcessInstanceKey).Distinct().Count());
        return [.. found.Items.Select(item => item.ProcessInstanceKey)];
    }
}
