namespace Fairlead.Feel.Values;

/// <summary>Kinds as FEEL names their types.</summary>
internal static class KindText
{
    public static string Of(FeelKind kind) => kind switch
    {
        FeelKind.Null => "null",
        FeelKind.Boolean => "boolean",
        FeelKind.Number => "number",
        FeelKind.String => "string",
        FeelKind.List => "list",
        FeelKind.Context => "context",
        FeelKind.Range => "range",
        FeelKind.Function => "function",
        FeelKind.Date => "date",
        FeelKind.Time => "time",
        FeelKind.DateTime => "date and time",
        FeelKind.DaysTimeDuration => "days and time duration",
        FeelKind.YearsMonthsDuration => "years and months duration",
    };
}
