using Fairlead.Feel.Values;

namespace Fairlead.Feel.Numbers;

/// <summary>Arithmetic on <see cref="FeelNumber"/> with a fast path in 64 bits. False: the result is no number.</summary>
internal static class NumberMath
{
    public static FeelNumber Add(FeelNumber left, FeelNumber right)
    {
        if (TryAlign(left, right, out var a, out var b, out var tag))
        {
            var sum = unchecked(a + b);
            // The sum overflowed when both operands have the sign that the sum lacks.
            if (((a ^ sum) & (b ^ sum)) >= 0 && sum != long.MinValue)
                return new FeelNumber(tag, sum);
        }
        return new FeelNumber(DecimalArithmetic.Add(left.Exact, right.Exact));
    }

    public static FeelNumber Subtract(FeelNumber left, FeelNumber right)
    {
        if (TryAlign(left, right, out var a, out var b, out var tag))
        {
            var difference = unchecked(a - b);
            if (((a ^ b) & (a ^ difference)) >= 0 && difference != long.MinValue)
                return new FeelNumber(tag, difference);
        }
        return new FeelNumber(DecimalArithmetic.Add(left.Exact, right.Exact.Negated));
    }

    public static FeelNumber Negate(FeelNumber value) =>
        value.Reference is ValueTag && value.Bits != long.MinValue
            ? new FeelNumber(value.Reference, -value.Bits)
            : new FeelNumber(value.Exact.Negated);

    public static FeelNumber Absolute(FeelNumber value) => value.Sign < 0 ? Negate(value) : value;

    public static bool TryMultiply(FeelNumber left, FeelNumber right, out FeelNumber product)
    {
        if (left.Reference is ValueTag a && right.Reference is ValueTag b && a.Scale + b.Scale <= ValueTag.LargestScale)
        {
            var high = Math.BigMul(left.Bits, right.Bits, out long low);
            if (high == low >> 63 && low != long.MinValue)
            {
                product = new FeelNumber(ValueTag.Number(a.Scale + b.Scale), low);
                return true;
            }
        }
        return Checked(DecimalArithmetic.Multiply(left.Exact, right.Exact), out product);
    }

    public static bool TryDivide(FeelNumber left, FeelNumber right, out FeelNumber quotient)
    {
        quotient = default;
        if (right.Sign == 0)
            return false;
        if (left.Reference is ValueTag a && right.Reference is ValueTag b && a.Scale >= b.Scale
            && left.Bits != long.MinValue)
        {
            // Most quotients that people write end within a few digits.
            var scale = a.Scale - b.Scale;
            for (var extra = 0; extra <= 4 && scale + extra <= ValueTag.LargestScale; extra++)
            {
                var high = Math.BigMul(left.Bits, PowersOfTen.Small(extra), out long low);
                if (high != low >> 63)
                    break;
                var (whole, rest) = Math.DivRem(low, right.Bits);
                if (rest == 0)
                {
                    quotient = new FeelNumber(ValueTag.Number(scale + extra), whole);
                    return true;
                }
            }
        }
        return Checked(DecimalArithmetic.Divide(left.Exact, right.Exact), out quotient);
    }

    public static bool TryPower(FeelNumber value, FeelNumber exponent, out FeelNumber power)
    {
        power = default;
        if (!exponent.IsInteger)
            return TryFromDouble(Math.Pow(value.ToDouble(), exponent.ToDouble()), out power);
        if (!exponent.TryGetInt64(out var whole) || whole is < -ExactDecimal.ScaleAtMost or > ExactDecimal.ScaleAtMost)
            return false;
        if (whole < 0 && value.Sign == 0)
            return false;
        if (TrySmallPower(value, whole, out power))
            return true;
        return Checked(DecimalArithmetic.Power(value.Exact, (int)whole), out power);
    }

    // Exact as long as every product fits in 64 bits.
    private static bool TrySmallPower(FeelNumber value, long exponent, out FeelNumber power)
    {
        const int ExponentAtMost = 62;
        power = FeelNumber.From(1);
        if (exponent is < 0 or > ExponentAtMost)
            return false;
        for (var i = 0; i < exponent && power.Reference is ValueTag; i++)
        {
            if (!TryMultiply(power, value, out power))
                return false;
        }
        return power.Reference is ValueTag;
    }

    public static bool TryFromDouble(double number, out FeelNumber value)
    {
        value = default;
        return DecimalText.TryFromDouble(number, out var exact) && Checked(exact, out value);
    }

    /// <summary>Largest whole number of quotients: the remainder has the sign of the divisor.</summary>
    public static bool TryModulo(FeelNumber dividend, FeelNumber divisor, out FeelNumber remainder)
    {
        remainder = default;
        if (!TryDivide(dividend, divisor, out var quotient) || !TryRound(quotient, 0, RoundingMode.Floor, out var floor))
            return false;
        if (!TryMultiply(divisor, floor, out var product))
            return false;
        remainder = Subtract(dividend, product);
        return true;
    }

    /// <summary>Rounds to so many digits after the point; false when digits may not be dropped but would be.</summary>
    public static bool TryRound(FeelNumber value, int scale, RoundingMode mode, out FeelNumber rounded)
    {
        var exact = value.Exact;
        rounded = value;
        if (exact.Scale <= scale)
        {
            // Java pads with zeros; beyond 34 digits there is no room for them.
            var padding = (long)scale - exact.Scale;
            if (padding + exact.Digits <= ExactDecimal.Precision)
                rounded = new FeelNumber(
                    new ExactDecimal(exact.Negative, exact.Coefficient * PowersOfTen.Of((int)padding), scale));
            return true;
        }
        var dropped = (long)exact.Scale - scale;
        UInt128 kept, rest, unit;
        if (dropped > PowersOfTen.LargestExponent)
            (kept, rest, unit) = (0, exact.IsZero ? 0 : UInt128.One, 4);
        else
        {
            unit = PowersOfTen.Of((int)dropped);
            (kept, rest) = UInt128.DivRem(exact.Coefficient, unit);
        }
        if (rest != UInt128.Zero)
        {
            if (mode == RoundingMode.Unnecessary)
                return false;
            if (RoundsAway(mode, exact.Negative, rest.CompareTo(unit - rest), (kept & 1) == 1))
                kept += 1;
        }
        return Checked(new ExactDecimal(exact.Negative && kept != UInt128.Zero, kept, scale), out rounded);
    }

    private static bool RoundsAway(RoundingMode mode, bool negative, int half, bool odd) => mode switch
    {
        RoundingMode.Up => true,
        RoundingMode.Down => false,
        RoundingMode.Ceiling => !negative,
        RoundingMode.Floor => negative,
        RoundingMode.HalfUp => half >= 0,
        RoundingMode.HalfDown => half > 0,
        RoundingMode.HalfEven => half > 0 || (half == 0 && odd),
        RoundingMode.Unnecessary => false,
    };

    private static bool Checked(ExactDecimal exact, out FeelNumber value)
    {
        var possible = Math.Abs((long)exact.Scale) <= ExactDecimal.ScaleAtMost;
        value = possible ? new FeelNumber(exact) : default;
        return possible;
    }

    private static bool TryAlign(FeelNumber left, FeelNumber right, out long a, out long b, out object tag)
    {
        (a, b, tag) = (left.Bits, right.Bits, left.Reference);
        if (ReferenceEquals(tag, right.Reference))
            return tag is ValueTag;
        if (tag is not ValueTag leftTag || right.Reference is not ValueTag rightTag)
            return false;
        long high;
        if (leftTag.Scale < rightTag.Scale)
        {
            high = Math.BigMul(a, PowersOfTen.Small(rightTag.Scale - leftTag.Scale), out a);
            tag = rightTag;
            return high == a >> 63;
        }
        high = Math.BigMul(b, PowersOfTen.Small(leftTag.Scale - rightTag.Scale), out b);
        return high == b >> 63;
    }
}
