using Fairlead.Feel.Values;

namespace Fairlead.Feel.Temporal;

/// <summary>A day of the proleptic Gregorian calendar. As a value it is the count of days since 1970-01-01.</summary>
internal readonly record struct CalendarDate(int Year, int Month, int Day)
{
    public const int YearAtMost = 999_999_999;

    /// <summary>Days from 1970 to the first and last day that have a value.</summary>
    public static readonly long FirstDay = new CalendarDate(-YearAtMost, 1, 1).EpochDay;

    public static readonly long LastDay = new CalendarDate(YearAtMost, 12, 31).EpochDay;

    // Source: Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, eras have 400 years.
    public long EpochDay
    {
        get
        {
            long year = Month <= 2 ? Year - 1L : Year;
            var era = (year >= 0 ? year : year - 399) / 400;
            var yearOfEra = year - (era * 400);
            var dayOfYear = (((153 * (Month + (Month > 2 ? -3 : 9))) + 2) / 5) + Day - 1;
            var dayOfEra = (yearOfEra * 365) + (yearOfEra / 4) - (yearOfEra / 100) + dayOfYear;
            return (era * 146_097) + dayOfEra - 719_468;
        }
    }

    /// <summary>Monday is 1.</summary>
    public int Weekday => (int)(((EpochDay + 3) % 7 + 7) % 7) + 1;

    public int DayOfYear => (int)(EpochDay - new CalendarDate(Year, 1, 1).EpochDay) + 1;

    /// <summary>ISO 8601: the week that has the year's first Thursday is the first.</summary>
    public int WeekOfYear
    {
        get
        {
            var thursday = Of(EpochDay - Weekday + 4);
            return ((thursday.DayOfYear - 1) / 7) + 1;
        }
    }

    public static CalendarDate Of(long epochDay)
    {
        var shifted = epochDay + 719_468;
        var era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097;
        var dayOfEra = shifted - (era * 146_097);
        var yearOfEra = (dayOfEra - (dayOfEra / 1_460) + (dayOfEra / 36_524) - (dayOfEra / 146_096)) / 365;
        var dayOfYear = dayOfEra - ((365 * yearOfEra) + (yearOfEra / 4) - (yearOfEra / 100));
        var shiftedMonth = ((5 * dayOfYear) + 2) / 153;
        var month = (int)(shiftedMonth + (shiftedMonth < 10 ? 3 : -9));
        var year = yearOfEra + (era * 400) + (month <= 2 ? 1 : 0);
        return new CalendarDate((int)year, month, (int)(dayOfYear - (((153 * shiftedMonth) + 2) / 5) + 1));
    }

    public static bool TryMake(long year, long month, long day, out CalendarDate date)
    {
        date = default;
        if (Math.Abs(year) > YearAtMost || month is < 1 or > 12 || day < 1 || day > DaysInMonth((int)year, (int)month))
            return false;
        date = new CalendarDate((int)year, (int)month, (int)day);
        return true;
    }

    public static int DaysInMonth(int year, int month) => month switch
    {
        2 => year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28,
        4 or 6 or 9 or 11 => 30,
        _ => 31,
    };

    /// <summary>The day is moved back to the last of the month where the month is shorter.</summary>
    public bool TryAddMonths(Int128 months, out CalendarDate date)
    {
        date = default;
        var total = ((Int128)Year * 12) + Month - 1 + months;
        if (Int128.Abs(total) > (YearAtMost + 1L) * 12)
            return false;
        var year = (long)(total >= 0 ? total / 12 : (total - 11) / 12);
        var month = (int)((long)total - (year * 12)) + 1;
        return TryMake(year, month, Math.Min(Day, DaysInMonth((int)year, month)), out date);
    }

    public FeelValue ToValue() => new(ValueTag.Date, EpochDay);

    public static bool TryGet(FeelValue value, out CalendarDate date)
    {
        var isDate = ReferenceEquals(value.Reference, ValueTag.Date);
        date = isDate ? Of(value.Bits) : default;
        return isDate;
    }
}
