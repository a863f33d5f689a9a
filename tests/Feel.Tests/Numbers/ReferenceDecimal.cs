using System.Globalization;
using System.Numerics;
using Fairlead.Feel.Numbers;

namespace Fairlead.Feel.Tests.Numbers;

/// <summary>Decimals the slow and obvious way, to compare ours with.</summary>
internal readonly record struct ReferenceDecimal(BigInteger Unscaled, int Scale)
{
    public static ReferenceDecimal Of(FeelNumber number)
    {
        var exact = number.Exact;
        var magnitude = BigInteger.Parse(exact.Coefficient.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        return new ReferenceDecimal(exact.Negative ? -magnitude : magnitude, exact.Scale);
    }

    public static ReferenceDecimal operator +(ReferenceDecimal left, ReferenceDecimal right)
    {
        var scale = Math.Max(left.Scale, right.Scale);
        return new ReferenceDecimal(left.At(scale) + right.At(scale), scale).Rounded();
    }

    public static ReferenceDecimal operator *(ReferenceDecimal left, ReferenceDecimal right) =>
        new ReferenceDecimal(left.Unscaled * right.Unscaled, left.Scale + right.Scale).Rounded();

    /// <summary>A hundred more digits than are kept: enough for the rounding to be right, with a sticky digit.</summary>
    public static ReferenceDecimal operator /(ReferenceDecimal left, ReferenceDecimal right)
    {
        var preferred = left.Scale - right.Scale;
        var shifted = left.Unscaled * BigInteger.Pow(10, 150);
        var quotient = BigInteger.DivRem(shifted, right.Unscaled, out var rest);
        // One more digit stands for all that follow.
        if (!rest.IsZero)
            return new ReferenceDecimal((quotient * 10) + quotient.Sign, preferred + 151).Rounded();
        var exact = new ReferenceDecimal(quotient, preferred + 150).Rounded();
        if (exact.Unscaled * BigInteger.Pow(10, preferred + 150 - exact.Scale) != quotient)
            return exact;
        var (unscaled, scale) = (exact.Unscaled, exact.Scale);
        while (scale > preferred && (unscaled % 10).IsZero && !unscaled.IsZero)
            (unscaled, scale) = (unscaled / 10, scale - 1);
        return new ReferenceDecimal(unscaled, unscaled.IsZero ? preferred : scale);
    }

    /// <summary>With so many digits after the point; nothing when a digit would be dropped that must not be.</summary>
    public ReferenceDecimal? RoundedTo(int scale, RoundingMode mode)
    {
        if (Scale <= scale)
            return this;
        var unit = BigInteger.Pow(10, Scale - scale);
        var floor = BigInteger.Divide(Unscaled - (((Unscaled % unit) + unit) % unit), unit);
        var rest = Unscaled - (floor * unit);
        if (rest.IsZero)
            return new ReferenceDecimal(floor, scale);
        var half = (rest * 2).CompareTo(unit);
        var towardsZero = Unscaled.Sign < 0 ? floor + 1 : floor;
        var awayFromZero = Unscaled.Sign < 0 ? floor : floor + 1;
        return mode switch
        {
            RoundingMode.Floor => new ReferenceDecimal(floor, scale),
            RoundingMode.Ceiling => new ReferenceDecimal(floor + 1, scale),
            RoundingMode.Down => new ReferenceDecimal(towardsZero, scale),
            RoundingMode.Up => new ReferenceDecimal(awayFromZero, scale),
            RoundingMode.Unnecessary => null,
            _ when half != 0 => new ReferenceDecimal(half < 0 ? floor : floor + 1, scale),
            RoundingMode.HalfUp => new ReferenceDecimal(awayFromZero, scale),
            RoundingMode.HalfDown => new ReferenceDecimal(towardsZero, scale),
            _ => new ReferenceDecimal(floor.IsEven ? floor : floor + 1, scale),
        };
    }

    /// <summary>As ANSI X3.274 has it: square and multiply with so many more digits as the exponent has, and one.</summary>
    public ReferenceDecimal Power(int exponent)
    {
        var magnitude = Math.Abs(exponent);
        var precision = ExactDecimal.Precision + magnitude.ToString(CultureInfo.InvariantCulture).Length + 1;
        var result = new ReferenceDecimal(1, 0);
        foreach (var bit in magnitude.ToString("B", CultureInfo.InvariantCulture))
        {
            result = new ReferenceDecimal(result.Unscaled * result.Unscaled, result.Scale * 2).Rounded(precision);
            if (bit == '1')
                result = new ReferenceDecimal(result.Unscaled * Unscaled, result.Scale + Scale).Rounded(precision);
        }
        return (exponent < 0 ? Inverse(result, precision) : result).Rounded();
    }

    public int CompareTo(ReferenceDecimal other)
    {
        var scale = Math.Max(Scale, other.Scale);
        return At(scale).CompareTo(other.At(scale));
    }

    // A hundred digits more than are kept, and one for the rest.
    private static ReferenceDecimal Inverse(ReferenceDecimal value, int precision)
    {
        var digits = BigInteger.Abs(value.Unscaled).ToString(CultureInfo.InvariantCulture).Length + 100;
        var quotient = BigInteger.DivRem(BigInteger.Pow(10, digits), value.Unscaled, out var rest);
        return new ReferenceDecimal((quotient * 10) + (rest.IsZero ? 0 : quotient.Sign), digits - value.Scale + 1).Rounded(precision);
    }

    public ReferenceDecimal Rounded(int precision = ExactDecimal.Precision)
    {
        var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).Length;
        if (digits <= precision)
            return this;
        var unit = BigInteger.Pow(10, digits - precision);
        var kept = BigInteger.DivRem(BigInteger.Abs(Unscaled), unit, out var rest);
        var half = (rest * 2).CompareTo(unit);
        if (half > 0 || (half == 0 && !kept.IsEven))
            kept++;
        return new ReferenceDecimal(Unscaled.Sign * kept, Scale - digits + precision).Rounded(precision);
    }

    private BigInteger At(int scale) => Unscaled * BigInteger.Pow(10, scale - Scale);
}
