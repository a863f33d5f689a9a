using Fairlead.Engine.Time;

namespace Fairlead.Engine.Tests.Time;

public sealed class IsoTests
{
    private static readonly DateTimeOffset NewYear = new(2030, 1, 31, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("PT0S", "2030-01-31T12:00:00Z")]
    [InlineData("PT1.5S", "2030-01-31T12:00:01.5Z")]
    [InlineData("PT1,5S", "2030-01-31T12:00:01.5Z")]
    [InlineData("PT90M", "2030-01-31T13:30:00Z")]
    [InlineData("P1D", "2030-02-01T12:00:00Z")]
    [InlineData("P2W", "2030-02-14T12:00:00Z")]
    [InlineData("P1M", "2030-02-28T12:00:00Z")]
    [InlineData("P1Y1M1DT1H1M1S", "2031-03-01T13:01:01Z")]
    [InlineData("-PT1H", "2030-01-31T11:00:00Z")]
    [InlineData("+P1M", "2030-02-28T12:00:00Z")]
    public void A_duration_is_counted_on_the_calendar(string text, string expected)
    {
        Assert.True(IsoDuration.TryParse(text, out var duration));
        Assert.Equal(Moment(expected), duration.After(At(NewYear)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1")]
    [InlineData("P1DT")]
    [InlineData("1D")]
    [InlineData("PT5X")]
    [InlineData("P1M1Y")]
    [InlineData("P1D1D")]
    [InlineData("PT1D")]
    [InlineData("P1H")]
    [InlineData("P1.5D")]
    [InlineData("PT.5S")]
    [InlineData("PT1.2.3S")]
    [InlineData("P 1D")]
    [InlineData("P1D ")]
    [InlineData("--P1D")]
    [InlineData("pt1s")]
    [InlineData("P1T1H1DT")]
    [InlineData("P999999999999999999999999999Y")]
    [InlineData("P99999Y")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(IsoDuration.TryParse(text, out _));

    [Fact]
    public void A_duration_beyond_the_calendar_has_no_moment()
    {
        Assert.True(IsoDuration.TryParse("P1000Y", out var duration));
        Assert.Null(duration.After(At(NewYear), times: 9));
        Assert.Null(duration.After(At(NewYear), times: long.MaxValue));
    }

    [Theory]
    [InlineData("2030-01-31T12:00:00Z", "2030-01-31T12:00:00Z")]
    [InlineData("2030-01-31T12:00Z", "2030-01-31T12:00:00Z")]
    [InlineData("2030-01-31T12:00:00.25+01:00", "2030-01-31T11:00:00.25Z")]
    [InlineData("2030-01-31T12:00:00-05:30", "2030-01-31T17:30:00Z")]
    [InlineData("2030-01-31T12:00:00+01:00[Europe/Paris]", "2030-01-31T11:00:00Z")]
    public void A_date_has_an_offset(string text, string expected)
    {
        Assert.True(IsoDate.TryParse(text, localIsUtc: false, out var moment));
        Assert.Equal(Moment(expected), moment);
    }

    [Theory]
    [InlineData("2030-01-31T12:00:00")]
    [InlineData("2030-01-31")]
    [InlineData("2030-02-31T12:00:00Z")]
    [InlineData("2030-01-31T12:00:00[Europe/Paris]")]
    [InlineData("31.01.2030")]
    [InlineData("")]
    [InlineData("Z")]
    public void What_is_no_date_is_refused(string text) => Assert.False(IsoDate.TryParse(text, localIsUtc: false, out _));

    [Fact]
    public void A_local_date_counts_as_UTC_where_that_is_said()
    {
        Assert.True(IsoDate.TryParse("2030-01-31T12:00:00", localIsUtc: true, out var moment));
        Assert.Equal(At(NewYear), moment);
    }

    [Theory]
    [InlineData("R/PT1H", null, "2030-01-31T13:00:00Z")]
    [InlineData("R3/PT1H", 3, "2030-01-31T13:00:00Z")]
    [InlineData("R0/PT1H", 0, "2030-01-31T13:00:00Z")]
    [InlineData("R2/2030-02-01T00:00:00Z/P1D", 2, "2030-02-01T00:00:00Z")]
    [InlineData("R/2030-01-31T12:00:00Z/P1D", null, "2030-01-31T12:00:00Z")]
    [InlineData("R/2020-01-01T00:00:00Z/P1D", null, "2030-02-01T00:00:00Z")]
    [InlineData("R/2020-01-01T00:00:00Z/P1M", null, "2030-02-01T00:00:00Z")]
    [InlineData("R/2020-01-01T00:00:00Z/P1Y", null, "2031-01-01T00:00:00Z")]
    [InlineData("R/1970-01-01T00:00:00Z/PT0.001S", null, "2030-01-31T12:00:00Z")]
    public void A_cycle_goes_on_from_now(string text, int? repetitions, string firstDue)
    {
        Assert.True(IsoCycle.TryParse(text, out var cycle));
        Assert.Equal(repetitions, cycle.Repetitions);
        Assert.Equal(Moment(firstDue), cycle.FirstDue(At(NewYear)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PT1H")]
    [InlineData("R")]
    [InlineData("R/")]
    [InlineData("Rx/PT1H")]
    [InlineData("R-1/PT1H")]
    [InlineData("R/PT0S")]
    [InlineData("R/-PT1H")]
    [InlineData("R/PT0.0001S")]
    [InlineData("R/2030-01-31/PT1H")]
    [InlineData("R/2030-01-31T12:00:00Z/PT1H/2031-01-31T12:00:00Z")]
    public void What_is_no_cycle_is_refused(string text) => Assert.False(IsoCycle.TryParse(text, out _));

    private static Timestamp At(DateTimeOffset date) => new(date.ToUnixTimeMilliseconds());

    private static Timestamp Moment(string text) =>
        At(DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture));
}
