using System.Globalization;
using System.Text.RegularExpressions;

namespace Fairlead.Connectors.Schedule;

/// <summary>A length of time as ISO 8601 writes it: months and days are of the calendar, the rest is of the clock.</summary>
internal sealed partial record IsoPeriod(int Months, int Days, TimeSpan Time)
{
    private const int NumberAtMost = 100_000;

    public bool IsEmpty => this is { Months: 0, Days: 0 } && Time <= TimeSpan.Zero;

    /// <returns>Null when it is none.</returns>
    public static IsoPeriod? Parse(string text)
    {
        if (Pattern().Match(text) is not { Success: true } match)
            return null;

        var numbers = new Dictionary<string, int>();
        foreach (var name in (string[])["Y", "M", "W", "D", "h", "m"])
        {
            var written = match.Groups[name].Value;
            if (written.Length > 0 && (!int.TryParse(written, CultureInfo.InvariantCulture, out var number) || number > NumberAtMost))
                return null;
            numbers[name] = written.Length > 0 ? int.Parse(written, CultureInfo.InvariantCulture) : 0;
        }

        var seconds = match.Groups["s"].Value is { Length: > 0 } fraction ? double.Parse(fraction, CultureInfo.InvariantCulture) : 0;
        return seconds > NumberAtMost * 60.0
            ? null
            : new IsoPeriod(
                (numbers["Y"] * 12) + numbers["M"],
                (numbers["W"] * 7) + numbers["D"],
                new TimeSpan(numbers["h"], numbers["m"], 0) + TimeSpan.FromSeconds(seconds));
    }

    [GeneratedRegex(
        @"^P(?=.)(?:(?<Y>\d+)Y)?(?:(?<M>\d+)M)?(?:(?<W>\d+)W)?(?:(?<D>\d+)D)?(?:T(?=.)(?:(?<h>\d+)H)?(?:(?<m>\d+)M)?(?:(?<s>\d+(?:\.\d{1,7})?)S)?)?$",
        RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
