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

    public ReferenceDecimal Rounded()
    {
        var digits = BigInteger.Abs(Unscaled).ToString(CultureInfo.InvariantCulture).Length;
        if (digits <= ExactDecimal.Precision)
            return this;
        var unit = BigInteger.Pow(10, digits - ExactDecimal.Precision);
        var kept = BigInteger.DivRem(BigInteger.Abs(Unscaled), unit, out var rest);
        var half = (rest * 2).CompareTo(unit);
        if (half > 0 || (half == 0 && !kept.IsEven))
            kept++;
        return new ReferenceDecimal(Unscaled.Sign * kept, Scale - digits + ExactDecimal.Precision).Rounded();
    }

    private BigInteger At(int scale) => Unscaled * BigInteger.Pow(10, scale - Scale);
}
