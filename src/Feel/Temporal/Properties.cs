using Fairlead.Feel.Values;

namespace Fairlead.Feel.Temporal;

/// <summary>What can be asked of a value after a dot, besides the entries of contexts.</summary>
internal static class Properties
{
    // In the order in which Camunda lists them.
    private static readonly string[] OfDate = ["year", "month", "day", "weekday"];
    private static readonly string[] OfTime = ["timezone", "second", "time offset", "minute", "hour"];
    private static readonly string[] OfDateAndTime =
        ["timezone", "year", "second", "month", "day", "time offset", "weekday", "minute", "hour"];
    private static readonly string[] OfMonths = ["years", "months"];
    private static readonly string[] OfDays = ["days", "hours", "minutes", "seconds"];
    private static readonly string[] OfRange = ["start", "end", "start included", "end included"];

    public static ReadOnlySpan<string> Of(FeelValue value) => value.Kind switch
    {
        FeelKind.Date => OfDate,
        FeelKind.Time => OfTime,
        FeelKind.DateTime => OfDateAndTime,
        FeelKind.YearsMonthsDuration => OfMonths,
        FeelKind.DaysTimeDuration => OfDays,
        FeelKind.Range => OfRange,
        FeelKind.Null or FeelKind.Boolean or FeelKind.Number or FeelKind.String or FeelKind.List or FeelKind.Context
            or FeelKind.Function => [],
    };

    public static bool TryGet(FeelValue value, string name, out FeelValue property)
    {
        FeelValue? found = value.Kind switch
        {
            FeelKind.Date => DateProperty(CalendarDate.Of(value.Bits), name),
            FeelKind.Time when value.Reference is TimeOfDay time => TimeProperty(time, time.OffsetSeconds, name),
            FeelKind.DateTime when value.Reference is DateAndTime moment =>
                DateProperty(moment.Date, name)
                ?? TimeProperty(moment.Time, moment.Zone is null ? null : moment.OffsetSeconds, name),
            FeelKind.YearsMonthsDuration => name switch
            {
                "years" => FeelValue.From(value.Bits / 12),
                "months" => FeelValue.From(value.Bits % 12),
                _ => null,
            },
            FeelKind.DaysTimeDuration when DayTimeDuration.TryGet(value, out var nanoseconds) =>
                DurationProperty(nanoseconds / DayTimeDuration.NanosecondsPerSecond, name),
            FeelKind.Range when value.Reference is FeelRange range => name switch
            {
                "start" => range.Low,
                "end" => range.High,
                "start included" => FeelValue.From(range.LowIncluded),
                "end included" => FeelValue.From(range.HighIncluded),
                _ => null,
            },
            _ => null,
        };
        property = found ?? FeelValue.Null;
        return found is not null;
    }

    private static FeelValue? DateProperty(CalendarDate date, string name) => name switch
    {
        "year" => FeelValue.From(date.Year),
        "month" => FeelValue.From(date.Month),
        "day" => FeelValue.From(date.Day),
        "weekday" => FeelValue.From(date.Weekday),
        _ => null,
    };

    private static FeelValue? TimeProperty(TimeOfDay time, int? offset, string name) => name switch
    {
        "hour" => FeelValue.From(time.Hour),
        "minute" => FeelValue.From(time.Minute),
        "second" => FeelValue.From(time.Second),
        "time offset" => offset is { } seconds
            ? DayTimeDuration.From(seconds * (Int128)DayTimeDuration.NanosecondsPerSecond)
            : FeelValue.Null,
        "timezone" => FeelValue.From(time.Zone is { IsRegion: true } zone ? zone.Id : null),
        _ => null,
    };

    private static FeelValue? DurationProperty(Int128 seconds, string name) => name switch
    {
        "days" => FeelValue.From((long)(seconds / 86_400)),
        "hours" => FeelValue.From((long)(seconds / 3_600 % 24)),
        "minutes" => FeelValue.From((long)(seconds / 60 % 60)),
        "seconds" => FeelValue.From((long)(seconds % 60)),
        _ => null,
    };
}
