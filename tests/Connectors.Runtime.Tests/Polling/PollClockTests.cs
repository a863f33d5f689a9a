using Fairlead.Connectors.Runtime.Polling;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Testing;

namespace Fairlead.Connectors.Runtime.Tests.Polling;

/// <summary>One timer for all turns, and a bounded number of them at once.</summary>
public sealed class PollClockTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public async Task A_turn_comes_again_after_its_pause_and_not_before()
    {
        using var clock = new PollClock(4, _time);
        var turns = 0;
        clock.Add(_ => Pause(TimeSpan.FromMinutes(Interlocked.Increment(ref turns))), TimeSpan.FromSeconds(30), CancellationToken.None);

        await AdvanceAsync(29, () => turns is 0, nextDue: 1);
        await AdvanceAsync(1, () => turns is 1, nextDue: 60);
        await AdvanceAsync(59, () => turns is 1, nextDue: 1);
        await AdvanceAsync(1, () => turns is 2, nextDue: 120);
        await AdvanceAsync(120, () => turns is 3, nextDue: 180);
    }

    [Fact]
    public async Task A_clock_that_is_held_up_while_it_sets_its_timer_is_not_late_by_that()
    {
        using var clock = new PollClock(4, _time);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var isHeldUp = true;
        _time.BeforeTimerIsSet = _ =>
        {
            if (!isHeldUp)
                return;
            isHeldUp = false;
            _time.Advance(TimeSpan.FromSeconds(10));
        };
        clock.Add(_ => Begin(), TimeSpan.FromSeconds(30), CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(20));

        await begun.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);

        Task<TimeSpan?> Begin()
        {
            begun.SetResult();
            return Pause(TimeSpan.FromHours(1));
        }
    }

    [Fact]
    public async Task No_more_than_allowed_are_under_way_and_all_have_their_turn_in_the_order_in_which_they_are_due()
    {
        using var clock = new PollClock(3, _time);
        var (running, most) = (0, 0);
        var order = new List<int>();
        var doors = Enumerable.Range(0, 20).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).ToList();
        for (var index = 0; index < doors.Count; index++)
        {
            var number = index;
            clock.Add(
                async _ =>
                {
                    lock (order)
                    {
                        order.Add(number);
                        most = Math.Max(most, ++running);
                    }

                    await doors[number].Task;
                    lock (order)
                        running--;
                    return null;
                },
                TimeSpan.FromMilliseconds(number),
                CancellationToken.None);
        }

        _time.Advance(TimeSpan.FromSeconds(1));
        await Wait.UntilAsync(() => Count(order) is 3);
        foreach (var door in doors)
        {
            door.SetResult();
            var done = doors.IndexOf(door) + 1;
            await Wait.UntilAsync(() => Count(order) == Math.Min(doors.Count, done + 3));
        }

        await Wait.UntilAsync(() => clock.Count is 0);
        Assert.Equal(3, most);
        Assert.Equal(Enumerable.Range(0, 20), order.Order());
        // Three begin at once, so neighbours may change places.
        Assert.All(order, number => Assert.InRange(Math.Abs(order.IndexOf(number) - number), 0, 2));
    }

    [Fact]
    public async Task A_turn_that_is_hastened_comes_now_and_once_more_when_it_was_under_way()
    {
        using var clock = new PollClock(4, _time);
        var (turns, door) = (0, new SemaphoreSlim(0));
        var turn = clock.Add(
            async _ =>
            {
                Interlocked.Increment(ref turns);
                await door.WaitAsync(TestContext.Current.CancellationToken);
                return TimeSpan.FromHours(1);
            },
            TimeSpan.FromHours(1),
            CancellationToken.None);

        turn.Hasten();
        await Wait.UntilAsync(() => turns is 1);
        turn.Hasten();
        door.Release();
        await Wait.UntilAsync(() => turns is 2);
        door.Release();
        await AdvanceAsync(0, () => turns is 2, nextDue: 3600);
    }

    [Fact]
    public async Task A_turn_that_is_ended_does_not_come_again_and_its_end_is_awaited()
    {
        using var clock = new PollClock(4, _time);
        var (turns, door) = (0, new TaskCompletionSource());
        var turn = clock.Add(
            async _ =>
            {
                turns++;
                await door.Task;
                return TimeSpan.Zero;
            },
            TimeSpan.Zero,
            CancellationToken.None);
        await Wait.UntilAsync(() => turns is 1);

        var end = turn.EndAsync();
        Assert.False(end.IsCompleted);
        door.SetResult();
        await end;
        Assert.Equal(0, clock.Count);
        _time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(1, turns);
    }

    [Fact]
    public async Task What_is_cancelled_ends()
    {
        using var clock = new PollClock(4, _time);
        using var stop = new CancellationTokenSource();
        var turn = clock.Add(
            async token =>
            {
                await new TaskCompletionSource().Task.WaitAsync(token);
                return TimeSpan.Zero;
            },
            TimeSpan.Zero,
            stop.Token);

        await stop.CancelAsync();
        await turn.EndAsync();
        await Wait.UntilAsync(() => clock.Count is 0);
    }

    /// <summary>A turn that was given up must not stay in the queue until it would have been due.</summary>
    [Fact]
    public async Task Nothing_is_left_of_turns_that_came_and_went()
    {
        using var clock = new PollClock(4, _time);
        for (var round = 0; round < 10_000; round++)
        {
            var turn = clock.Add(_ => Pause(TimeSpan.FromDays(300)), TimeSpan.FromDays(300), CancellationToken.None);
            await turn.EndAsync();
        }

        Assert.Equal(0, clock.Count);
        Assert.InRange(clock.QueueLength, 0, 100);
    }

    private static Task<TimeSpan?> Pause(TimeSpan pause) => Task.FromResult<TimeSpan?>(pause);

    private static int Count(List<int> list)
    {
        lock (list)
            return list.Count;
    }

    private async Task AdvanceAsync(int seconds, Func<bool> expected, int nextDue)
    {
        _time.Advance(TimeSpan.FromSeconds(seconds));
        await Wait.UntilAsync(() => expected() && _time.NextDue == TimeSpan.FromSeconds(nextDue));
    }
}
