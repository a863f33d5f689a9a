using System.Globalization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Schedule;

/// <summary>Moments at equal distances, counted from the first one: <c>R/PT1H</c>, <c>R5/2026-03-01T09:00:00Z/P1D</c>.</summary>
/// <param name="anchor">Number 0.</param>
/// <param name="first">Number of the first moment that is due.</param>
/// <param name="last">Number of the last one.</param>
internal sealed class IntervalTable(DateTimeOffset anchor, IsoPeriod period, long first, long last) : Timetable
{
    private const long NumberAtMost = 1L << 40;

    /// <param name="start">Its first moment; null when nobody says.</param>
    /// <param name="anchor">Where it begins when nobody says; then it is due for the first time after one period.</param>
    /// <exception cref="ConnectorInputException">It is no such interval.</exception>
    public static IntervalTable Of(string interval, DateTimeOffset? start, DateTimeOffset anchor, TimeZoneInfo zone, string text)
    {
        var parts = interval.Split('/');
        if (parts.Length is not (2 or 3) || !TryCount(parts[0], out var count))
            throw Unfit("expected R/PT1H, R5/PT1H or R/2026-03-01T09:00:00Z/P1D");
        if (IsoPeriod.Parse(parts[^1]) is not { IsEmpty: false } period)
            throw Unfit($"\"{parts[^1]}\" is no duration: expected one such as PT1H or P1D");
        if (parts.Length is 3)
            start = MomentOf(parts[1], zone);
        return start is { } moment
            ? new IntervalTable(moment, period, 0, count - 1) { Text = text, Zone = zone }
            : new IntervalTable(anchor, period, 1, count) { Text = text, Zone = zone };
    }

    public override DateTimeOffset? Next(DateTimeOffset after)
    {
        // Grows until it is past, then halves: what lies years back costs no more than what is due next.
        var (below, above) = (first - 1, first);
        while (above < NumberAtMost && At(above) is { } moment && moment <= after)
            (below, above) = (above, first + (2 * (above - first)) + 1);
        while (above - below > 1)
        {
            var middle = below + ((above - below) / 2);
            if (At(middle) is { } moment && moment <= after)
                below = middle;
            else
                above = middle;
        }

        return above <= last ? At(above) : null;
    }

    /// <summary>Null behind the end of the calendar.</summary>
    private DateTimeOffset? At(long number)
    {
        try
        {
            var local = TimeZoneInfo.ConvertTime(anchor, Zone).DateTime;
            var day = local.AddMonths(checked((int)(number * period.Months))).AddDays(number * period.Days);
            var moment = period is { Months: 0, Days: 0 } ? anchor : Moment(day, Zone);
            return moment + (period.Time * number);
        }
        catch (Exception beyond) when (beyond is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>A time that does not exist for a change of clocks is moved to the change; one that exists twice is taken the first time.</summary>
    private static DateTimeOffset Moment(DateTime local, TimeZoneInfo zone)
    {
        if (zone.IsInvalidTime(local))
        {
            var before = zone.GetUtcOffset(local.AddDays(-1));
            local = local.AddTicks(-(local.Ticks % TimeSpan.TicksPerMinute));
            while (zone.IsInvalidTime(local.AddMinutes(-1)))
                local = local.AddMinutes(-1);
            return new DateTimeOffset(local, before);
        }

        var offset = zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    private static bool TryCount(string text, out long count)
    {
        count = long.MaxValue;
        return text is "R" or "R-1" || (text.StartsWith('R')
            && long.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out count)
            && count > 0);
    }

    /// <summary>Without an offset it is meant by the clock of the zone.</summary>
    private static DateTimeOffset MomentOf(string text, TimeZoneInfo zone)
    {
        if (!DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var written)
            || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment))
            throw Unfit($"\"{text}\" is no moment: expected one such as 2026-03-01T09:00:00Z");
        return written.Kind is DateTimeKind.Unspecified ? Moment(written, zone) : moment;
    }

    private static ConnectorInputException Unfit(string problem) => new($"interval: {problem}.");
}
