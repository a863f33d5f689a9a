using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Fairlead.Server.Starting.Original;

/// <summary>Durations as the original's settings write them: ISO 8601, a number of milliseconds, or a number with a unit.</summary>
internal static partial class OriginalDuration
{
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        text = text.Trim();
        try
        {
            if (Simple().Match(text) is { Success: true } simple)
            {
                var number = double.Parse(simple.Groups[1].Value, CultureInfo.InvariantCulture);
                duration = simple.Groups[2].Value.ToLowerInvariant() switch
                {
                    "" or "ms" => TimeSpan.FromMilliseconds(number),
                    "s" => TimeSpan.FromSeconds(number),
                    "m" => TimeSpan.FromMinutes(number),
                    "h" => TimeSpan.FromHours(number),
                    _ => TimeSpan.FromDays(number),
                };
                return true;
            }

            duration = XmlConvert.ToTimeSpan(text.ToUpperInvariant());
            return true;
        }
        catch (Exception unreadable) when (unreadable is FormatException or OverflowException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"^(\d{1,15})\s*(ms|s|m|h|d|)$", RegexOptions.IgnoreCase)]
    private static partial Regex Simple();
}
