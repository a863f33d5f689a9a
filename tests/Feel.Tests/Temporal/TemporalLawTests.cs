using System.Globalization;
using CsCheck;
using Fairlead.Feel.Temporal;

namespace Fairlead.Feel.Tests.Temporal;

/// <summary>Calendar and durations are exact to the nanosecond, over all years that have a date.</summary>
public sealed class TemporalLawTests
{
    private const long NanosecondsPerDay = 86_400_000_000_000;

    private static readonly string[] Zones = ["", "Z", "+05:30", "-11:00", "@Europe/Berlin", "@America/New_York", "@Australia/Lord_Howe"];

    private static readonly Gen<long> Days = Gen.OneOf(
        Gen.Long[-200_000, 200_000], Gen.Long[CalendarDate.FirstDay + 2, CalendarDate.LastDay - 2]);

    private static readonly Gen<FeelValue> Moments = Gen.Select(Days, Gen.Long[0, NanosecondsPerDay - 1], Gen.Int[0, Zones.Length - 1])
        .Select((day, nanoseconds, zone) => Moment(day, nanoseconds, Zones[zone]));

    private static readonly Gen<Int128> Spans = Gen.Select(Gen.Long, Gen.Int[0, 3]).Select((span, scale) => (Int128)span * Power(scale));

    [Fact]
    public void A_day_and_its_date_are_the_same_day() => Days.Sample(day =>
    {
        var date = CalendarDate.Of(day);
        Assert.Equal(day, date.EpochDay);
        Assert.Equal(date.Day < CalendarDate.DaysInMonth(date.Year, date.Month) ? date.Day + 1 : 1, CalendarDate.Of(day + 1).Day);
        Assert.Equal((date.Weekday % 7) + 1, CalendarDate.Of(day + 1).Weekday);
    });

    [Fact]
    public void What_is_shown_is_read_as_the_same_moment() => Moments.Sample(moment =>
    {
        // Of doubled times the text alone does not tell which one it is.
        var text = TemporalText.Format(moment);
        Assert.Equal(text, TemporalText.Format(TemporalText.Parse(text)));
        Assert.Equal(moment, TemporalText.ParseDateAndTime(TemporalText.FormatWithOffsetAndRegion(moment)));
    });

    [Fact]
    public void The_difference_of_two_moments_leads_from_one_to_the_other() => Gen.Select(Moments, Moments).Sample((a, b) =>
    {
        var variables = FeelContext.Of(("a", a), ("b", b));
        var result = FeelExpression.Parse("a + (b - a) <= b and a + (b - a) >= b").Evaluate(variables).Value;
        // Local times and those of zones have no difference.
        Assert.True(result.IsNull || result == FeelValue.From(true), $"{a} {b}");
    });

    [Fact]
    public void Spans_are_added_multiplied_and_divided_exactly() => Gen.Select(Spans, Spans, Gen.Int[1, 1_000]).Sample((x, y, n) =>
    {
        var variables = FeelContext.Of(
            ("x", DayTimeDuration.From(x)), ("y", DayTimeDuration.From(y)), ("n", FeelValue.From(n)));
        Is(x + y, "x + y", variables);
        Is(x - y, "x - y", variables);
        Is(x * n, "x * n", variables);
        Is(x / n, "x / n", variables);
        Is(x, "x * n / n", variables);
        if (y != 0)
            Assert.Equal(
                FeelExpression.Parse("a / b").Evaluate(FeelContext.Of(("a", Number(x)), ("b", Number(y)))).Value,
                FeelExpression.Parse("x / y").Evaluate(variables).Value);
    });

    private static void Is(Int128 nanoseconds, string expression, FeelContext variables) =>
        Assert.Equal(DayTimeDuration.From(nanoseconds), FeelExpression.Parse(expression).Evaluate(variables).Value);

    private static FeelValue Number(Int128 value) =>
        FeelNumber.TryParse(value.ToString(CultureInfo.InvariantCulture), out var number) ? FeelValue.From(number) : FeelValue.Null;

    private static FeelValue Moment(long day, long nanoseconds, string zone) =>
        DateAndTime.Of(day, nanoseconds, zone.Length == 0 ? null : Zone.OfId(zone.TrimStart('@')));

    private static long Power(int scale) => scale switch
    {
        0 => 1,
        1 => 1_000,
        2 => 1_000_000,
        _ => 86_400,
    };
}
