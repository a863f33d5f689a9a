using Fairlead.Connectors.Schedule;
using Fairlead.Connectors.Sdk;
using Fairlead.Testing;

namespace Fairlead.Connectors.Tests.Schedule;

/// <summary>Days and years of schedules, on a clock that stands still until it is moved.</summary>
public sealed class ScheduleTests
{
    private static readonly DateTimeOffset Begin = new(2026, 3, 27, 8, 30, 0, TimeSpan.Zero);

    private readonly MemorySubscription.Kept _kept = new();

    [Fact]
    public async Task A_schedule_fires_at_its_times_and_says_when_it_was_due()
    {
        var time = new VirtualTime(Begin);
        await RunAsync(new ScheduleSettings { Cron = "0 9 * * MON-FRI", TimeZone = "Europe/Berlin" }, time, TimeSpan.FromDays(4));

        // The clocks went forward in between.
        Assert.Equal(["2026-03-30T09:00:00+02:00", "2026-03-31T09:00:00+02:00"], _kept.Times);
        Assert.Equal(2, _kept.Events[1].GetProperty("occurrence").GetInt64());
        Assert.Equal(0, _kept.Events[1].GetProperty("missed").GetInt32());
        Assert.Equal(_kept.Times[1], _kept.Events[1].GetProperty("firedAt").GetString());
    }

    [Theory]
    [InlineData(CatchUp.Skip, new string[0], 3)]
    [InlineData(CatchUp.One, new[] { "2026-03-30T08:00:00+00:00" }, 0)]
    [InlineData(CatchUp.All, new[] { "2026-03-28T08:00:00+00:00", "2026-03-29T08:00:00+00:00", "2026-03-30T08:00:00+00:00" }, 0)]
    public async Task After_a_time_away_the_policy_says_what_is_made_up_for(CatchUp policy, string[] madeUp, int missedByNext)
    {
        var settings = new ScheduleSettings { Cron = "0 8 * * *", CatchUp = policy };
        var time = new VirtualTime(Begin);
        await RunAsync(settings, time, TimeSpan.Zero);
        time.Advance(TimeSpan.FromDays(3));
        await RunAsync(settings, time, TimeSpan.Zero);
        Assert.Equal(madeUp, _kept.Times);

        await RunAsync(settings, time, TimeSpan.FromDays(1));
        Assert.Equal("2026-03-31T08:00:00+00:00", _kept.Times[^1]);
        Assert.Equal(missedByNext, _kept.Events[^1].GetProperty("missed").GetInt32());
    }

    [Fact]
    public async Task The_one_that_is_made_up_for_says_how_many_were_not()
    {
        var settings = new ScheduleSettings { Interval = "R/PT1H", CatchUp = CatchUp.One };
        var time = new VirtualTime(Begin);
        await RunAsync(settings, time, TimeSpan.Zero);
        time.Advance(TimeSpan.FromHours(10.5));
        await RunAsync(settings, time, TimeSpan.Zero);

        Assert.Equal(9, Assert.Single(_kept.Events).GetProperty("missed").GetInt32());
    }

    [Fact]
    public async Task No_more_are_made_up_for_than_the_bound_says_and_these_are_the_latest()
    {
        var settings = new ScheduleSettings { Interval = "R/PT1S", CatchUp = CatchUp.All, CatchUpAtMost = 2 };
        var time = new VirtualTime(Begin);
        await RunAsync(settings, time, TimeSpan.Zero);
        time.Advance(TimeSpan.FromDays(400));
        await RunAsync(settings, time, TimeSpan.Zero);

        // Two that were missed, and those of the last minute, which are only late.
        Assert.Equal(62, _kept.Events.Count);
        Assert.Equal(DueTimes.CountedAtMost, _kept.Events[0].GetProperty("missed").GetInt32());
    }

    /// <summary>Killed between the event and its commit: nothing of it was written.</summary>
    [Fact]
    public async Task A_time_whose_commit_did_not_happen_fires_again_and_each_fires_once()
    {
        var settings = new ScheduleSettings { Interval = "R/PT1H", CatchUp = CatchUp.All };
        var time = new VirtualTime(Begin);
        await RunAsync(settings, time, TimeSpan.FromHours(2.5));
        await Assert.ThrowsAsync<IOException>(() => RunAsync(
            settings, time, TimeSpan.FromHours(1), _ => throw new IOException("Killed.")));
        await RunAsync(settings, time, TimeSpan.FromHours(1));

        Assert.Equal(4, _kept.Events.Count);
        Assert.Equal(_kept.Times.Distinct(), _kept.Times);
    }

    [Fact]
    public async Task Two_runtimes_that_both_take_themselves_for_the_owner_fire_each_time_once()
    {
        var settings = new ScheduleSettings { Interval = "R/PT1H" };
        var time = new VirtualTime(Begin);
        await RunAsync(settings, time, TimeSpan.Zero);
        await RunAsync(settings, time, TimeSpan.FromDays(1), runtimes: 2);

        Assert.Equal(24, _kept.Events.Count);
        Assert.Equal(_kept.Times.Distinct(), _kept.Times);
    }

    [Fact]
    public async Task A_counted_interval_ends()
    {
        var time = new VirtualTime(Begin);
        await RunAsync(new ScheduleSettings { Interval = "R3/PT1H" }, time, TimeSpan.FromDays(1));

        Assert.Equal(3, _kept.Events.Count);
    }

    [Fact]
    public async Task Another_timetable_begins_anew_and_does_not_make_up_for_times_before_it()
    {
        var time = new VirtualTime(Begin);
        await RunAsync(new ScheduleSettings { Interval = "R/PT1H", CatchUp = CatchUp.All }, time, TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromDays(1));
        await RunAsync(new ScheduleSettings { Interval = "R/PT2H", CatchUp = CatchUp.All }, time, TimeSpan.FromHours(2));

        Assert.Equal(2, _kept.Events.Count);
    }

    [Theory]
    [InlineData(null, null, "cron")]
    [InlineData("0 9 * * *", "R/PT1H", "cron")]
    [InlineData("every day", null, "cron")]
    [InlineData(null, "PT1H", "interval")]
    [InlineData(null, "R/P", "interval")]
    [InlineData(null, "R0/PT1H", "interval")]
    [InlineData(null, "R/tomorrow/PT1H", "interval")]
    public void What_is_no_timetable_is_refused_by_its_name(string? cron, string? interval, string name)
    {
        var refused = Assert.Throws<ConnectorInputException>(
            () => new ScheduleConnector().Check(new ScheduleSettings { Cron = cron, Interval = interval }));
        Assert.StartsWith($"{name}:", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_zone_that_nobody_knows_is_refused() => Assert.Contains("Atlantis", Assert.Throws<ConnectorInputException>(
        () => new ScheduleConnector().Check(new ScheduleSettings { Cron = "@daily", TimeZone = "Europe/Atlantis" })).Message, StringComparison.Ordinal);

    /// <summary>Runs it for a while, in a process of its own or in several.</summary>
    /// <remarks>Apart from the context of the test: all of it happens within the calls of the clock.</remarks>
    private Task RunAsync(
        ScheduleSettings settings, VirtualTime time, TimeSpan span, Action<InboundEvent>? beforeCommit = null, int runtimes = 1) => Task.Run(async () =>
    {
        using var stop = new CancellationTokenSource();
        var runs = Enumerable.Range(0, runtimes).Select(_ => new ScheduleConnector().RunAsync(
            settings, new MemorySubscription(time, _kept) { BeforeCommit = beforeCommit ?? (_ => { }) }, stop.Token)).ToList();
        for (var end = time.GetUtcNow() + span; time.GetUtcNow() < end && !runs.Any(run => run.IsCompleted);)
            time.Advance(time.NextDue is { } due && due < end - time.GetUtcNow() ? due : end - time.GetUtcNow());
        await stop.CancelAsync();
        try
        {
            await Task.WhenAll(runs);
        }
        catch (OperationCanceledException)
        {
            // They were told to.
        }
    });
}
