using System.Globalization;

namespace Fairlead.Feel.Numbers;

/// <summary>Decimals as text: the notation of Java's BigDecimal, in which Camunda shows numbers.</summary>
internal static class DecimalText
{
    public static string Format(ExactDecimal value)
    {
        var digits = value.Coefficient.ToString(CultureInfo.InvariantCulture);
        var sign = value.Negative ? "-" : "";
        var adjusted = (long)digits.Length - 1 - value.Scale;
        if (value.Scale >= 0 && adjusted >= -6)
            return sign + Plain(digits, value.Scale);
        var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits.AsSpan(1)}";
        return adjusted == 0
            ? sign + mantissa
            : string.Create(CultureInfo.InvariantCulture, $"{sign}{mantissa}E{(adjusted > 0 ? "+" : "")}{adjusted}");
    }

    /// <summary>The shortest exact form for other systems: whole numbers as integers, no trailing zeros.</summary>
    public static string FormatForJson(ExactDecimal value)
    {
        const int ZerosAtMost = 40;
        var shortest = value.StrippedTo(-ExactDecimal.ScaleAtMost * 2);
        if (shortest.IsZero)
            return "0";
        var digits = shortest.Coefficient.ToString(CultureInfo.InvariantCulture);
        var sign = shortest.Negative ? "-" : "";
        if (shortest.Scale is <= 0 and >= -ZerosAtMost)
            return sign + digits + new string('0', -shortest.Scale);
        return shortest.Scale > 0 && shortest.Scale <= digits.Length + ZerosAtMost
            ? sign + Plain(digits, shortest.Scale)
            : Format(shortest);
    }

    /// <summary>Reads digits with an optional sign, point and exponent; more than 34 digits are rounded.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ExactDecimal value)
    {
        value = default;
        var position = 0;
        var negative = false;
        if (text.Length > 0 && text[0] is '-' or '+')
            negative = text[position++] == '-';
        var coefficient = UInt128.Zero;
        long scale = 0;
        var digits = 0;
        bool point = false, sticky = false;
        for (; position < text.Length; position++)
        {
            var c = text[position];
            if (c == '.' && !point)
            {
                point = true;
                continue;
            }
            if (!char.IsAsciiDigit(c))
                break;
            digits++;
            if (coefficient < PowersOfTen.Of(36))
            {
                coefficient = (coefficient * 10) + (uint)(c - '0');
                scale += point ? 1 : 0;
                continue;
            }
            sticky |= c != '0';
            scale -= point ? 0 : 1;
        }
        if (digits == 0 || (position < text.Length && !TryReadExponent(text[position..], ref scale)))
            return false;
        if (Math.Abs(scale) > ExactDecimal.ScaleAtMost)
            return false;
        value = ExactDecimal.Round(negative, new Wide(0, coefficient), scale, sticky, ExactDecimal.Precision);
        return true;
    }

    /// <summary>The decimal that Java prints for the same double, hence the scale Camunda shows.</summary>
    public static bool TryFromDouble(double number, out ExactDecimal value)
    {
        value = default;
        if (!double.IsFinite(number))
            return false;
        if (number == 0)
        {
            value = new ExactDecimal(false, 0, 1);
            return true;
        }
        if (!TryParse(number.ToString("R", CultureInfo.InvariantCulture), out var shortest))
            return false;
        shortest = shortest.StrippedTo(-ExactDecimal.ScaleAtMost);
        var magnitude = Math.Abs(number);
        var plain = magnitude is >= 1e-3 and < 1e7;
        var leastScale = plain ? 1 : shortest.Scale + (shortest.Digits == 1 ? 1 : 0);
        value = shortest.Scale >= leastScale
            ? shortest
            : new ExactDecimal(
                shortest.Negative, shortest.Coefficient * PowersOfTen.Of(leastScale - shortest.Scale), leastScale);
        return true;
    }

    private static string Plain(string digits, int scale)
    {
        if (scale == 0)
            return digits;
        return digits.Length > scale
            ? $"{digits.AsSpan(0, digits.Length - scale)}.{digits.AsSpan(digits.Length - scale)}"
            : $"0.{new string('0', scale - digits.Length)}{digits}";
    }

    private static bool TryReadExponent(ReadOnlySpan<char> text, ref long scale)
    {
        if (text.Length < 2 || text[0] is not ('e' or 'E'))
            return false;
        if (!int.TryParse(text[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
            return false;
        scale -= exponent;
        return true;
    }
}
