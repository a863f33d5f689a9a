using System.Text;
using System.Text.Json;
using Fairlead.Feel.Json;
using Fairlead.Feel.Numbers;
using Fairlead.Feel.Temporal;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Functions;

/// <summary>Functions that turn values of one kind into another.</summary>
internal static class ConversionFunctions
{
    public static void AddTo(FunctionTable table) => table
        .Add("string", "from:*", Text)
        .Add("number", "from:s", (a, call) => Number(a[0].Text(), a[0].Text(), call))
        .Add("number", "from:n", (a, _) => a[0])
        .Add("number", "from:s, grouping separator:s0", (a, call) => Number(a[0], a[1], FeelValue.Null, call))
        .Add("number", "from:s, grouping separator:s0, decimal separator:s0", (a, call) => Number(a[0], a[1], a[2], call))
        .Add("from json", "value:s", FromJson)
        .Add("to json", "value:*", ToJson)
        .Add("date", "from:s", (a, call) => TemporalText.ParseDate(a[0].Text()) is { IsNull: false } date
            ? date
            : call.Fail($"Failed to parse date from '{a[0].Text()}'"))
        .Add("date", "from:d", (a, _) => a[0])
        .Add("date", "from:m", (a, _) => new FeelValue(ValueTag.Date, Moment(a[0]).EpochDay))
        .Add("date", "year:n, month:n, day:n", (a, call) =>
            CalendarDate.TryMake(a[0].Whole(), a[1].Whole(), a[2].Whole(), out var date)
                ? date.ToValue()
                : call.Fail($"There is no date with year {a[0]}, month {a[1]} and day {a[2]}"))
        .Add("time", "from:s", (a, call) => TemporalText.ParseTime(a[0].Text()) is { IsNull: false } time
            ? time
            : call.Fail($"Failed to parse time from '{a[0].Text()}'"))
        .Add("time", "from:t", (a, _) => a[0])
        .Add("time", "from:d", (_, _) => new FeelValue(new TimeOfDay(0, Zone.Utc)))
        .Add("time", "from:m", (a, call) => TimeOf(Moment(a[0]), call))
        .Add("time", "hour:n, minute:n, second:n", (a, call) => Time(a[0], a[1], a[2], FeelValue.Null, call))
        .Add("time", "hour:n, minute:n, second:n, offset:p0", (a, call) => Time(a[0], a[1], a[2], a[3], call))
        .Add("date and time", "from:s", (a, call) => DateTime(a[0].Text(), call))
        .Add("date and time", "from:m", (a, _) => a[0])
        .Add("date and time", "from:d", (a, _) => DateAndTime.Of(a[0].Bits, 0, null))
        .Add("date and time", "date:dm, time:t", Combine)
        .Add("date and time", "date:m, timezone:s", InZone)
        .Add("duration", "from:s", (a, call) => TemporalText.ParseDuration(a[0].Text()) is { IsNull: false } duration
            && !(call.State.Rules.ReadsSchemaDurations && a[0].Text().LastIndexOf('-') > 0)
            ? duration
            : call.Fail($"Failed to parse duration from '{a[0].Text()}'"))
        .Add("duration", "from:py", (a, _) => a[0])
        .Add("years and months duration", "from:dm, to:dm", YearsAndMonths);

    private static FeelValue Text(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        call.State.StepThrough(call.Node, arguments[0]);
        return arguments[0].IsNull ? arguments[0] : call.State.Checked(
            call.Node, ValueText.Plain(arguments[0], call.State.Rules.HasCanonicalZeros, call.State.Settings.TextCharactersAtMost));
    }

    private static FeelValue ToJson(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        call.State.StepThrough(call.Node, arguments[0]);
        // A character has at most three bytes, one of two units four.
        var bytesAtMost = (int)Math.Min(3L * call.State.Settings.TextCharactersAtMost, int.MaxValue);
        if (!JsonTarget.TryToBytes(arguments[0], bytesAtMost, out var json, asFunctionResult: true))
            call.State.CheckLength(call.Node, call.State.Settings.TextCharactersAtMost + 1L);
        return call.State.Checked(call.Node, Encoding.UTF8.GetString(json));
    }

    private static DateAndTime Moment(FeelValue value) => (DateAndTime)value.Reference!;

    private static FeelValue Number(FeelValue from, FeelValue grouping, FeelValue point, Invocation call)
    {
        var text = from.Text();
        if (grouping.Reference is string separator)
        {
            if (separator is not (" " or "." or ",") || separator.Equals(point.Reference))
                return call.Fail($"illegal argument for grouping. Must be one of ' ', ',' or '.'");
            text = text.Replace(separator, "", StringComparison.Ordinal);
        }
        if (point.Reference is string comma)
        {
            if (comma is not ("." or ","))
                return call.Fail($"illegal argument for decimal. Must be one of ',' or '.'");
            text = text.Replace(comma, ".", StringComparison.Ordinal);
        }
        return Number(text, from.Text(), call);
    }

    private static FeelValue Number(string text, string original, Invocation call) =>
        FeelNumber.TryParse(text, out var number) ? FeelValue.From(number) : call.Fail($"Can't parse '{original}' as a number");

    private static FeelValue FromJson(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        try
        {
            return FeelValue.FromJson(Encoding.UTF8.GetBytes(arguments[0].Text()));
        }
        catch (JsonException)
        {
            return call.Fail($"Failed to parse JSON from {ValueText.Excerpt(arguments[0]).Replace('"', '\'')}");
        }
    }

    private static FeelValue TimeOf(DateAndTime moment, Invocation call)
    {
        var zone = moment.Zone is { IsRegion: true } && !call.State.Rules.TimesKeepRegions ? Zone.OfOffset(moment.OffsetSeconds) : moment.Zone;
        return new FeelValue(new TimeOfDay(moment.Time.Nanoseconds, zone));
    }

    private static FeelValue Time(FeelValue hour, FeelValue minute, FeelValue second, FeelValue offset, Invocation call)
    {
        var (hours, minutes) = (hour.Whole(), minute.Whole());
        NumberMath.TryMultiply(second.Number(), FeelNumber.From(DayTimeDuration.NanosecondsPerSecond), out var product);
        NumberMath.TryRound(product, 0, RoundingMode.Down, out var whole);
        Zone? zone = null;
        if (DayTimeDuration.TryGet(offset, out var nanoseconds))
        {
            var seconds = nanoseconds / DayTimeDuration.NanosecondsPerSecond;
            zone = Int128.Abs(seconds) < 100_000 ? Zone.OfOffset((int)seconds) : null;
            if (zone is null)
                return call.Fail($"There is no offset '{offset}'");
        }
        if (hours is < 0 or > 23 || minutes is < 0 or > 59 || !whole.TryGetInt64(out var rest)
            || rest < 0 || rest >= 60 * DayTimeDuration.NanosecondsPerSecond)
            return call.Fail($"There is no time with hour {hour}, minute {minute} and second {second}");
        return new FeelValue(new TimeOfDay(((((hours * 60L) + minutes) * 60) * DayTimeDuration.NanosecondsPerSecond) + rest, zone));
    }

    private static FeelValue DateTime(string text, Invocation call)
    {
        var moment = TemporalText.ParseDateAndTime(text);
        if (!moment.IsNull)
            return moment;
        var date = TemporalText.ParseDate(text);
        return date.IsNull ? call.Fail($"Failed to parse date-time from '{text}'") : DateAndTime.Of(date.Bits, 0, null);
    }

    private static FeelValue Combine(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var day = arguments[0].Reference is DateAndTime moment ? moment.EpochDay : arguments[0].Bits;
        var time = (TimeOfDay)arguments[1].Reference!;
        return DateAndTime.Of(day, time.Nanoseconds, time.Zone);
    }

    // A local time is taken as one of the zone; another zone's is moved there.
    private static FeelValue InZone(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        if (Zone.OfId(arguments[1].Text()) is not { } zone)
            return call.Fail($"Unknown timezone '{arguments[1].Text()}'");
        var moment = Moment(arguments[0]);
        var moved = moment.Zone is null
            ? DateAndTime.Of(moment.EpochDay, moment.Time.Nanoseconds, zone)
            : DateAndTime.AtInstant(moment.Instant, zone);
        return moved.IsNull ? call.Fail($"'{arguments[0]}' in '{arguments[1].Text()}' is out of range") : moved;
    }

    private static FeelValue YearsAndMonths(ReadOnlySpan<FeelValue> arguments, Invocation call)
    {
        var (from, to) = (DateOf(arguments[0]), DateOf(arguments[1]));
        var months = ((to.Year - (long)from.Year) * 12) + to.Month - from.Month;
        if (months > 0 && to.Day < from.Day)
            months--;
        else if (months < 0 && to.Day > from.Day)
            months++;
        return TemporalArithmetic.Months(months);
    }

    private static CalendarDate DateOf(FeelValue value) =>
        value.Reference is DateAndTime moment ? moment.Date : CalendarDate.Of(value.Bits);
}
