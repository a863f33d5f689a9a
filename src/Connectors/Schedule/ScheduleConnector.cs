using System.Globalization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Schedule;

/// <summary>Fires at moments that a calendar or an interval gives, each once, whatever runs or stands still in the meantime.</summary>
/// <remarks>
/// Its place is kept with the effect of each time, and each time has an identity: a runtime that was killed, or two that both take
/// themselves for the owner, do not fire one twice.
/// </remarks>
[Connector("io.fairlead:schedule:1", Name = "Schedule", Description = "Starts or continues a process at given times.")]
public sealed class ScheduleConnector : ISubscriptionConnector<ScheduleSettings>
{
    /// <summary>A clock may be put forward or back while nothing is due.</summary>
    private static readonly TimeSpan SleepAtMost = TimeSpan.FromMinutes(1);

    public void Check(ScheduleSettings settings) => Timetable.Of(settings, DateTimeOffset.UnixEpoch);

    public async Task RunAsync(ScheduleSettings settings, Subscription subscription, CancellationToken cancellation)
    {
        var place = await PlaceOfAsync(settings, subscription, cancellation);
        var table = Timetable.Of(settings, place.Anchor);
        Report(table, place.Done, subscription);
        while (true)
        {
            var now = subscription.Time.GetUtcNow();
            var due = DueTimes.Of(table, place.Done, place.Missed, now, settings.CatchUp, settings.CatchUpAtMost);
            foreach (var time in due.Fires)
            {
                place = place.After(time);
                await subscription.DeliverAsync(EventOf(time, place, table, subscription.Time.GetUtcNow()), cancellation);
            }

            if (due.HasMissed)
            {
                place = place with { Done = now - DueTimes.LateAtMost, Missed = due.Missed };
                await subscription.MoveCursorAsync("", place.Write(), cancellation);
                subscription.Log($"{due.Missed} times passed while nothing ran here; nothing happens for them.");
            }

            if (due.Fires.Count > 0)
                Report(table, place.Done, subscription);
            await Task.Delay(UntilNext(table, place.Done, subscription.Time), subscription.Time, cancellation);
        }
    }

    private static async Task<SchedulePlace> PlaceOfAsync(
        ScheduleSettings settings, Subscription subscription, CancellationToken cancellation)
    {
        var now = subscription.Time.GetUtcNow();
        var kept = SchedulePlace.Read(await subscription.ReadCursorAsync("", cancellation));
        var text = Timetable.Of(settings, now).Text;
        if (kept?.Table == text)
            return kept;

        // From now on times can be missed.
        var begun = new SchedulePlace(text, now, now, kept?.Fired ?? 0, 0);
        await subscription.MoveCursorAsync("", begun.Write(), cancellation);
        return begun;
    }

    private static InboundEvent EventOf(DueTime due, SchedulePlace place, Timetable table, DateTimeOffset now) => new()
    {
        Variables = new
        {
            scheduledAt = TimeZoneInfo.ConvertTime(due.At, table.Zone),
            firedAt = TimeZoneInfo.ConvertTime(now, table.Zone),
            missed = due.Missed,
            occurrence = place.Fired,
        },
        Id = due.At.UtcDateTime.ToString("O", CultureInfo.InvariantCulture),
        Cursor = place.Write(),
        HappenedAt = due.At,
    };

    private static void Report(Timetable table, DateTimeOffset done, Subscription subscription) => subscription.ReportUp(new Dictionary<string, string>
    {
        ["Next"] = table.Next(done) is { } next
            ? TimeZoneInfo.ConvertTime(next, table.Zone).ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture)
            : "none",
    });

    private static TimeSpan UntilNext(Timetable table, DateTimeOffset done, TimeProvider time)
    {
        var wait = table.Next(done) - time.GetUtcNow() ?? SleepAtMost;
        return TimeSpan.FromTicks(Math.Clamp(wait.Ticks, TimeSpan.TicksPerMillisecond, SleepAtMost.Ticks));
    }
}
