using Fairlead.Bpmn;

namespace Fairlead.Engine.Time;

/// <summary>When a timer fires first, and how it goes on.</summary>
/// <param name="RepetitionsLeft">The first one included; null for ever.</param>
/// <param name="Interval">ISO 8601 text; null when it fires once.</param>
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
                if (!IsoCycle.TryParse(text, out var cycle))
                {
                    problem = CycleProblem(text);
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

    private static string CycleProblem(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length >= 5
        ? $"\"{text}\" is a cron expression, which is not supported: write a repeated ISO 8601 interval, for example R/PT1H."
        : $"\"{text}\" is no cycle: write a repeated ISO 8601 interval of at least a millisecond, "
            + "for example R3/PT10M or R/2030-01-31T08:00:00Z/P1D.";
}
