namespace Fairlead.Feel.Tests.Temporal;

/// <summary>Local times in zones, by Java's rules: skipped times move forward, of doubled ones the earlier offset holds.</summary>
public sealed class ZoneTests
{
    [Theory]
    [InlineData("@\"2024-03-31T02:30:00@Europe/Berlin\"", "2024-03-31T03:30:00@Europe/Berlin")]
    [InlineData("@\"2024-10-27T02:30:00@Europe/Berlin\".time offset", "PT2H")]
    [InlineData("date and time(\"2024-10-27T02:30:00+01:00[Europe/Berlin]\").time offset", "PT1H")]
    [InlineData("@\"2024-10-27T02:30:00@Europe/Berlin\" + @\"PT1H\"", "2024-10-27T02:30:00@Europe/Berlin")]
    [InlineData("(@\"2024-10-27T02:30:00@Europe/Berlin\" + @\"PT1H\").time offset", "PT1H")]
    [InlineData("(@\"2024-09-27T02:30:00@Europe/Berlin\" + @\"P1M\").time offset", "PT2H")]
    [InlineData("@\"2011-12-30T12:00:00@Pacific/Apia\"", "2011-12-31T12:00:00@Pacific/Apia")]
    [InlineData("@\"2024-07-01T00:00:00@UTC+05:30\".time offset", "PT5H30M")]
    [InlineData("@\"2024-07-01T00:00:00z\"", "2024-07-01T00:00:00Z")]
    [InlineData("@\"2024-06-30T24:00:00Z\"", "2024-07-01T00:00:00Z")]
    public void A_local_time_in_a_zone(string expression, string shown) => Shows(shown, expression);

    [Theory]
    [InlineData("9999-07-01", "PT2H")]
    [InlineData("9999-01-01", "PT1H")]
    [InlineData("12024-07-01", "PT2H")]
    [InlineData("12024-12-01", "PT1H")]
    [InlineData("999999999-07-01", "PT2H")]
    [InlineData("999999999-12-31", "PT1H")]
    [InlineData("1800-07-01", "PT53M28S")]
    [InlineData("-9999-07-01", "PT53M28S")]
    [InlineData("-999999999-01-01", "PT53M28S")]
    public void A_year_beyond_the_tables_of_the_zone_follows_the_last_rules_on_that_side(string date, string offset) =>
        Shows(offset, $"@\"{date}T12:00:00@Europe/Berlin\".time offset");

    [Fact]
    public void The_clock_changes_on_the_same_Sundays_in_the_far_future() => Shows(
        "true",
        "every y in [2024, 2031, 9600, 12024, 400031, 999999624] satisfies "
        + "{last: [25..31], d: (for i in 25..31 return date(y, 3, i))[day of week(item) = \"Sunday\"][1], "
        + "before: date and time(d, time(\"01:59:59@Europe/Berlin\")), after: before + @\"PT1S\", "
        + "r: before.time offset = @\"PT1H\" and after.time offset = @\"PT2H\" and after.hour = 3}.r");

    private static void Shows(string shown, string expression)
    {
        var result = FeelExpression.Parse(expression).Evaluate(FeelContext.Empty);
        Assert.True(result.Failure is null, result.Failure?.Message);
        Assert.Equal(shown, result.Value.ToString());
    }
}
