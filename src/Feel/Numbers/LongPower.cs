using System.Numerics;

namespace Fairlead.Feel.Numbers;

/// <summary>
/// Whole powers with exponents of four digits and more. They are worked out with more digits than 128 bits hold, because errors grow with
/// the exponent; they are rare enough to allocate.
/// </summary>
internal static class LongPower
{
    /// <summary>Square and multiply as ANSI X3.274 describes it, with so many more digits as the exponent has, and one.</summary>
    /// <param name="exponent">Not zero.</param>
    public static ExactDecimal Of(ExactDecimal value, int exponent)
    {
        var magnitude = Math.Abs((long)exponent);
        var precision = ExactDecimal.Precision + PowersOfTen.Digits((UInt128)(ulong)magnitude) + 1;
        var factor = new Magnitude((BigInteger)value.Coefficient, value.Scale);
        var result = new Magnitude(BigInteger.One, 0);
        for (var bit = 63 - BitOperations.LeadingZeroCount((ulong)magnitude); bit >= 0; bit--)
        {
            result = result.Times(result, precision);
            if (((magnitude >> bit) & 1) == 1)
                result = result.Times(factor, precision);
        }
        if (exponent < 0)
            result = result.Inverse(precision);
        return result.Rounded(ExactDecimal.Precision).ToDecimal(value.Negative && (magnitude & 1) == 1);
    }

    private readonly record struct Magnitude(BigInteger Unscaled, long Scale)
    {
        public Magnitude Times(Magnitude other, int precision) =>
            new Magnitude(Unscaled * other.Unscaled, Scale + other.Scale).Rounded(precision);

        public Magnitude Inverse(int precision)
        {
            var shift = Digits(Unscaled) + precision;
            var quotient = BigInteger.DivRem(BigInteger.Pow(10, shift), Unscaled, out var rest);
            var inverse = new Magnitude(quotient, shift - Scale);
            return rest.IsZero ? inverse.Rounded(precision).StrippedTo(-Scale) : inverse.Rounded(precision, sticky: true);
        }

        /// <summary>Half to even; <paramref name="sticky"/> says that a rest was cut off before.</summary>
        public Magnitude Rounded(int precision, bool sticky = false)
        {
            var surplus = Digits(Unscaled) - precision;
            if (surplus <= 0)
                return this;
            var unit = BigInteger.Pow(10, surplus);
            var kept = BigInteger.DivRem(Unscaled, unit, out var rest);
            var half = (rest * 2).CompareTo(unit);
            if (half > 0 || (half == 0 && (sticky || !kept.IsEven)))
                kept += 1;
            return new Magnitude(kept, Scale - surplus).Rounded(precision);
        }

        public ExactDecimal ToDecimal(bool negative)
        {
            var scale = (int)Math.Clamp(Scale, -int.MaxValue, int.MaxValue);
            return new ExactDecimal(negative && !Unscaled.IsZero, (UInt128)Unscaled, scale);
        }

        private Magnitude StrippedTo(long preferredScale)
        {
            var (unscaled, scale) = (Unscaled, Scale);
            while (scale > preferredScale && (unscaled % 10).IsZero)
                (unscaled, scale) = (unscaled / 10, scale - 1);
            return new Magnitude(unscaled, scale);
        }

        private static int Digits(BigInteger value)
        {
            if (value.IsZero)
                return 1;
            // The logarithm of two, from below: right, or one too few.
            var digits = (int)((value.GetBitLength() - 1) * 0.30102999566398114) + 1;
            return value >= BigInteger.Pow(10, digits) ? digits + 1 : digits;
        }
    }
}
