using CsCheck;
using Fairlead.Connectors.Schedule;

namespace Fairlead.Connectors.Tests.Schedule;

/// <summary>Which moments are due, over changes of clocks and for any time away.</summary>
public sealed class TimetableTests
{
    private static readonly Gen<ScheduleSettings> Settings = Gen.OneOf(
        OneOf("*/7 * * * *", "0 9 * * MON-FRI", "30 2 * * *", "15 1 L * *", "0 0 12 * * *")
            .Select(cron => new ScheduleSettings { Cron = cron }),
        OneOf("R/PT7M", "R/P1D", "R/P1M", "R40/PT1H", "R/2026-01-31T02:30:00/P1M", "R/2026-03-01T00:00:00Z/PT90M")
            .Select(interval => new ScheduleSettings { Interval = interval }))
        .Select(OneOf<string?>(null, "Europe/Berlin", "America/New_York", "Pacific/Apia"), (settings, zone) => settings with { TimeZone = zone });

    private static readonly Gen<DateTimeOffset> Moments =
        Gen.Int[0, 60 * 24 * 400].Select(minutes => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(minutes));

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    [Theory]
    [InlineData("30 2 * * *", "2026-03-28T12:00:00Z", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00")] // No 02:30 on the 29th.
    [InlineData("30 2 * * *", "2026-10-24T12:00:00Z", "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00")] // Twice 02:30 on the 25th.
    [InlineData("R/2026-03-28T02:30:00/P1D", "2026-03-28T12:00:00Z", "2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00")]
    [InlineData("R/2026-10-24T02:30:00/P1D", "2026-10-24T12:00:00Z", "2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00")]
    [InlineData("R/2026-10-25T01:30:00/PT1H", "2026-10-25T00:00:00Z", "2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+01:00")]
    [InlineData("R/2026-01-31T09:00:00/P1M", "2026-02-01T00:00:00Z", "2026-02-28T09:00:00+01:00", "2026-03-31T09:00:00+02:00")]
    public void Clocks_that_change_and_short_months_move_a_time_and_lose_none(string text, string after, params string[] expected)
    {
        var settings = text.StartsWith('R') ? new ScheduleSettings { Interval = text } : new ScheduleSettings { Cron = text };
        var table = Timetable.Of(settings with { TimeZone = "Europe/Berlin" }, DateTimeOffset.UnixEpoch);

        Assert.Equal(
            expected.Select(moment => DateTimeOffset.Parse(moment, null)),
            table.Between(DateTimeOffset.Parse(after, null), DateTimeOffset.MaxValue).Take(expected.Length));
    }

    [Fact]
    public void Start_and_end_are_themselves_due()
    {
        var noon = new DateTimeOffset(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);
        var cron = new ScheduleSettings { Cron = "0 * * * *", StartAt = noon, EndAt = noon.AddHours(2) };
        var interval = new ScheduleSettings { Interval = "R/PT1H", StartAt = noon, EndAt = noon.AddHours(2) };

        foreach (var settings in (ScheduleSettings[])[cron, interval])
            Assert.Equal([noon, noon.AddHours(1), noon.AddHours(2)], Timetable.Of(settings, noon).Between(noon.AddDays(-9), noon.AddDays(9)));
    }

    /// <summary>Found by halving, and by walking from the first one.</summary>
    [Fact]
    public void The_next_moment_is_the_same_from_wherever_one_asks() => Gen.Select(Settings, Moments, Moments).Sample((settings, anchor, after) =>
    {
        var table = Timetable.Of(settings, anchor);
        var begin = after.AddDays(-3);
        var walked = table.Between(begin, after.AddDays(40)).FirstOrDefault(moment => moment > after);
        Assert.Equal(walked, table.Next(after) is { } next && next <= after.AddDays(40) ? next : default);
    });

    [Fact]
    public void Moments_grow() => Gen.Select(Settings, Moments).Sample((settings, anchor) =>
    {
        var moments = Timetable.Of(settings, anchor).Between(anchor.AddDays(-1), anchor.AddDays(60)).Take(500).ToList();
        Assert.Equal(moments.Order().Distinct(), moments);
    });

    /// <summary>However often the process is away and comes back: with all made up for, all due times fire, in order, each once.</summary>
    [Fact]
    public void Catching_up_on_all_gives_exactly_the_due_times() => Gen.Select(Settings, Moments, Gen.Int[1, 60 * 24 * 9].Array[1, 6]).Sample(
        (settings, begin, gaps) =>
        {
            var table = Timetable.Of(settings, begin);
            var (place, now) = (new SchedulePlace(table.Text, begin, begin, 0, 0), begin);
            var fired = new List<DateTimeOffset>();
            foreach (var gap in gaps)
            {
                now = now.AddMinutes(gap);
                foreach (var due in DueTimes.Of(table, place.Done, place.Missed, now, CatchUp.All, 100_000).Fires)
                {
                    Assert.Equal(0, due.Missed);
                    fired.Add(due.At);
                    place = place.After(due);
                }
            }

            Assert.Equal(table.Between(begin, now), fired);
        });

    [Fact]
    public void Every_due_time_fires_or_is_counted_as_missed_whatever_the_policy() =>
        Gen.Select(Settings, Moments, Gen.Int[1, 60 * 24 * 9].Array[1, 6], Gen.Enum<CatchUp>(), Gen.Int[1, 5]).Sample(
            (settings, begin, gaps, policy, atMost) =>
            {
                var table = Timetable.Of(settings, begin);
                var (place, now) = (new SchedulePlace(table.Text, begin, begin, 0, 0), begin);
                var counted = 0;
                foreach (var gap in gaps)
                {
                    now = now.AddMinutes(gap);
                    var due = DueTimes.Of(table, place.Done, place.Missed, now, policy, atMost);
                    foreach (var time in due.Fires)
                    {
                        counted += 1 + time.Missed;
                        place = place.After(time);
                    }

                    if (due.HasMissed)
                        place = place with { Done = now - DueTimes.LateAtMost, Missed = due.Missed };
                }

                Assert.Equal(table.Between(begin, now).Count(), counted + place.Missed);
            });
}
