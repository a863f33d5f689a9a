namespace Fairlead.Feel.Numbers;

/// <summary>The four operations and powers, rounded to 34 digits half to even, with the scales that Java's BigDecimal prefers.</summary>
internal static class DecimalArithmetic
{
    public static ExactDecimal Add(ExactDecimal left, ExactDecimal right)
    {
        var (coarse, fine) = left.Scale <= right.Scale ? (left, right) : (right, left);
        var shift = (long)fine.Scale - coarse.Scale;
        if (coarse.IsZero)
            return fine.Rounded();
        if (shift > 68 || (fine.IsZero && coarse.Digits + shift > ExactDecimal.Precision))
            return AddNegligible(coarse, fine);
        var wideCoarse = shift <= PowersOfTen.LargestExponent
            ? Wide.Multiply(coarse.Coefficient, PowersOfTen.Of((int)shift))
            : MultiplyTwice(coarse.Coefficient, (int)shift);
        if (wideCoarse is not { } aligned)
            return AddNegligible(coarse, fine);
        var wideFine = new Wide(UInt128.Zero, fine.Coefficient);
        if (coarse.Negative == fine.Negative)
            return ExactDecimal.Round(coarse.Negative, aligned + wideFine, fine.Scale, false, ExactDecimal.Precision);
        return aligned < wideFine
            ? ExactDecimal.Round(fine.Negative, wideFine - aligned, fine.Scale, false, ExactDecimal.Precision)
            : ExactDecimal.Round(coarse.Negative, aligned - wideFine, fine.Scale, false, ExactDecimal.Precision);
    }

    public static ExactDecimal Multiply(ExactDecimal left, ExactDecimal right, int precision = ExactDecimal.Precision) =>
        ExactDecimal.Round(
            left.Negative != right.Negative,
            Wide.Multiply(left.Coefficient, right.Coefficient),
            (long)left.Scale + right.Scale,
            sticky: false,
            precision);

    /// <summary>The divisor is not zero.</summary>
    public static ExactDecimal Divide(ExactDecimal left, ExactDecimal right, int precision = ExactDecimal.Precision)
    {
        var preferredScale = ExactDecimal.Clamp((long)left.Scale - right.Scale);
        if (left.IsZero)
            return new ExactDecimal(false, UInt128.Zero, preferredScale);
        var shift = precision - left.Digits + right.Digits;
        var inner = Math.Min(shift, PowersOfTen.LargestExponent - left.Digits);
        var numerator = inner < 0
            ? new Wide(UInt128.Zero, left.Coefficient)
            : Wide.Multiply(left.Coefficient * PowersOfTen.Of(inner), PowersOfTen.Of(shift - inner));
        var quotient = numerator.DivideBy(right.Coefficient, out var remainder);
        var scale = (long)preferredScale + Math.Max(shift, 0);
        var exact = remainder == UInt128.Zero;
        var negative = left.Negative != right.Negative;
        if (!exact && quotient.Low < PowersOfTen.Of(precision))
        {
            // All digits are kept: the remainder alone decides.
            var twice = remainder << 1;
            var up = twice > right.Coefficient || (twice == right.Coefficient && (quotient.Low & 1) == 1);
            return ExactDecimal.Round(
                negative, up ? quotient + new Wide(0, 1) : quotient, scale, sticky: false, precision);
        }
        var rounded = ExactDecimal.Round(negative, quotient, scale, !exact, precision);
        return exact ? rounded.StrippedTo(preferredScale) : rounded;
    }

    /// <summary>Square and multiply with a few guard digits, as ANSI X3.274 describes it.</summary>
    public static ExactDecimal Power(ExactDecimal value, int exponent)
    {
        var one = new ExactDecimal(false, UInt128.One, 0);
        if (exponent == 0)
            return one;
        var magnitude = Math.Abs((long)exponent);
        var exponentDigits = PowersOfTen.Digits((UInt128)(ulong)magnitude);
        var precision = ExactDecimal.Precision + exponentDigits + 1;
        if (precision > PowersOfTen.LargestExponent)
            return LongPower.Of(value, exponent);
        var result = one;
        for (var bit = 62 - System.Numerics.BitOperations.LeadingZeroCount((ulong)magnitude) + 1; bit >= 0; bit--)
        {
            result = Multiply(result, result, precision);
            if (((magnitude >> bit) & 1) == 1)
                result = Multiply(result, value, precision);
        }
        return exponent < 0 && !result.IsZero ? Divide(one, result, precision).Rounded() : result.Rounded();
    }

    // The finer operand is too small to be seen in 34 digits; it only decides the direction of the rounding.
    private static ExactDecimal AddNegligible(ExactDecimal coarse, ExactDecimal fine)
    {
        var padding = fine.IsZero
            ? (int)Math.Min(ExactDecimal.Precision - coarse.Digits, (long)fine.Scale - coarse.Scale)
            : 37 - coarse.Digits;
        var coefficient = coarse.Coefficient * PowersOfTen.Of(Math.Max(padding, 0));
        if (!fine.IsZero)
            coefficient = coarse.Negative == fine.Negative ? coefficient + 1 : coefficient - 1;
        var wide = new Wide(UInt128.Zero, coefficient);
        return ExactDecimal.Round(
            coarse.Negative, wide, (long)coarse.Scale + Math.Max(padding, 0), sticky: false, ExactDecimal.Precision);
    }

    private static Wide? MultiplyTwice(UInt128 coefficient, int shift)
    {
        var first = Wide.Multiply(coefficient, PowersOfTen.Of(shift - 34));
        return first.FitsIn128 ? Wide.Multiply(first.Low, PowersOfTen.Of(34)) : null;
    }
}
