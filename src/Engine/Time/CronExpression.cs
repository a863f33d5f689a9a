using System.Globalization;

namespace Fairlead.Engine.Time;

/// <summary>
/// Moments that repeat by the calendar, in UTC: seconds, minutes, hours, day of month, month, day of week. All six must fit.
/// </summary>
/// <remarks>Source: the cron expressions of Spring, https://docs.spring.io/spring-framework/reference/integration/scheduling.html</remarks>
internal sealed class CronExpression
{
    /// <summary>The rarest moment that exists, a fifth Monday on 29 February, comes again within 40 years.</summary>
    private const int YearsAtMost = 41;

    private static readonly Dictionary<string, string> Macros = new()
    {
        ["@yearly"] = "0 0 0 1 1 *",
        ["@annually"] = "0 0 0 1 1 *",
        ["@monthly"] = "0 0 0 1 * *",
        ["@weekly"] = "0 0 0 * * 0",
        ["@daily"] = "0 0 0 * * *",
        ["@midnight"] = "0 0 0 * * *",
        ["@hourly"] = "0 0 * * * *",
    };

    private readonly ulong _seconds;
    private readonly ulong _minutes;
    private readonly ulong _hours;
    private readonly ulong _months;
    private readonly CronDays _days;

    private CronExpression(ulong seconds, ulong minutes, ulong hours, ulong months, CronDays days) =>
        (_seconds, _minutes, _hours, _months, _days) = (seconds, minutes, hours, months, days);

    public static bool TryParse(string text, out CronExpression expression)
    {
        expression = null!;
        var fields = (Macros.GetValueOrDefault(text.ToLowerInvariant()) ?? text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length != 6
            || !CronField.TryParse(fields[0], 0, 59, [], out var seconds)
            || !CronField.TryParse(fields[1], 0, 59, [], out var minutes)
            || !CronField.TryParse(fields[2], 0, 23, [], out var hours)
            || !CronField.TryParse(fields[4], 1, 12, CronField.MonthNames, out var months)
            || !CronDays.TryParse(fields[3], fields[5], out var days))
            return false;
        expression = new(seconds, minutes, hours, months, days);
        return true;
    }

    /// <returns>The first moment later than the given one; null when there is none.</returns>
    public Timestamp? Next(Timestamp after)
    {
        var start = DateTimeOffset.FromUnixTimeMilliseconds(after.UnixMilliseconds).UtcDateTime;
        if (start.Year > DateTime.MaxValue.Year - YearsAtMost) return null;
        var moment = new DateTime(start.Ticks - (start.Ticks % TimeSpan.TicksPerSecond), DateTimeKind.Utc).AddSeconds(1);
        var end = moment.AddYears(YearsAtMost);
        while (moment < end)
        {
            if (!Has(_months, moment.Month)) moment = new DateTime(moment.Year, moment.Month, 1, 0, 0, 0, DateTimeKind.Utc).AddMonths(1);
            else if (!_days.Fits(moment)) moment = moment.Date.AddDays(1);
            else if (!Has(_hours, moment.Hour)) moment = moment.Date.AddHours(moment.Hour + 1);
            else if (!Has(_minutes, moment.Minute)) moment = moment.Date.AddMinutes((moment.Hour * 60) + moment.Minute + 1);
            else if (!Has(_seconds, moment.Second)) moment = moment.AddSeconds(1);
            else return new(new DateTimeOffset(moment).ToUnixTimeMilliseconds());
        }

        return null;
    }

    private static bool Has(ulong set, int value) => (set >> value & 1) != 0;
}

/// <summary>One field: a set of numbers, of which each is a bit.</summary>
internal static class CronField
{
    public static readonly string[] MonthNames =
        ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];

    /// <summary>Reads <c>*</c>, <c>5</c>, <c>1-5</c>, <c>*/15</c>, <c>1-30/5</c>, <c>10/5</c>, and lists of them.</summary>
    /// <param name="names">Of the numbers from <paramref name="least"/> on, if they have any.</param>
    public static bool TryParse(string text, int least, int most, string[] names, out ulong set)
    {
        set = 0;
        foreach (var part in text.Split(','))
        {
            var pieces = part.Split('/');
            var step = 1;
            if (pieces.Length > 2 || (pieces.Length == 2 && !(TryNumber(pieces[1], [], 0, out step) && step > 0))) return false;
            int from, to;
            var ends = pieces[0].Split('-');
            if (pieces[0] == "*")
            {
                (from, to) = (least, most);
            }
            else
            {
                if (ends.Length > 2 || !TryNumber(ends[0], names, least, out from)) return false;
                to = ends.Length == 1 && pieces.Length == 2 ? most : from;
                if (ends.Length == 2 && !TryNumber(ends[1], names, least, out to)) return false;
            }

            if (from < least || to > most || from > to) return false;
            for (var value = from; value <= to; value += step) set |= 1UL << value;
        }

        return true;
    }

    public static bool TryNumber(string text, string[] names, int first, out int number)
    {
        var place = Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        number = place + first;
        return place >= 0 || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
