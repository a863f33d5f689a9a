namespace Fairlead.Feel.Numbers;

/// <summary>A decimal taken apart: <c>±Coefficient × 10^-Scale</c>, at most 34 digits once rounded.</summary>
internal readonly record struct ExactDecimal(bool Negative, UInt128 Coefficient, int Scale)
{
    /// <summary>The precision of IEEE 754 decimal128, which Camunda calculates with.</summary>
    public const int Precision = 34;

    /// <summary>Beyond this many digits before or after the point there is no number.</summary>
    public const int ScaleAtMost = 999_999_999;

    public bool IsZero => Coefficient == UInt128.Zero;

    public int Digits => PowersOfTen.Digits(Coefficient);

    public ExactDecimal Negated => this with { Negative = !Negative && !IsZero };

    public static ExactDecimal From(long value) =>
        new(value < 0, value < 0 ? (UInt128)(ulong)-(value + 1) + 1 : (UInt128)(ulong)value, 0);

    public ExactDecimal Rounded(int precision = Precision) =>
        Round(Negative, new Wide(UInt128.Zero, Coefficient), Scale, sticky: false, precision);

    /// <summary>Rounds half to even; <paramref name="sticky"/> says that a non-zero rest was already cut off.</summary>
    public static ExactDecimal Round(bool negative, Wide coefficient, long scale, bool sticky, int precision)
    {
        var last = 0UL;
        var limit = PowersOfTen.Of(precision);
        while (!coefficient.FitsIn128 || coefficient.Low >= limit)
        {
            sticky |= last != 0;
            var surplus = coefficient.LeastDigits - precision;
            if (surplus > 1)
            {
                coefficient = coefficient.DivideBy((ulong)PowersOfTen.Small(Math.Min(surplus - 1, 18)), out var rest);
                sticky |= rest != 0;
                scale -= Math.Min(surplus - 1, 18);
            }
            coefficient = coefficient.DivideBy(10UL, out last);
            scale--;
        }
        var kept = coefficient.Low;
        if (last > 5 || (last == 5 && (sticky || (kept & UInt128.One) == UInt128.One)))
        {
            kept += UInt128.One;
            if (kept == limit)
            {
                kept /= 10;
                scale--;
            }
        }
        return new ExactDecimal(negative && kept != UInt128.Zero, kept, Clamp(scale));
    }

    /// <summary>Removes trailing zeros of the coefficient while the scale stays at or above the preferred one.</summary>
    public ExactDecimal StrippedTo(int preferredScale)
    {
        if (IsZero)
            return this with { Scale = preferredScale };
        var coefficient = Coefficient;
        var scale = Scale;
        while (scale > preferredScale)
        {
            var (quotient, remainder) = UInt128.DivRem(coefficient, 10);
            if (remainder != UInt128.Zero)
                break;
            coefficient = quotient;
            scale--;
        }
        return new ExactDecimal(Negative, coefficient, scale);
    }

    public static int Clamp(long scale) => (int)Math.Clamp(scale, -2L * ScaleAtMost, 2L * ScaleAtMost);

    /// <summary>Compares by value, whatever the scales.</summary>
    public static int Compare(ExactDecimal left, ExactDecimal right)
    {
        if (left.IsZero || right.IsZero || left.Negative != right.Negative)
            return left.SignNumber.CompareTo(right.SignNumber);
        var magnitude = ((long)left.Digits - left.Scale).CompareTo((long)right.Digits - right.Scale);
        if (magnitude == 0)
        {
            // Equal magnitude: the scales differ by less than 38 digits, so both fit in 256 bits.
            var difference = left.Scale - right.Scale;
            var wideLeft = Wide.Multiply(left.Coefficient, PowersOfTen.Of(Math.Max(-difference, 0)));
            var wideRight = Wide.Multiply(right.Coefficient, PowersOfTen.Of(Math.Max(difference, 0)));
            magnitude = wideLeft < wideRight ? -1 : wideRight < wideLeft ? 1 : 0;
        }
        return left.Negative ? -magnitude : magnitude;
    }

    private int SignNumber => IsZero ? 0 : Negative ? -1 : 1;
}
