using Fairlead.Feel.Numbers;
using Fairlead.Feel.Syntax;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Temporal;

/// <summary>Operators between temporal values, and between durations and numbers. Exact: nothing is cut before the nanosecond.</summary>
internal static class TemporalArithmetic
{
    public static bool TryApply(ArithmeticOperator operation, FeelValue left, FeelValue right, out FeelValue result)
    {
        result = operation switch
        {
            ArithmeticOperator.Add => Add(left, right) is { IsNull: false } sum ? sum : Add(right, left),
            ArithmeticOperator.Subtract => Subtract(left, right),
            ArithmeticOperator.Multiply => Scale(left, right) is { IsNull: false } product ? product : Scale(right, left),
            ArithmeticOperator.Divide => Divide(left, right),
            ArithmeticOperator.Power => FeelValue.Null,
        };
        return !result.IsNull;
    }

    /// <summary>The span between a date, taken as its midnight in UTC, and a date and time.</summary>
    /// <remarks>Source: DMN 1.5 §10.3.2.9.4, from date to date and time.</remarks>
    public static bool TrySubtractMidnight(
        ArithmeticOperator operation, FeelValue left, FeelValue right, out FeelValue result)
    {
        result = FeelValue.Null;
        if (operation != ArithmeticOperator.Subtract)
            return false;
        if (left.Kind == FeelKind.Date && right.Kind == FeelKind.DateTime)
            result = Subtract(DateAndTime.Of(left.Bits, 0, Zone.Utc), right);
        else if (left.Kind == FeelKind.DateTime && right.Kind == FeelKind.Date)
            result = Subtract(left, DateAndTime.Of(right.Bits, 0, Zone.Utc));
        return !result.IsNull;
    }

    public static bool TryNegate(FeelValue value, out FeelValue negated)
    {
        negated = DayTimeDuration.TryGet(value, out var nanoseconds) ? DayTimeDuration.From(-nanoseconds)
            : TryMonths(value, out var months) ? Months(-(Int128)months)
            : FeelValue.Null;
        return !negated.IsNull;
    }

    public static bool TryMonths(FeelValue value, out long months)
    {
        months = value.Bits;
        return ReferenceEquals(value.Reference, ValueTag.YearsMonthsDuration);
    }

    public static FeelValue Months(Int128 months) => Int128.Abs(months) <= long.MaxValue
        ? new FeelValue(ValueTag.YearsMonthsDuration, (long)months)
        : FeelValue.Null;

    private static FeelValue Add(FeelValue left, FeelValue right)
    {
        if (DayTimeDuration.TryGet(right, out var nanoseconds))
        {
            if (DayTimeDuration.TryGet(left, out var other))
                return Duration(other, nanoseconds);
            return left.Reference switch
            {
                TimeOfDay time => time.Plus(nanoseconds),
                DateAndTime moment => moment.Plus(nanoseconds),
                ValueTag { Kind: FeelKind.Date } => AddToDate(left.Bits, nanoseconds),
                _ => FeelValue.Null,
            };
        }
        if (!TryMonths(right, out var months))
            return FeelValue.Null;
        if (TryMonths(left, out var otherMonths))
            return Months((Int128)otherMonths + months);
        if (CalendarDate.TryGet(left, out var date))
            return date.TryAddMonths(months, out var later) ? later.ToValue() : FeelValue.Null;
        return left.Reference is DateAndTime from ? from.PlusMonths(months) : FeelValue.Null;
    }

    private static FeelValue Subtract(FeelValue left, FeelValue right)
    {
        if (TryNegate(right, out var negated))
            return Add(left, negated);
        switch (left.Reference, right.Reference)
        {
            case (ValueTag { Kind: FeelKind.Date }, ValueTag { Kind: FeelKind.Date }):
                return DayTimeDuration.From((Int128)(left.Bits - right.Bits) * DayTimeDuration.NanosecondsPerDay);
            case (TimeOfDay a, TimeOfDay b) when a.Zone is null == b.Zone is null:
                return DayTimeDuration.From((Int128)a.InUtc - b.InUtc);
            case (DateAndTime a, DateAndTime b) when a.Zone is null == b.Zone is null:
                return DayTimeDuration.From(a.Instant - b.Instant);
            default:
                return FeelValue.Null;
        }
    }

    private static FeelValue Scale(FeelValue duration, FeelValue factor)
    {
        if (!factor.TryGetNumber(out var number) || !TryCount(duration, out var count))
            return FeelValue.Null;
        return NumberMath.TryMultiply(count, number, out var product) ? Counted(duration, product) : FeelValue.Null;
    }

    private static FeelValue Divide(FeelValue left, FeelValue right)
    {
        if (!TryCount(left, out var count))
            return FeelValue.Null;
        if (right.TryGetNumber(out var number))
            return NumberMath.TryDivide(count, number, out var part) ? Counted(left, part) : FeelValue.Null;
        return left.Kind == right.Kind && TryCount(right, out var unit) && NumberMath.TryDivide(count, unit, out var quotient)
            ? FeelValue.From(quotient)
            : FeelValue.Null;
    }

    private static bool TryCount(FeelValue duration, out FeelNumber count)
    {
        count = default;
        if (TryMonths(duration, out var months))
            count = FeelNumber.From(months);
        else if (DayTimeDuration.TryGet(duration, out var nanoseconds))
            count = new FeelNumber(new ExactDecimal(nanoseconds < 0, (UInt128)Int128.Abs(nanoseconds), 0).Rounded());
        else
            return false;
        return true;
    }

    // Less than a nanosecond or a month is cut towards zero.
    private static FeelValue Counted(FeelValue like, FeelNumber count)
    {
        NumberMath.TryRound(count, 0, RoundingMode.Down, out var whole);
        var exact = whole.Exact.StrippedTo(0);
        if (exact.Digits - exact.Scale > 37)
            return FeelValue.Null;
        var magnitude = (Int128)(exact.Coefficient * PowersOfTen.Of(Math.Max(-exact.Scale, 0)));
        var signed = exact.Negative ? -magnitude : magnitude;
        return like.Kind == FeelKind.YearsMonthsDuration ? Months(signed) : DayTimeDuration.From(signed);
    }

    private static FeelValue Duration(Int128 left, Int128 right)
    {
        var limit = Int128.MaxValue / 4;
        return Int128.Abs(left) > limit || Int128.Abs(right) > limit ? FeelValue.Null : DayTimeDuration.From(left + right);
    }

    private static FeelValue AddToDate(long epochDay, Int128 nanoseconds)
    {
        var total = ((Int128)epochDay * DayTimeDuration.NanosecondsPerDay) + nanoseconds;
        var day = total >= 0
            ? total / DayTimeDuration.NanosecondsPerDay
            : (total - DayTimeDuration.NanosecondsPerDay + 1) / DayTimeDuration.NanosecondsPerDay;
        return day >= CalendarDate.FirstDay && day <= CalendarDate.LastDay
            ? new FeelValue(ValueTag.Date, (long)day)
            : FeelValue.Null;
    }
}
