using Fairlead.Feel.Values;

namespace Fairlead.Feel.Temporal;

/// <summary>A days and time duration beyond ±292 years; shorter ones are kept in the 64 bits of their value.</summary>
internal sealed class DayTimeDuration(Int128 nanoseconds) : BoxedValue
{
    public const int NanosecondsPerTick = 100;
    public const long NanosecondsPerSecond = 1_000_000_000;
    public const long NanosecondsPerDay = 86_400 * NanosecondsPerSecond;

    public override FeelKind Kind => FeelKind.DaysTimeDuration;

    public Int128 Nanoseconds { get; } = nanoseconds;

    public static FeelValue From(Int128 nanoseconds) => nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue
        ? new FeelValue(ValueTag.DaysTimeDuration, (long)nanoseconds)
        : new FeelValue(new DayTimeDuration(nanoseconds));

    public static bool TryGet(FeelValue value, out Int128 nanoseconds)
    {
        if (ReferenceEquals(value.Reference, ValueTag.DaysTimeDuration))
        {
            nanoseconds = value.Bits;
            return true;
        }
        var large = value.Reference as DayTimeDuration;
        nanoseconds = large?.Nanoseconds ?? 0;
        return large is not null;
    }
}
