using Fairlead.Broker.Journaling;
using Fairlead.Broker.Storage;
using Fairlead.Protocol;

namespace Fairlead.Broker.Tests;

/// <summary>What is acknowledged survives, what is not durable is not acknowledged.</summary>
public sealed class DurabilityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task After_a_crash_everything_acknowledged_is_there(bool stateIsWrittenAtOnce)
    {
        await using var test = await ClusterUnderTest.OpenAsync(Options(stateIsWrittenAtOnce));
        await test.DeployAsync("pay", "pack");
        var first = await test.StartAsync("""{"number": 1}""");
        var second = await test.StartAsync("""{"number": 2}""");
        var jobs = await test.PollAsync("pay", TimeSpan.Zero);
        await test.Cluster.CompleteJobAsync(jobs[0].Key, default, Cancellation);

        await test.CrashAsync();

        Assert.Equal(first.Key, Assert.Single(await test.PollAsync("pack", TimeSpan.Zero)).ProcessInstanceKey);
        Assert.Empty(await test.PollAsync("pay", TimeSpan.Zero));
        await test.Cluster.CompleteJobAsync(jobs[1].Key, default, Cancellation);
        Assert.Equal(second.Key, Assert.Single(await test.PollAsync("pack", TimeSpan.Zero)).ProcessInstanceKey);
    }

    [Fact]
    public async Task Keys_are_not_used_again_after_a_crash()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var before = await test.StartAsync();
        await test.CrashAsync();

        var after = await test.StartAsync();

        Assert.True(after.Key.Value > before.Key.Value);
    }

    [Fact]
    public async Task No_answer_goes_out_before_the_flush_and_one_flush_serves_all()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        test.Store.Hold();
        var first = test.StartAsync();
        await test.Store.IsHeld;
        var others = Enumerable.Range(0, 200).Select(_ => test.StartAsync()).ToList();
        var rejected = test.Cluster.CompleteJobAsync(new(1), default, Cancellation);
        var syncs = test.Store.Syncs;

        Assert.All([first, .. others], answer => Assert.False(answer.IsCompleted));
        Assert.False(rejected.IsCompleted);
        test.Store.Release();
        await Task.WhenAll([first, .. others]);
        await Assert.ThrowsAsync<ClusterException>(() => rejected);

        Assert.InRange(test.Store.Syncs - syncs, 2, 4);
    }

    [Fact]
    public async Task A_full_disk_acknowledges_nothing_and_a_restart_recovers_as_well()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var acknowledged = await test.StartAsync();
        var poll = test.PollAsync("other", TimeSpan.FromHours(1));
        test.Store.Hold();
        var flushing = test.StartAsync();
        await test.Store.IsHeld;
        var waiting = test.StartAsync();
        test.Store.Break("No space left on device");
        test.Store.Release();

        foreach (var refused in (Task[])[flushing, waiting, poll])
        {
            var refusal = await Assert.ThrowsAsync<ClusterException>(() => refused);
            Assert.Equal(ClusterError.Unavailable, refusal.Error);
            Assert.Contains("No space left on device", refusal.Message, StringComparison.Ordinal);
        }

        var later = await Assert.ThrowsAsync<ClusterException>(() => test.StartAsync());
        Assert.Equal(ClusterError.Unavailable, later.Error);
        Assert.Contains("No space left", Assert.IsType<BrokerHealth.Away>(test.Cluster.Health).Reason, StringComparison.Ordinal);

        await test.CrashAsync();
        var jobs = await test.PollAsync("pay", TimeSpan.Zero);
        Assert.Equal(acknowledged.Key, jobs[0].ProcessInstanceKey);
    }

    [Fact]
    public async Task A_failed_write_acknowledges_nothing()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        test.Store.Break("Input/output error");

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.StartAsync());

        Assert.Equal(ClusterError.Unavailable, refusal.Error);
        Assert.IsType<BrokerHealth.Away>(test.Cluster.Health);
    }

    [Fact]
    public async Task The_journal_keeps_what_the_state_and_the_search_store_still_need_and_no_more()
    {
        await using var test = await ClusterUnderTest.OpenAsync(Options(stateIsWrittenAtOnce: true));
        await test.DeployAsync("pay");
        for (var i = 0; i < 20; i++)
            await test.StartAsync();
        Assert.NotEmpty(Journal(test));

        // Closing makes the search store durable; the next turn that writes state may then truncate.
        await test.Cluster.DisposeAsync();
        await test.OpenAgainAsync();
        Assert.True(Position.Load(test.Store, Position.TruncatedKey) < 21);
        await Eventually(async () =>
        {
            await test.StartAsync();
            return Position.Load(test.Store, Position.TruncatedKey) >= 21;
        });

        Assert.Equal(Position.Load(test.Store, Position.TruncatedKey) + 1, Journal(test)[0]);
        await test.CrashAsync();
        Assert.NotEmpty(await test.PollAsync("pay", TimeSpan.Zero, atMost: 100));
    }

    [Fact]
    public async Task A_damaged_journal_is_not_read_past_the_damage()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        await test.StartAsync();
        var batch = new StoreBatch();
        batch.Put(ColumnFamily.Journal, Position.ToKey(2), "damaged, and long enough"u8);
        test.Store.Write(batch);

        var refusal = await Assert.ThrowsAsync<DataFolderException>(test.CrashAsync);

        Assert.Equal(DataFolderException.Unreadable, refusal.Code);
        Assert.Contains("journal record 2 is damaged", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_search_store_out_of_order_does_not_stop_the_engine()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        await test.Cluster.DisposeAsync();
        File.Delete(test.SearchFile);
        Directory.CreateDirectory(test.SearchFile);

        await test.OpenAgainAsync();
        var started = await test.StartAsync();

        Assert.Equal(started.Key, Assert.Single(await test.PollAsync("pay", TimeSpan.Zero)).ProcessInstanceKey);
        var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.Search.FindInstanceAsync(started.Key, Cancellation));
        Assert.Equal(ClusterError.Unavailable, refusal.Error);
        Assert.IsType<BrokerHealth.Healthy>(test.Cluster.Health);
    }

    [Fact]
    public async Task Too_many_waiting_commands_are_refused_and_the_others_are_done()
    {
        await using var test = await ClusterUnderTest.OpenAsync(new BrokerOptions { CommandsWaitingAtMost = 3 });
        await test.DeployAsync("pay");
        test.Store.Hold();
        var flushing = test.StartAsync();
        await test.Store.IsHeld;
        var waiting = Enumerable.Range(0, 3).Select(_ => test.StartAsync()).ToList();

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.StartAsync());

        Assert.Equal(ClusterError.ResourceExhausted, refusal.Error);
        test.Store.Release();
        await Task.WhenAll([flushing, .. waiting]);
    }

    private static BrokerOptions Options(bool stateIsWrittenAtOnce) =>
        stateIsWrittenAtOnce ? new BrokerOptions { ChangedEntriesHeld = TimeSpan.Zero } : new BrokerOptions();

    private static List<long> Journal(ClusterUnderTest test) =>
        [.. test.Store.Scan(ColumnFamily.Journal, Position.ToKey(0), Position.ToKey(long.MaxValue)).Select(entry => Position.Read(entry.Key))];

    private static async Task Eventually(Func<Task<bool>> holds)
    {
        while (!await holds())
            Cancellation.ThrowIfCancellationRequested();
    }
}
