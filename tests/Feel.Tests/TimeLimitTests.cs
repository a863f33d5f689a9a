namespace Fairlead.Feel.Tests;

/// <summary>The clock here is moved by the variables that an expression asks for: no test waits.</summary>
public sealed class TimeLimitTests
{
    private const string Long = "count(for i in 1..5000 return [i]) + slow + count(for i in 1..5000 return [i])";

    [Theory]
    [InlineData(4, false)]
    [InlineData(6, true)]
    public void What_takes_longer_than_five_seconds_is_ended_unless_more_is_allowed(int seconds, bool isEnded)
    {
        var clock = new Clock();
        var result = FeelExpression.Parse(Long).Evaluate(new Slow(clock, seconds), new FeelEvaluation { Clock = clock });
        Assert.Equal(isEnded ? "FEEL_TIME" : null, result.Failure?.Code);
        if (isEnded)
            Assert.Equal(
                $"failed to evaluate expression '{Long}': It took longer than 5000 ms. Let it do less at once, or allow more time.",
                result.Failure?.Message);
    }

    [Fact]
    public void The_limit_can_be_lowered_and_lifted()
    {
        var clock = new Clock();
        var expression = FeelExpression.Parse(Long);
        FeelResult Run(TimeSpan timeAtMost) =>
            expression.Evaluate(new Slow(clock, seconds: 1), new FeelEvaluation { Clock = clock, TimeAtMost = timeAtMost });

        Assert.Equal("FEEL_TIME", Run(TimeSpan.FromMilliseconds(999)).Failure?.Code);
        Assert.Null(Run(TimeSpan.FromMilliseconds(1_000)).Failure);
        Assert.Null(Run(Timeout.InfiniteTimeSpan).Failure);
    }

    [Fact]
    public void A_short_evaluation_asks_no_clock()
    {
        var clock = new Clock();
        FeelExpression.Parse("[slow, for i in 1..900 return i]").Evaluate(new Slow(clock, 100), new FeelEvaluation { Clock = clock });
        Assert.Equal(0, clock.Looks);
    }

    [Fact]
    public void The_time_of_one_evaluation_does_not_count_for_the_next()
    {
        var clock = new Clock();
        var expression = FeelExpression.Parse(Long);
        for (var i = 0; i < 10; i++)
            Assert.Null(expression.Evaluate(new Slow(clock, 4), new FeelEvaluation { Clock = clock }).Failure);
    }

    [Fact]
    public void An_evaluation_that_nobody_waits_for_is_ended_and_throws_nothing()
    {
        using var source = new CancellationTokenSource();
        var expression = FeelExpression.Parse("count(for i in 1..5000 return i) + stop + count(for i in 1..5000 return i)");
        var result = expression.Evaluate(new Stop(source), new FeelEvaluation { Cancellation = source.Token });
        Assert.Equal("FEEL_CANCELLED", result.Failure?.Code);
        Assert.True(result.Value.IsNull);
    }

    private sealed class Clock : TimeProvider
    {
        public long Now { get; set; }

        public int Looks { get; private set; }

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp()
        {
            Looks++;
            return Now;
        }
    }

    private sealed class Slow(Clock clock, int seconds) : IFeelVariables
    {
        public bool TryGet(string name, out FeelValue value)
        {
            clock.Now += seconds * 1_000;
            value = FeelValue.From(0);
            return true;
        }
    }

    private sealed class Stop(CancellationTokenSource source) : IFeelVariables
    {
        public bool TryGet(string name, out FeelValue value)
        {
            source.Cancel();
            value = FeelValue.From(0);
            return true;
        }
    }
}
