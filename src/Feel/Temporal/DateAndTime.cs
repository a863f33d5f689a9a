using Fairlead.Feel.Values;

namespace Fairlead.Feel.Temporal;

/// <summary>A date with a time of day, without a zone or with one.</summary>
internal sealed class DateAndTime : BoxedValue
{
    private DateAndTime(long epochDay, long nanoseconds, Zone? zone, int offsetSeconds)
    {
        EpochDay = epochDay;
        Time = new TimeOfDay(nanoseconds, zone);
        OffsetSeconds = offsetSeconds;
    }

    public override FeelKind Kind => FeelKind.DateTime;

    public long EpochDay { get; }

    public CalendarDate Date => CalendarDate.Of(EpochDay);

    /// <summary>The time of day; of a region's zone only <see cref="OffsetSeconds"/> knows the right offset.</summary>
    public TimeOfDay Time { get; }

    public Zone? Zone => Time.Zone;

    /// <summary>Zero when there is no zone.</summary>
    public int OffsetSeconds { get; }

    /// <summary>Since 1970-01-01T00:00, in UTC when there is a zone.</summary>
    public Int128 Instant => ((Int128)EpochDay * DayTimeDuration.NanosecondsPerDay) + Time.Nanoseconds
        - (OffsetSeconds * (Int128)DayTimeDuration.NanosecondsPerSecond);

    /// <summary>As <see cref="Instant"/>, without what is less than a second.</summary>
    public long InstantSeconds =>
        (EpochDay * 86_400) + (Time.Nanoseconds / DayTimeDuration.NanosecondsPerSecond) - OffsetSeconds;

    public static bool SameForm(FeelValue left, FeelValue right) =>
        (((DateAndTime)left.Reference!).Zone is null) == (((DateAndTime)right.Reference!).Zone is null);

    public static FeelValue Of(long epochDay, long nanoseconds, Zone? zone, int? preferredOffset = null)
    {
        var offset = zone?.ResolveLocal(ref epochDay, ref nanoseconds, preferredOffset) ?? 0;
        return Checked(epochDay, nanoseconds, zone, offset);
    }

    /// <summary>The local time of a zone at an instant in UTC, or of no zone.</summary>
    public static FeelValue AtInstant(Int128 nanoseconds, Zone? zone)
    {
        var seconds = nanoseconds >= 0
            ? nanoseconds / DayTimeDuration.NanosecondsPerSecond
            : (nanoseconds - DayTimeDuration.NanosecondsPerSecond + 1) / DayTimeDuration.NanosecondsPerSecond;
        if (Int128.Abs(seconds) > (Int128)CalendarDate.LastDay * 86_400 * 2)
            return FeelValue.Null;
        var offset = zone?.OffsetAt(seconds) ?? 0;
        var local = nanoseconds + (offset * (Int128)DayTimeDuration.NanosecondsPerSecond);
        var day = local >= 0
            ? local / DayTimeDuration.NanosecondsPerDay
            : (local - DayTimeDuration.NanosecondsPerDay + 1) / DayTimeDuration.NanosecondsPerDay;
        return Checked((long)day, (long)(local - (day * DayTimeDuration.NanosecondsPerDay)), zone, offset);
    }

    public FeelValue Plus(Int128 nanoseconds) => AtInstant(Instant + nanoseconds, Zone);

    public FeelValue PlusMonths(long months) => Date.TryAddMonths(months, out var date)
        ? Of(date.EpochDay, Time.Nanoseconds, Zone, OffsetSeconds)
        : FeelValue.Null;

    /// <summary>The same local time in the same zone; the same instant is not enough.</summary>
    public bool IsSameAs(DateAndTime other) =>
        EpochDay == other.EpochDay && Time.Nanoseconds == other.Time.Nanoseconds && OffsetSeconds == other.OffsetSeconds
        && (Zone is null ? other.Zone is null : other.Zone is not null && Zone.IsSameAs(other.Zone));

    public bool TryCompare(DateAndTime other, bool wholeSeconds, out int order)
    {
        order = wholeSeconds ? InstantSeconds.CompareTo(other.InstantSeconds) : Instant.CompareTo(other.Instant);
        return Zone is null == other.Zone is null;
    }

    private static FeelValue Checked(long epochDay, long nanoseconds, Zone? zone, int offset) =>
        epochDay >= CalendarDate.FirstDay && epochDay <= CalendarDate.LastDay
            ? new FeelValue(new DateAndTime(epochDay, nanoseconds, zone, offset))
            : FeelValue.Null;
}
