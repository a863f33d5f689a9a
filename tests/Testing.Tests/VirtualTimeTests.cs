namespace Fairlead.Testing.Tests;

public sealed class VirtualTimeTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public void Timers_ring_in_order_each_at_its_moment()
    {
        var begin = _time.GetUtcNow();
        var rung = new List<(string, TimeSpan)>();
        using var late = Timer("late", TimeSpan.FromDays(30));
        using var early = Timer("early", TimeSpan.FromSeconds(1));
        using var never = Timer("never", TimeSpan.FromDays(31));

        _time.Advance(TimeSpan.FromDays(30));

        Assert.Equal([("early", TimeSpan.FromSeconds(1)), ("late", TimeSpan.FromDays(30))], rung);
        Assert.Equal(TimeSpan.FromDays(1), _time.NextDue);

        ITimer Timer(string name, TimeSpan due) =>
            _time.CreateTimer(_ => rung.Add((name, _time.GetUtcNow() - begin)), null, due, Timeout.InfiniteTimeSpan);
    }

    [Fact]
    public void A_timer_may_set_another_that_is_due_as_well()
    {
        var rung = 0;
        using var chain = new Chain(_time, () => rung++);

        _time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(10, rung);
    }

    [Fact]
    public void A_period_rings_again_and_again()
    {
        var rung = 0;
        using var timer = _time.CreateTimer(_ => rung++, null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2));

        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(3, rung);
    }

    [Fact]
    public void A_disposed_timer_is_silent()
    {
        var rung = 0;
        _time.CreateTimer(_ => rung++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan).Dispose();

        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, rung);
        Assert.Null(_time.NextDue);
    }

    [Fact]
    public async Task A_delay_is_waited_for_and_a_deadline_is_not()
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(1), _time);
        Assert.False(_time.UntilAwaited().IsCompleted);

        var delay = Task.WhenAll(Later());
        Assert.True(_time.UntilAwaited().IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        await delay;

        Assert.True(deadline.IsCancellationRequested);
        Assert.False(_time.UntilAwaited().IsCompleted);
    }

    private async Task Later()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(2), _time);
        await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }

    private sealed class Chain : IDisposable
    {
        private readonly ITimer _timer;

        public Chain(VirtualTime time, Action rung)
        {
            _timer = time.CreateTimer(
                _ =>
                {
                    rung();
                    _timer!.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
                },
                null,
                TimeSpan.FromSeconds(1),
                Timeout.InfiniteTimeSpan);
        }

        public void Dispose() => _timer.Dispose();
    }
}
