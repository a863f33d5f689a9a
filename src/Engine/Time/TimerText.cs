using Fairlead.Bpmn;

namespace Fairlead.Engine.Time;

/// <summary>When a timer fires first, and how it goes on.</summary>
/// <param name="RepetitionsLeft">The first one included; null for ever.</param>
/// <param name="Interval">ISO 8601 text or a cron expression; null when it fires once.</param>
internal sealed record TimerSchedule(Timestamp Due, int? RepetitionsLeft, string? Interval);

/// <summary>Reads the texts that timers are written in.</summary>
internal static class TimerText
{
    /// <param name="problem">A sentence: what is wrong and what to write.</param>
    public static bool TryRead(TimerKind kind, string text, Timestamp now, out TimerSchedule schedule, out string problem)
    {
        text = text.Trim();
        Timestamp? due;
        int? repetitions = 1;
        string? interval = null;
        problem = "";
        schedule = null!;
        switch (kind)
        {
            case TimerKind.Duration:
                if (!IsoDuration.TryParse(text, out var duration))
                {
                    problem = $"\"{text}\" is no duration: write ISO 8601, for example PT15M or P1DT12H.";
                    return false;
                }

                due = duration.After(now);
                break;
            case TimerKind.Date:
                if (!IsoDate.TryParse(text, localIsUtc: false, out var date))
                {
                    problem = $"\"{text}\" is no date: write ISO 8601 with an offset, for example 2030-01-31T08:00:00Z.";
                    return false;
                }

                due = date;
                break;
            case TimerKind.Cycle:
                if (CronExpression.TryParse(text, out var cron))
                {
                    due = cron.Next(now);
                    repetitions = null;
                    interval = text;
                    break;
                }

                if (!IsoCycle.TryParse(text, out var cycle))
                {
                    problem = $"\"{text}\" is no cycle: write a repeated ISO 8601 interval of at least a millisecond, for example R3/PT10M or "
                        + "R/2030-01-31T08:00:00Z/P1D, or a cron expression of six fields, for example 0 0 9 * * MON-FRI.";
                    return false;
                }

                due = cycle.FirstDue(now);
                repetitions = cycle.Repetitions;
                interval = cycle.IntervalText;
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"No timer {kind}.");
        }

        if (due is not { } moment)
        {
            problem = $"\"{text}\" lies beyond the calendar.";
            return false;
        }

        schedule = new(moment, repetitions, interval);
        return true;
    }

    /// <summary>When a timer that repeats fires next.</summary>
    /// <param name="interval">As <see cref="TimerSchedule"/> has it.</param>
    /// <param name="due">When it was due last.</param>
    public static Timestamp? Next(string interval, Timestamp due) =>
        IsoDuration.TryParse(interval, out var duration) ? duration.After(due)
        : CronExpression.TryParse(interval, out var cron) ? cron.Next(due)
        : null;
}
