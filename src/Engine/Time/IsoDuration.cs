using System.Globalization;

namespace Fairlead.Engine.Time;

/// <summary>
/// A length of time as ISO 8601 writes it. Years and months are of the calendar (in UTC), the rest is of the clock.
/// </summary>
/// <param name="Months">Whole months, years included.</param>
internal readonly record struct IsoDuration(int Months, TimeSpan Rest)
{
    /// <summary>Longer than any process waits; keeps every sum inside the calendar.</summary>
    private const int YearsAtMost = 1_000;

    /// <summary>Whether it can be repeated: at least the unit of <see cref="Timestamp"/>.</summary>
    public bool IsPositive => Months >= 0 && Rest >= TimeSpan.Zero && (Months > 0 || Rest >= TimeSpan.FromMilliseconds(1));

    /// <summary>The moment this long after <paramref name="start"/>; null when the calendar does not reach that far.</summary>
    public Timestamp? After(Timestamp start, long times = 1)
    {
        try
        {
            return new(checked(DateTimeOffset.FromUnixTimeMilliseconds(start.UnixMilliseconds)
                .AddMonths(checked((int)(Months * times)))
                .Add(TimeSpan.FromTicks(checked(Rest.Ticks * times)))
                .ToUnixTimeMilliseconds()));
        }
        catch (Exception beyond) when (beyond is ArgumentOutOfRangeException or OverflowException)
        {
            return null;
        }
    }

    /// <summary>Reads <c>P1Y2M3DT4H5M6.5S</c>, <c>P2W</c>, and the same with a sign.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IsoDuration duration)
    {
        duration = default;
        var sign = 1;
        if (text is ['-' or '+', ..])
        {
            sign = text[0] == '-' ? -1 : 1;
            text = text[1..];
        }

        if (text is not ['P', _, ..]) return false;
        text = text[1..];

        var months = 0m;
        var seconds = 0m;
        var inTime = false;
        var order = -1;
        while (text.Length > 0)
        {
            if (text[0] == 'T')
            {
                if (inTime || text.Length == 1) return false;
                inTime = true;
                text = text[1..];
            }

            if (!TryReadNumber(ref text, out var number, out var hasFraction) || text.Length == 0) return false;
            var unit = text[0];
            text = text[1..];
            var place = (inTime ? "HMS" : "YMWD").IndexOf(unit, StringComparison.Ordinal) + (inTime ? 4 : 0);
            if (place < (inTime ? 4 : 0) || place <= order || (hasFraction && unit != 'S')) return false;
            order = place;
            if (place < 2) months += number * (place == 0 ? 12 : 1);
            else seconds += number * SecondsOf(place);
        }

        if (months > YearsAtMost * 12 || seconds > YearsAtMost * 366m * 86_400) return false;
        duration = new(sign * (int)months, TimeSpan.FromTicks((long)(sign * seconds * TimeSpan.TicksPerSecond)));
        return true;
    }

    private static decimal SecondsOf(int place) => place switch
    {
        2 => 7 * 86_400,
        3 => 86_400,
        4 => 3_600,
        5 => 60,
        _ => 1,
    };

    private static bool TryReadNumber(ref ReadOnlySpan<char> text, out decimal number, out bool hasFraction)
    {
        var length = 0;
        hasFraction = false;
        while (length < text.Length && (char.IsAsciiDigit(text[length]) || text[length] is '.' or ','))
        {
            if (!char.IsAsciiDigit(text[length]))
            {
                if (hasFraction || length == 0) break;
                hasFraction = true;
            }

            length++;
        }

        number = 0;
        // Enough digits for any span that passes the bound on years; more would overflow before it.
        if (length is 0 or > 20) return false;
        Span<char> digits = stackalloc char[length];
        text[..length].Replace(digits, ',', '.');
        text = text[length..];
        return decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out number);
    }
}
