namespace Fairlead.Engine.Time;

/// <summary>The days of a cron expression: what fits the day of the month and the day of the week.</summary>
internal sealed class CronDays
{
    private static readonly string[] Names = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private ulong _ofMonth;
    private ulong _ofWeek;
    private Func<DateTime, bool>? _monthRule;
    private Func<DateTime, bool>? _weekRule;

    private CronDays() { }

    public static bool TryParse(string ofMonth, string ofWeek, out CronDays days)
    {
        days = new();
        return days.ReadMonth(ofMonth.ToUpperInvariant()) && days.ReadWeek(ofWeek.ToUpperInvariant());
    }

    public bool Fits(DateTime day) =>
        (_monthRule?.Invoke(day) ?? (_ofMonth >> day.Day & 1) != 0) && (_weekRule?.Invoke(day) ?? (_ofWeek >> (int)day.DayOfWeek & 1) != 0);

    /// <summary>Besides a set: <c>L</c> the last day, <c>L-3</c> three days before it, <c>15W</c> the weekday nearest to the 15th, <c>LW</c>.</summary>
    private bool ReadMonth(string text)
    {
        if (text == "?") text = "*";
        if (text == "L")
        {
            _monthRule = day => day.Day == LastOf(day);
            return true;
        }

        if (text == "LW")
        {
            _monthRule = day => day.Day == NearestWeekday(day, LastOf(day));
            return true;
        }

        if (text.StartsWith("L-", StringComparison.Ordinal) && CronField.TryNumber(text[2..], [], 0, out var before) && before is > 0 and < 31)
        {
            _monthRule = day => day.Day == LastOf(day) - before;
            return true;
        }

        if (text.EndsWith('W') && CronField.TryNumber(text[..^1], [], 0, out var near) && near is > 0 and <= 31)
        {
            _monthRule = day => near <= LastOf(day) && day.Day == NearestWeekday(day, near);
            return true;
        }

        return CronField.TryParse(text, 1, 31, [], out _ofMonth);
    }

    /// <summary>Besides a set: <c>FRIL</c> the last Friday, <c>MON#2</c> the second Monday. Sunday is 0 and 7.</summary>
    private bool ReadWeek(string text)
    {
        if (text == "?") text = "*";
        if (text.Length > 1 && text.EndsWith('L') && TryDay(text[..^1], out var last))
        {
            _weekRule = day => (int)day.DayOfWeek == last && day.Day + 7 > LastOf(day);
            return true;
        }

        if (text.Split('#') is [var name, var which])
        {
            if (!TryDay(name, out var weekday) || !CronField.TryNumber(which, [], 0, out var nth) || nth is < 1 or > 5) return false;
            _weekRule = day => (int)day.DayOfWeek == weekday && (day.Day + 6) / 7 == nth;
            return true;
        }

        if (!CronField.TryParse(text, 0, 7, Names, out _ofWeek)) return false;
        if ((_ofWeek & 1 << 7) != 0) _ofWeek |= 1;
        return true;
    }

    private static bool TryDay(string text, out int day)
    {
        var isDay = CronField.TryNumber(text, Names, 0, out day) && day is >= 0 and <= 7;
        day %= 7;
        return isDay;
    }

    private static int LastOf(DateTime day) => DateTime.DaysInMonth(day.Year, day.Month);

    /// <summary>In the same month, so that the first may be followed by a Monday that is the third.</summary>
    private static int NearestWeekday(DateTime month, int day) => new DateTime(month.Year, month.Month, day).DayOfWeek switch
    {
        DayOfWeek.Saturday => day > 1 ? day - 1 : day + 2,
        DayOfWeek.Sunday => day < LastOf(month) ? day + 1 : day - 2,
        _ => day,
    };
}
