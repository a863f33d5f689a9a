namespace Fairlead.Feel.Numbers;

/// <summary>An unsigned 256-bit integer: the room that products and quotients of two coefficients need.</summary>
internal readonly record struct Wide(UInt128 High, UInt128 Low)
{
    public bool FitsIn128 => High == UInt128.Zero;

    /// <summary>The count of decimal digits, or one or two less above 128 bits.</summary>
    public int LeastDigits => FitsIn128
        ? PowersOfTen.Digits(Low)
        // 1233 / 4096 is just above log10(2); two bits of a difference never make it too many.
        : (((255 - (int)UInt128.LeadingZeroCount(High)) * 1233) >> 12) - 1;

    public static Wide Multiply(UInt128 left, UInt128 right)
    {
        if (left >> 64 == UInt128.Zero && right >> 64 == UInt128.Zero)
            return new Wide(UInt128.Zero, left * right);
        UInt128 leftLow = (ulong)left, leftHigh = left >> 64, rightLow = (ulong)right, rightHigh = right >> 64;
        var lowest = leftLow * rightLow;
        var first = leftHigh * rightLow;
        var second = leftLow * rightHigh;
        var middle = (lowest >> 64) + (ulong)first + (ulong)second;
        var low = (middle << 64) | (ulong)lowest;
        var high = (leftHigh * rightHigh) + (first >> 64) + (second >> 64) + (middle >> 64);
        return new Wide(high, low);
    }

    public static Wide operator +(Wide left, Wide right)
    {
        var low = left.Low + right.Low;
        return new Wide(left.High + right.High + (low < left.Low ? UInt128.One : UInt128.Zero), low);
    }

    public static Wide operator -(Wide left, Wide right) =>
        new(left.High - right.High - (left.Low < right.Low ? UInt128.One : UInt128.Zero), left.Low - right.Low);

    public static bool operator <(Wide left, Wide right) =>
        left.High < right.High || (left.High == right.High && left.Low < right.Low);

    public static bool operator >(Wide left, Wide right) => right < left;

    public Wide DivideBy(ulong divisor, out ulong remainder)
    {
        var part = High >> 64;
        var limb3 = part / divisor;
        part = ((part % divisor) << 64) | (ulong)High;
        var limb2 = part / divisor;
        part = ((part % divisor) << 64) | (Low >> 64);
        var limb1 = part / divisor;
        part = ((part % divisor) << 64) | (ulong)Low;
        var limb0 = part / divisor;
        remainder = (ulong)(part % divisor);
        return new Wide((limb3 << 64) | limb2, (limb1 << 64) | limb0);
    }

    /// <summary>Long division; the divisor is below 2^127, so that the running remainder never overflows.</summary>
    public Wide DivideBy(UInt128 divisor, out UInt128 remainder)
    {
        if (divisor >> 64 == UInt128.Zero)
        {
            var quotient = DivideBy((ulong)divisor, out var small);
            remainder = small;
            return quotient;
        }
        var rest = High % divisor;
        var high = High / divisor;
        var low = UInt128.Zero;
        for (var bit = 127; bit >= 0; bit--)
        {
            rest = (rest << 1) | ((Low >> bit) & UInt128.One);
            low <<= 1;
            if (rest >= divisor)
            {
                rest -= divisor;
                low |= UInt128.One;
            }
        }
        remainder = rest;
        return new Wide(high, low);
    }
}
