using Cronos;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Schedule;

/// <summary>The moments at which something is due.</summary>
internal abstract class Timetable
{
    /// <summary>Changes when the moments do.</summary>
    public required string Text { get; init; }

    /// <summary>By which the times are meant.</summary>
    public required TimeZoneInfo Zone { get; init; }

    /// <summary>The first moment after another one; null when there is none.</summary>
    public abstract DateTimeOffset? Next(DateTimeOffset after);

    /// <summary>The moments after one, up to and with another one, in their order.</summary>
    public IEnumerable<DateTimeOffset> Between(DateTimeOffset after, DateTimeOffset until)
    {
        for (var next = Next(after); next is { } moment && moment <= until; next = Next(moment))
            yield return moment;
    }

    /// <param name="anchor">Where an interval begins that does not say so: when the schedule was started for the first time.</param>
    /// <exception cref="ConnectorInputException">The settings describe no timetable.</exception>
    public static Timetable Of(ScheduleSettings settings, DateTimeOffset anchor)
    {
        var zone = ZoneOf(settings.TimeZone);
        var text = $"{settings.Cron} {settings.Interval} {settings.TimeZone} {settings.StartAt:O} {settings.EndAt:O}";
        Timetable table = (settings.Cron?.Trim(), settings.Interval?.Trim()) switch
        {
            ({ Length: > 0 } cron, null or "") => new Cron(CronOf(cron)) { Text = text, Zone = zone },
            (null or "", { Length: > 0 } interval) => IntervalTable.Of(interval, settings.StartAt, anchor, zone, text),
            _ => throw new ConnectorInputException("cron: expected either cron or interval, and one of them."),
        };
        return settings is { StartAt: null, EndAt: null }
            ? table
            : new Bounded(table, settings.StartAt, settings.EndAt) { Text = text, Zone = zone };
    }

    private static CronExpression CronOf(string text)
    {
        var fields = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;
        try
        {
            return CronExpression.Parse(text, fields is 6 ? CronFormat.IncludeSeconds : CronFormat.Standard);
        }
        catch (CronFormatException unfit)
        {
            throw new ConnectorInputException(
                $"cron: expected five fields, or six with seconds in front, such as 0 9 * * MON-FRI: {unfit.Message.TrimEnd('.')}.");
        }
    }

    private static TimeZoneInfo ZoneOf(string? name)
    {
        if (string.IsNullOrWhiteSpace(name))
            return TimeZoneInfo.Utc;
        return TimeZoneInfo.TryFindSystemTimeZoneById(name.Trim(), out var zone)
            ? zone
            : throw new ConnectorInputException(
                $"timeZone: \"{name}\" is not known here. Expected a name such as Europe/Berlin; the system must have its time zone data.");
    }

    /// <summary>A time that does not exist for a change of clocks is moved to the change; one that exists twice is due the first time.</summary>
    private sealed class Cron(CronExpression expression) : Timetable
    {
        public override DateTimeOffset? Next(DateTimeOffset after) => expression.GetNextOccurrence(after, Zone);
    }

    private sealed class Bounded(Timetable inner, DateTimeOffset? start, DateTimeOffset? end) : Timetable
    {
        public override DateTimeOffset? Next(DateTimeOffset after)
        {
            // The start itself may be due.
            var from = start is { } first && first.AddTicks(-1) > after ? first.AddTicks(-1) : after;
            return inner.Next(from) is { } next && !(next > end) ? next : null;
        }
    }
}
