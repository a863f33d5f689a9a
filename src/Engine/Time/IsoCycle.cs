using System.Globalization;

namespace Fairlead.Engine.Time;

/// <summary>A repeated interval: <c>R/PT1H</c>, <c>R3/PT1H</c>, <c>R3/2026-11-24T10:00:00Z/PT1H</c>.</summary>
/// <param name="Repetitions">How often; null for ever.</param>
/// <param name="Start">The first moment; null for one interval from now.</param>
/// <param name="IntervalText">The interval as written, for the journal.</param>
internal sealed record IsoCycle(int? Repetitions, Timestamp? Start, IsoDuration Interval, string IntervalText)
{
    public static bool TryParse(string text, out IsoCycle cycle)
    {
        cycle = null!;
        if (text is not ['R', ..]) return false;
        var parts = text.Split('/');
        if (parts.Length is < 2 or > 3) return false;

        int? repetitions = null;
        if (parts[0].Length > 1)
        {
            if (!int.TryParse(parts[0].AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
            repetitions = number;
        }

        Timestamp? start = null;
        if (parts.Length == 3)
        {
            if (!IsoDate.TryParse(parts[1], localIsUtc: false, out var moment)) return false;
            start = moment;
        }

        if (!IsoDuration.TryParse(parts[^1], out var interval) || !interval.IsPositive) return false;
        cycle = new(repetitions, start, interval, parts[^1]);
        return true;
    }

    /// <summary>
    /// The first moment of the series. A start that has passed is not caught up: the series goes on with its next moment.
    /// </summary>
    public Timestamp? FirstDue(Timestamp now)
    {
        if (Start is not { } start) return Interval.After(now);
        if (start >= now) return start;

        // An underestimate of the intervals that have passed, then single steps: a month is at most 31 days.
        var longest = (Interval.Months * 31L * 86_400_000) + (long)Interval.Rest.TotalMilliseconds;
        var passed = longest <= 0 ? 0 : (now.UnixMilliseconds - start.UnixMilliseconds) / longest;
        while (Interval.After(start, passed) is { } due)
        {
            if (due >= now) return due;
            passed++;
        }

        return null;
    }
}
