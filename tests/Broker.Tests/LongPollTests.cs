using Fairlead.Protocol;

namespace Fairlead.Broker.Tests;

/// <summary>Who waits for jobs, and who gets them.</summary>
public sealed class LongPollTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_waiting_there_is_an_answer_at_once()
    {
        await using var test = await ClusterUnderTest.OpenAsync();

        Assert.Empty(await test.PollAsync("pay", TimeSpan.Zero));
        Assert.Empty(await test.PollAsync("pay", TimeSpan.FromSeconds(-1)));
    }

    [Fact]
    public async Task Those_who_wait_are_served_first_come_first_served_one_batch_each()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var first = test.PollAsync("pay", Long, atMost: 1);
        await Queued(test);
        var second = test.PollAsync("pay", Long, atMost: 1);
        await Queued(test);

        var instance = await test.StartAsync();

        Assert.Equal(instance.Key, Assert.Single(await first).ProcessInstanceKey);
        Assert.False(second.IsCompleted);
        var next = await test.StartAsync();
        Assert.Equal(next.Key, Assert.Single(await second).ProcessInstanceKey);
    }

    [Fact]
    public async Task A_poll_answers_with_the_first_job_and_does_not_wait_for_more()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var poll = test.PollAsync("pay", Long, atMost: 10);
        await Queued(test);

        await test.StartAsync();

        Assert.Single(await poll);
    }

    [Fact]
    public async Task A_poll_of_another_type_goes_on_waiting()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var other = test.PollAsync("pack", Long);
        var poll = test.PollAsync("pay", Long);

        await test.StartAsync();

        Assert.Single(await poll);
        Assert.False(other.IsCompleted);
    }

    [Fact]
    public async Task A_poll_ends_empty_at_its_deadline_and_not_before()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var poll = test.PollAsync("pay", Long);
        await Queued(test);

        test.Time.Advance(Long - TimeSpan.FromMilliseconds(1));
        await Queued(test);
        Assert.False(poll.IsCompleted);
        test.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Empty(await poll);
    }

    [Fact]
    public async Task A_poll_that_timed_out_takes_no_job_from_the_next()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        var gone = test.PollAsync("pay", Long, atMost: 1);
        await Queued(test);
        test.Time.Advance(Long);
        Assert.Empty(await gone);
        var poll = test.PollAsync("pay", Long, atMost: 1);

        await test.StartAsync();

        Assert.Single(await poll);
    }

    [Fact]
    public async Task A_poll_whose_caller_left_takes_no_job_from_the_next()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        using var leaving = new CancellationTokenSource();
        var gone = test.PollAsync("pay", Long, atMost: 1, leaving.Token);
        await Queued(test);
        var poll = test.PollAsync("pay", Long, atMost: 1);
        await Queued(test);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        await test.StartAsync();

        Assert.Single(await poll);
    }

    [Fact]
    public async Task Jobs_whose_caller_left_before_the_answer_are_given_to_the_next_with_the_same_retries()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        using var leaving = new CancellationTokenSource();
        var gone = test.PollAsync("pay", Long, atMost: 1, leaving.Token);
        await Queued(test);
        test.Store.Hold();
        var starting = test.StartAsync();
        await test.Store.IsHeld;

        // The job is activated for this caller by now, but not flushed.
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);
        var next = test.PollAsync("pay", Long, atMost: 1);
        test.Store.Release();
        await starting;

        Assert.Equal(3, Assert.Single(await next).RetriesLeft);
    }

    [Fact]
    public async Task A_job_that_nobody_finished_goes_to_the_next_after_its_deadline()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        await test.DeployAsync("pay");
        await test.StartAsync();
        var lost = Assert.Single(await test.PollAsync("pay", TimeSpan.Zero));
        var next = test.PollAsync("pay", TimeSpan.FromMinutes(5));
        await Queued(test);

        test.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(lost.Key, Assert.Single(await next).Key);
    }

    [Fact]
    public async Task A_poll_ends_in_time_when_the_clock_goes_on_while_the_alarm_is_set()
    {
        await using var test = await ClusterUnderTest.OpenAsync();
        var jumps = 0;
        test.Time.BeforeTimerIsSet = time =>
        {
            if (time == Long && jumps++ == 0)
                test.Time.Advance(Long);
        };

        var jobs = await test.PollAsync("pay", Long).WaitAsync(TimeSpan.FromSeconds(30), Cancellation);

        Assert.Empty(jobs);
        Assert.Equal(1, jumps);
    }

    [Fact]
    public async Task Too_many_waiting_polls_are_refused()
    {
        await using var test = await ClusterUnderTest.OpenAsync(new BrokerOptions { PollsWaitingAtMost = 1 });
        var first = test.PollAsync("pay", Long);
        await Queued(test);

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.PollAsync("pay", Long));

        Assert.Equal(ClusterError.ResourceExhausted, refusal.Error);
        Assert.Empty(await test.PollAsync("pay", TimeSpan.Zero));
        Assert.False(first.IsCompleted);
    }

    [Fact]
    public async Task Callers_who_left_do_not_count_among_those_who_wait()
    {
        await using var test = await ClusterUnderTest.OpenAsync(new BrokerOptions { PollsWaitingAtMost = 2 });
        using var leaving = new CancellationTokenSource();
        var first = test.PollAsync("pay", Long);
        await Queued(test);
        var gone = test.PollAsync("pay", Long, cancellation: leaving.Token);
        await Queued(test);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        var next = test.PollAsync("pay", Long);
        await Queued(test);
        test.Time.Advance(Long);

        Assert.Empty(await first);
        Assert.Empty(await next);
    }

    [Theory]
    [InlineData("", "w", 1, 1)]
    [InlineData("pay", " ", 1, 1)]
    [InlineData("pay", "w", 0, 1)]
    [InlineData("pay", "w", 1, 0)]
    public async Task A_poll_that_makes_no_sense_is_refused(string type, string worker, int timeoutMs, int jobsAtMost)
    {
        await using var test = await ClusterUnderTest.OpenAsync();

        var refusal = await Assert.ThrowsAsync<ClusterException>(() => test.Cluster.ActivateJobsAsync(
            new ActivateJobs
            {
                Type = type,
                Worker = worker,
                Timeout = TimeSpan.FromMilliseconds(timeoutMs),
                JobsAtMost = jobsAtMost,
                Wait = TimeSpan.Zero,
            },
            Cancellation));

        Assert.Equal(ClusterError.InvalidArgument, refusal.Error);
    }

    /// <summary>Everything submitted before has had its turn.</summary>
    private static Task Queued(ClusterUnderTest test) => test.Cluster.FindDefinitionsAsync(Cancellation);
}
