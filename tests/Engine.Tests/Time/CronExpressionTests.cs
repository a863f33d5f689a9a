using Fairlead.Engine.Time;

namespace Fairlead.Engine.Tests.Time;

public sealed class CronExpressionTests
{
    /// <summary>A Thursday.</summary>
    private const string Start = "2030-01-31T12:00:00Z";

    [Theory]
    [InlineData("* * * * * *", "2030-01-31T12:00:01Z")]
    [InlineData("0 * * * * *", "2030-01-31T12:01:00Z")]
    [InlineData("0 0 9 * * *", "2030-02-01T09:00:00Z")]
    [InlineData("30 15 12 * * *", "2030-01-31T12:15:30Z")]
    [InlineData("*/20 59 * * * *", "2030-01-31T12:59:00Z")]
    [InlineData("0 0/30 8-10 * * *", "2030-02-01T08:00:00Z")]
    [InlineData("0 10-40/15 13 * * *", "2030-01-31T13:10:00Z")]
    [InlineData("0 0 9-17 * * MON-FRI", "2030-01-31T13:00:00Z")]
    [InlineData("0 0 9 * * mon,wed", "2030-02-04T09:00:00Z")]
    [InlineData("0 0 9 * * 0", "2030-02-03T09:00:00Z")]
    [InlineData("0 0 9 * * 7", "2030-02-03T09:00:00Z")]
    [InlineData("0 0 0 25 DEC ?", "2030-12-25T00:00:00Z")]
    [InlineData("0 0 0 29 2 *", "2032-02-29T00:00:00Z")]
    [InlineData("0 0 0 31 * *", "2030-03-31T00:00:00Z")]
    [InlineData("0 0 0 13 * FRI", "2030-09-13T00:00:00Z")]
    [InlineData("0 0 0 L * *", "2030-02-28T00:00:00Z")]
    [InlineData("0 0 0 L-3 * *", "2030-02-25T00:00:00Z")]
    [InlineData("0 0 0 LW * *", "2030-02-28T00:00:00Z")]
    [InlineData("0 0 0 LW 3 *", "2030-03-29T00:00:00Z")]
    [InlineData("0 0 0 1W 6 *", "2030-06-03T00:00:00Z")]
    [InlineData("0 0 0 15W 6 *", "2030-06-14T00:00:00Z")]
    [InlineData("0 0 0 31W 3 *", "2030-03-29T00:00:00Z")]
    [InlineData("0 0 0 ? * MON#2", "2030-02-11T00:00:00Z")]
    [InlineData("0 0 0 ? * FRI#5", "2030-03-29T00:00:00Z")]
    [InlineData("0 0 0 * * 5L", "2030-02-22T00:00:00Z")]
    [InlineData("0 0 0 29 2 MON#5", "2044-02-29T00:00:00Z")]
    [InlineData("@yearly", "2031-01-01T00:00:00Z")]
    [InlineData("@annually", "2031-01-01T00:00:00Z")]
    [InlineData("@monthly", "2030-02-01T00:00:00Z")]
    [InlineData("@weekly", "2030-02-03T00:00:00Z")]
    [InlineData("@daily", "2030-02-01T00:00:00Z")]
    [InlineData("@Midnight", "2030-02-01T00:00:00Z")]
    [InlineData("@hourly", "2030-01-31T13:00:00Z")]
    public void The_next_moment_is_the_first_later_one(string text, string expected)
    {
        Assert.True(CronExpression.TryParse(text, out var cron));
        Assert.Equal(At(expected), cron.Next(At(Start)));
        Assert.Equal(At(expected), cron.Next(new(At(expected).UnixMilliseconds - 1)));
        Assert.True(cron.Next(At(expected)) > At(expected));
    }

    [Theory]
    [InlineData("0 0 0 30 2 *")]
    [InlineData("0 0 0 1 * MON#2")]
    public void A_moment_that_never_comes_is_none(string text)
    {
        Assert.True(CronExpression.TryParse(text, out var cron));
        Assert.Null(cron.Next(At(Start)));
    }

    [Fact]
    public void The_calendar_has_an_end()
    {
        Assert.True(CronExpression.TryParse("@daily", out var cron));
        Assert.Null(cron.Next(At("9990-01-01T00:00:00Z")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0 9 * * MON")]
    [InlineData("0 0 9 * * MON 2030")]
    [InlineData("60 * * * * *")]
    [InlineData("* 60 * * * *")]
    [InlineData("* * 24 * * *")]
    [InlineData("* * * 0 * *")]
    [InlineData("* * * 32 * *")]
    [InlineData("* * * * 13 *")]
    [InlineData("* * * * * 8")]
    [InlineData("* * * * * MONDAY")]
    [InlineData("5-1 * * * * *")]
    [InlineData("*/0 * * * * *")]
    [InlineData("1/2/3 * * * * *")]
    [InlineData("1-2-3 * * * * *")]
    [InlineData("-1 * * * * *")]
    [InlineData("? * * * * *")]
    [InlineData("1, * * * * *")]
    [InlineData("* * * L-31 * *")]
    [InlineData("* * * 32W * *")]
    [InlineData("* * * * * MON#6")]
    [InlineData("* * * * * L")]
    [InlineData("@never")]
    public void Everything_else_is_none(string text) => Assert.False(CronExpression.TryParse(text, out _));

    private static Timestamp At(string moment) =>
        new(DateTimeOffset.Parse(moment, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeMilliseconds());
}
