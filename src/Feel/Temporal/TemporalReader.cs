namespace Fairlead.Feel.Temporal;

/// <summary>Reads the parts of ISO 8601 texts, from left to right.</summary>
internal ref struct TemporalReader(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> _rest = text;

    public readonly bool AtEnd => _rest.IsEmpty;

    public static bool TryReadOffset(ReadOnlySpan<char> text, out int seconds)
    {
        var reader = new TemporalReader(text);
        return reader.TryOffset(out seconds) && reader.AtEnd;
    }

    public bool TryTake(char expected)
    {
        if (_rest.IsEmpty || _rest[0] != expected)
            return false;
        _rest = _rest[1..];
        return true;
    }

    /// <summary>A year of at least four digits, month and day.</summary>
    public bool TryDate(out CalendarDate date)
    {
        date = default;
        var negative = TryTake('-');
        var length = DigitCount();
        if (length is < 4 or > 9 || (length > 4 && _rest[0] == '0') || !TryDigits(length, out var year))
            return false;
        return TryTake('-') && TryDigits(2, out var month) && TryTake('-') && TryDigits(2, out var day)
            && CalendarDate.TryMake(negative ? -year : year, month, day, out date);
    }

    /// <summary>Hours and minutes, seconds with up to nine decimals, and a zone behind them.</summary>
    public bool TryTime(out long nanoseconds, out Zone? zone, out int? offset)
    {
        (nanoseconds, zone, offset) = (0, null, null);
        if (!TryDigits(2, out var hour) || hour > 23 || !TryTake(':') || !TryDigits(2, out var minute) || minute > 59)
            return false;
        long second = 0, fraction = 0;
        if (TryTake(':') && (!TryDigits(2, out second) || second > 59 || !TryFraction(out fraction)))
            return false;
        nanoseconds = (((hour * 60) + minute) * 60 + second) * DayTimeDuration.NanosecondsPerSecond + fraction;
        return TryZone(out zone, out offset);
    }

    /// <summary>24 o'clock, which ISO 8601 allows for the end of a day, with a zone behind it. Takes nothing otherwise.</summary>
    public bool TryEndOfDay(out Zone? zone, out int? offset)
    {
        (zone, offset) = (null, null);
        var length = _rest.StartsWith("24:00:00") ? 8 : _rest.StartsWith("24:00") ? 5 : 0;
        if (length == 0 || (length < _rest.Length && _rest[length] is ':' or '.'))
            return false;
        var whole = _rest;
        _rest = _rest[length..];
        if (TryZone(out zone, out offset))
            return true;
        _rest = whole;
        return false;
    }

    /// <summary>Whole count and decimals in nanoseconds of one component of a duration, with its letter.</summary>
    public bool TryComponent(out long count, out long fraction, out char unit)
    {
        (count, fraction, unit) = (0, 0, '\0');
        var negative = TryTake('-');
        var length = DigitCount();
        if (length is 0 or > 18 || !TryDigits(length, out count) || !TryFraction(out fraction) || _rest.IsEmpty)
            return false;
        unit = _rest[0];
        _rest = _rest[1..];
        if (negative)
            (count, fraction) = (-count, -fraction);
        return true;
    }

    private bool TryZone(out Zone? zone, out int? offset)
    {
        (zone, offset) = (null, null);
        if (AtEnd)
            return true;
        if (_rest[0] is 'Z' or 'z' or '+' or '-')
        {
            if (!TryOffset(out var seconds))
                return false;
            offset = seconds;
            zone = Zone.OfOffset(seconds);
            if (AtEnd || zone is null)
                return zone is not null;
            if (_rest[0] != '[')
                return false;
        }
        var bracket = _rest[0] == '[';
        if ((!bracket && _rest[0] != '@') || (bracket && _rest[^1] != ']'))
            return false;
        zone = Zone.OfId((bracket ? _rest[1..^1] : _rest[1..]).ToString());
        _rest = [];
        return zone is not null;
    }

    private bool TryOffset(out int seconds)
    {
        seconds = 0;
        if (TryTake('Z') || TryTake('z'))
            return true;
        var negative = TryTake('-');
        if ((!negative && !TryTake('+')) || !TryDigits(2, out var hours))
            return false;
        long minutes = 0, rest = 0;
        if (TryTake(':') && (!TryDigits(2, out minutes) || (TryTake(':') && !TryDigits(2, out rest))))
            return false;
        if (minutes > 59 || rest > 59)
            return false;
        seconds = (int)((hours * 3_600) + (minutes * 60) + rest) * (negative ? -1 : 1);
        return true;
    }

    private bool TryFraction(out long nanoseconds)
    {
        nanoseconds = 0;
        if (!TryTake('.'))
            return true;
        var length = DigitCount();
        if (length is 0 or > 9 || !TryDigits(length, out nanoseconds))
            return false;
        for (var i = length; i < 9; i++)
            nanoseconds *= 10;
        return true;
    }

    private readonly int DigitCount()
    {
        var count = 0;
        while (count < _rest.Length && char.IsAsciiDigit(_rest[count]))
            count++;
        return count;
    }

    private bool TryDigits(int count, out long value)
    {
        value = 0;
        if (_rest.Length < count)
            return false;
        for (var i = 0; i < count; i++)
        {
            if (!char.IsAsciiDigit(_rest[i]))
                return false;
            value = (value * 10) + (_rest[i] - '0');
        }
        _rest = _rest[count..];
        return true;
    }
}
