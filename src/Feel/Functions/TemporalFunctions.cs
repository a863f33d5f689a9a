using Fairlead.Feel.Temporal;

namespace Fairlead.Feel.Functions;

/// <summary>Functions about the calendar, and the two that ask for the time.</summary>
internal static class TemporalFunctions
{
    private static readonly string[] Days =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    private static readonly string[] Months =
    [
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ];

    public static void AddTo(FunctionTable table) => table
        .Add("day of year", "date:dm", (a, _) => FeelValue.From(DateOf(a[0]).DayOfYear))
        .Add("day of week", "date:dm", (a, _) => FeelValue.From(Days[DateOf(a[0]).Weekday - 1]))
        .Add("month of year", "date:dm", (a, _) => FeelValue.From(Months[DateOf(a[0]).Month - 1]))
        .Add("week of year", "date:dm", (a, _) => FeelValue.From(DateOf(a[0]).WeekOfYear))
        .Add("last day of month", "date:dm", (a, _) => LastDayOfMonth(DateOf(a[0])))
        .AddImpure("now", "", (_, call) => Now(call.State.Settings.Now))
        .AddImpure("today", "", (_, call) => Today(call.State.Settings.Now));

    private static CalendarDate DateOf(FeelValue value) =>
        value.Reference is DateAndTime moment ? moment.Date : CalendarDate.Of(value.Bits);

    private static FeelValue LastDayOfMonth(CalendarDate date) =>
        (date with { Day = CalendarDate.DaysInMonth(date.Year, date.Month) }).ToValue();

    private static FeelValue Today(DateTimeOffset now) => new CalendarDate(now.Year, now.Month, now.Day).ToValue();

    private static FeelValue Now(DateTimeOffset now) => DateAndTime.Of(
        new CalendarDate(now.Year, now.Month, now.Day).EpochDay,
        now.TimeOfDay.Ticks * DayTimeDuration.NanosecondsPerTick,
        Zone.OfOffset((int)now.Offset.TotalSeconds));
}
