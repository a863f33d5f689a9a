using System.Text;
using System.Text.Json;
using Fairlead.Feel.Numbers;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Json;

/// <summary>Numbers in JSON.</summary>
internal static class JsonNumber
{
    /// <summary>Digits that fit in 64 bits whatever they are.</summary>
    private const int ShortDigits = 18;

    /// <summary>Behind the number at a position, marked with <see cref="JsonTape.NotAsWritten"/>; 0 when it is no number.</summary>
    public static int End(ReadOnlySpan<byte> text, int position)
    {
        var i = position;
        var negative = (uint)i < (uint)text.Length && text[i] == '-';
        i += negative ? 1 : 0;
        var first = i;
        i = DigitsEnd(text, i);
        var digits = i - first;
        if (digits == 0 || (digits > 1 && text[first] == '0'))
            return 0;
        var asWritten = digits <= ShortDigits && !(negative && text[first] == '0');
        if ((uint)i >= (uint)text.Length || text[i] is not ((byte)'.' or (byte)'e' or (byte)'E'))
            return asWritten ? i : i | JsonTape.NotAsWritten;
        if (text[i] == '.')
        {
            var point = i;
            i = DigitsEnd(text, i + 1);
            if (i == point + 1)
                return 0;
            asWritten = digits + i - point - 1 <= ShortDigits && text[i - 1] != '0';
            if ((uint)i >= (uint)text.Length || (text[i] | 0x20) != 'e')
                return asWritten ? i : i | JsonTape.NotAsWritten;
        }
        i++;
        i += (uint)i < (uint)text.Length && text[i] is (byte)'+' or (byte)'-' ? 1 : 0;
        var end = DigitsEnd(text, i);
        return end == i || !TryReadLong(text[position..end], out _) ? 0 : end | JsonTape.NotAsWritten;
    }

    public static FeelValue Read(ReadOnlySpan<byte> text) => TryReadShort(text, out var number) ? number
        : TryReadLong(text, out number) ? number
        : throw new JsonException("A number is out of range.");

    private static int DigitsEnd(ReadOnlySpan<byte> text, int i)
    {
        while ((uint)i < (uint)text.Length && (uint)(text[i] - '0') <= 9)
            i++;
        return i;
    }

    // Most numbers have a few digits and no exponent.
    private static bool TryReadShort(ReadOnlySpan<byte> text, out FeelValue number)
    {
        number = default;
        if (text.Length > ShortDigits)
            return false;
        long mantissa = 0;
        var negative = text[0] == '-';
        var point = -1;
        for (var i = negative ? 1 : 0; i < text.Length; i++)
        {
            var digit = (uint)(text[i] - '0');
            if (digit <= 9)
                mantissa = (mantissa * 10) + digit;
            else if (text[i] == '.')
                point = i;
            else
                return false;
        }
        number = new FeelValue(ValueTag.Number(point < 0 ? 0 : text.Length - 1 - point), negative ? -mantissa : mantissa);
        return true;
    }

    private static bool TryReadLong(ReadOnlySpan<byte> text, out FeelValue number)
    {
        Span<char> characters = text.Length <= 256 ? stackalloc char[text.Length] : new char[text.Length];
        Encoding.ASCII.GetChars(text, characters);
        var isInRange = DecimalText.TryParse(characters, out var exact);
        number = isInRange ? FeelValue.From(new FeelNumber(exact)) : default;
        return isInRange;
    }
}
