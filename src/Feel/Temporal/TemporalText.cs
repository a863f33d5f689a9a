using System.Globalization;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Temporal;

/// <summary>Temporal values from and to text. What cannot be read is null.</summary>
internal static class TemporalText
{
    /// <summary>Whatever kind the text has, as after an at sign.</summary>
    public static FeelValue Parse(string text)
    {
        if (text.Contains('P', StringComparison.Ordinal) && ParseDuration(text) is { IsNull: false } duration)
            return duration;
        if (ParseDate(text) is { IsNull: false } date)
            return date;
        var moment = ParseDateAndTime(text);
        return moment.IsNull ? ParseTime(text) : moment;
    }

    public static FeelValue ParseDate(string text)
    {
        var reader = new TemporalReader(text);
        return reader.TryDate(out var date) && reader.AtEnd ? date.ToValue() : FeelValue.Null;
    }

    public static FeelValue ParseTime(string text)
    {
        var reader = new TemporalReader(text);
        reader.TryTake('T');
        return reader.TryTime(out var nanoseconds, out var zone, out _) && reader.AtEnd
            ? new FeelValue(new TimeOfDay(nanoseconds, zone))
            : FeelValue.Null;
    }

    public static FeelValue ParseDateAndTime(string text)
    {
        var reader = new TemporalReader(text);
        if (!reader.TryDate(out var date) || !reader.TryTake('T'))
            return FeelValue.Null;
        if (reader.TryEndOfDay(out var zone, out var offset))
            return reader.AtEnd ? DateAndTime.Of(date.EpochDay + 1, 0, zone, offset) : FeelValue.Null;
        return reader.TryTime(out var nanoseconds, out zone, out offset) && reader.AtEnd
            ? DateAndTime.Of(date.EpochDay, nanoseconds, zone, offset)
            : FeelValue.Null;
    }

    public static FeelValue ParseDuration(string text)
    {
        var reader = new TemporalReader(text);
        var negative = reader.TryTake('-');
        if (!reader.TryTake('P') || reader.AtEnd)
            return FeelValue.Null;
        Int128 months = 0, nanoseconds = 0;
        bool hasMonths = false, hasTime = false, inTime = false;
        var order = 0;
        while (!reader.AtEnd)
        {
            if (!inTime && reader.TryTake('T'))
            {
                inTime = true;
                if (reader.AtEnd)
                    return FeelValue.Null;
            }
            if (!reader.TryComponent(out var count, out var fraction, out var unit) || (fraction != 0 && unit != 'S'))
                return FeelValue.Null;
            var place = Place(unit, inTime);
            if (place <= order)
                return FeelValue.Null;
            order = place;
            hasMonths |= place <= 2;
            hasTime |= place > 2;
            months += place == 1 ? (Int128)count * 12 : place == 2 ? count : 0;
            nanoseconds += ((Int128)count * UnitNanoseconds(place)) + (place == 6 ? fraction : 0);
        }
        if (hasMonths == hasTime)
            return FeelValue.Null;
        if (hasTime)
            return DayTimeDuration.From(negative ? -nanoseconds : nanoseconds);
        return Int128.Abs(months) <= long.MaxValue
            ? new FeelValue(ValueTag.YearsMonthsDuration, (long)(negative ? -months : months))
            : FeelValue.Null;
    }

    /// <summary>As FEEL shows it: a region as <c>@Europe/Berlin</c>.</summary>
    public static string Format(FeelValue value) => Format(value, "@", "");

    /// <summary>As <see cref="Format(FeelValue)"/>, except that no span is <c>PT0S</c> or <c>P0M</c>, as in XML Schema.</summary>
    public static string FormatCanonically(FeelValue value) => value switch
    {
        { Kind: FeelKind.DaysTimeDuration, Bits: 0, Reference: ValueTag } => "PT0S",
        { Kind: FeelKind.YearsMonthsDuration, Bits: 0 } => "P0M",
        _ => Format(value),
    };

    /// <summary>As results carry it: a date and time with its offset only; a time keeps its region.</summary>
    public static string FormatForJson(FeelValue value) => value.Reference is DateAndTime { Zone.IsRegion: true } moment
        ? FormatLocal(moment) + FormatOffset(moment.OffsetSeconds)
        : Format(value);

    /// <summary>As the function <c>to json</c> gives it: with the offset and the region.</summary>
    public static string FormatWithOffsetAndRegion(FeelValue value) => value.Reference is DateAndTime { Zone.IsRegion: true }
        ? Format(value, "[", "]")
        : Format(value);

    public static string FormatOffset(int seconds)
    {
        if (seconds == 0)
            return "Z";
        var magnitude = Math.Abs(seconds);
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"{(seconds < 0 ? '-' : '+')}{magnitude / 3_600:00}:{magnitude / 60 % 60:00}");
        return magnitude % 60 == 0 ? text : string.Create(CultureInfo.InvariantCulture, $"{text}:{magnitude % 60:00}");
    }

    private static string Format(FeelValue value, string open, string close)
    {
        if (DayTimeDuration.TryGet(value, out var nanoseconds))
            return FormatDuration(nanoseconds);
        return value.Reference switch
        {
            ValueTag { Kind: FeelKind.Date } => FormatDate(CalendarDate.Of(value.Bits)),
            ValueTag { Kind: FeelKind.YearsMonthsDuration } => FormatMonths(value.Bits),
            TimeOfDay time => FormatTime(time) + FormatZone(time.Zone, "@", ""),
            DateAndTime { Zone.IsRegion: true } moment when open == "[" =>
                FormatLocal(moment) + FormatOffset(moment.OffsetSeconds) + FormatZone(moment.Zone, open, close),
            DateAndTime moment => FormatLocal(moment) + FormatZone(moment.Zone, open, close),
            _ => "",
        };
    }

    private static string FormatLocal(DateAndTime moment) => $"{FormatDate(moment.Date)}T{FormatTime(moment.Time)}";

    private static string FormatZone(Zone? zone, string open, string close) =>
        zone is null ? "" : zone.IsRegion ? open + zone.Id + close : zone.Id;

    private static string FormatDate(CalendarDate date) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(date.Year < 0 ? "-" : "")}{Math.Abs(date.Year):0000}-{date.Month:00}-{date.Day:00}");

    private static string FormatTime(TimeOfDay time)
    {
        var fraction = time.Nanoseconds % DayTimeDuration.NanosecondsPerSecond;
        var text = string.Create(CultureInfo.InvariantCulture, $"{time.Hour:00}:{time.Minute:00}:{time.Second:00}");
        return text + FormatFraction(fraction);
    }

    private static string FormatFraction(long nanoseconds) => nanoseconds == 0
        ? ""
        : "." + nanoseconds.ToString("000000000", CultureInfo.InvariantCulture).TrimEnd('0');

    private static string FormatMonths(long months)
    {
        if (months == 0)
            return "P0Y";
        var sign = months < 0 ? "-" : "";
        var (years, rest) = Int128.DivRem(Int128.Abs(months), 12);
        return $"{sign}P{(years == 0 ? "" : $"{years}Y")}{(rest == 0 ? "" : $"{rest}M")}";
    }

    private static string FormatDuration(Int128 nanoseconds)
    {
        if (nanoseconds == 0)
            return "P0D";
        var magnitude = Int128.Abs(nanoseconds);
        var (days, rest) = Int128.DivRem(magnitude, DayTimeDuration.NanosecondsPerDay);
        var (seconds, fraction) = Math.DivRem((long)rest, DayTimeDuration.NanosecondsPerSecond);
        var text = $"{(nanoseconds < 0 ? "-" : "")}P{(days == 0 ? "" : $"{days}D")}";
        if (rest == 0)
            return text;
        var (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
        text += $"T{(hours == 0 ? "" : $"{hours}H")}{(minutes == 0 ? "" : $"{minutes}M")}";
        return seconds % 60 == 0 && fraction == 0 ? text : $"{text}{seconds % 60}{FormatFraction(fraction)}S";
    }

    private static int Place(char unit, bool inTime) => (unit, inTime) switch
    {
        ('Y', false) => 1,
        ('M', false) => 2,
        ('D', false) => 3,
        ('H', true) => 4,
        ('M', true) => 5,
        ('S', true) => 6,
        _ => 0,
    };

    private static long UnitNanoseconds(int place) => place switch
    {
        3 => DayTimeDuration.NanosecondsPerDay,
        4 => 3_600 * DayTimeDuration.NanosecondsPerSecond,
        5 => 60 * DayTimeDuration.NanosecondsPerSecond,
        6 => DayTimeDuration.NanosecondsPerSecond,
        _ => 0,
    };
}
