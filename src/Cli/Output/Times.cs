using System.Globalization;
using static System.FormattableString;

namespace Fairlead.Cli.Output;

/// <summary>Moments and durations for people, in the zone of this machine.</summary>
internal static class Times
{
    public static string Moment(DateTimeOffset moment) =>
        moment.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset moment) => moment.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static string Clock(DateTimeOffset moment) => moment.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalSeconds: < 1 } => Invariant($"{duration.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 1 } => Invariant($"{duration.TotalSeconds:0.0} s"),
        { TotalDays: < 1 } => duration.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture),
        _ => duration.ToString(@"d\d\ hh\:mm\:ss", CultureInfo.InvariantCulture),
    };
}
