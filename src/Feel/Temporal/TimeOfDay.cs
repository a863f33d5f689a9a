using Fairlead.Feel.Values;

namespace Fairlead.Feel.Temporal;

/// <summary>A time of day, without a zone or with one.</summary>
internal sealed class TimeOfDay(long nanoseconds, Zone? zone) : BoxedValue
{
    public override FeelKind Kind => FeelKind.Time;

    /// <summary>Since midnight.</summary>
    public long Nanoseconds { get; } = nanoseconds;

    public Zone? Zone { get; } = zone;

    public int? OffsetSeconds => Zone?.StandardOffsetSeconds;

    public int Hour => (int)(Nanoseconds / (3_600 * DayTimeDuration.NanosecondsPerSecond));

    public int Minute => (int)(Nanoseconds / (60 * DayTimeDuration.NanosecondsPerSecond) % 60);

    public int Second => (int)(Nanoseconds / DayTimeDuration.NanosecondsPerSecond % 60);

    public static bool SameForm(FeelValue left, FeelValue right) =>
        (((TimeOfDay)left.Reference!).Zone is null) == (((TimeOfDay)right.Reference!).Zone is null);

    /// <summary>Goes round at midnight.</summary>
    public FeelValue Plus(Int128 nanoseconds)
    {
        var sum = (Nanoseconds + nanoseconds) % DayTimeDuration.NanosecondsPerDay;
        return new FeelValue(new TimeOfDay((long)(sum < 0 ? sum + DayTimeDuration.NanosecondsPerDay : sum), Zone));
    }

    public bool IsSameAs(TimeOfDay other) => Nanoseconds == other.Nanoseconds && OffsetSeconds == other.OffsetSeconds;

    public bool TryCompare(TimeOfDay other, bool wholeSeconds, out int order)
    {
        order = wholeSeconds ? SecondsInUtc.CompareTo(other.SecondsInUtc) : InUtc.CompareTo(other.InUtc);
        return Zone is null == other.Zone is null;
    }

    public long SecondsInUtc => (Nanoseconds / DayTimeDuration.NanosecondsPerSecond) - (OffsetSeconds ?? 0);

    public long InUtc => Nanoseconds - ((OffsetSeconds ?? 0) * DayTimeDuration.NanosecondsPerSecond);
}
