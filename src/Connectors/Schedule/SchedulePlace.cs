using System.Text.Json;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Schedule;

/// <summary>How far a schedule is done: what it keeps in its source's place.</summary>
/// <param name="Table">Text of the timetable it is about: another one begins anew.</param>
/// <param name="Anchor">When it was started for the first time.</param>
/// <param name="Done">All times up to this one are done.</param>
/// <param name="Fired">How often it fired.</param>
/// <param name="Missed">Times since it fired last for which nothing happened.</param>
internal sealed record SchedulePlace(string Table, DateTimeOffset Anchor, DateTimeOffset Done, long Fired, int Missed)
{
    public static SchedulePlace? Read(string? text)
    {
        try
        {
            return text is null ? null : JsonSerializer.Deserialize<SchedulePlace>(text, ConnectorJson.Options);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string Write() => JsonSerializer.Serialize(this, ConnectorJson.Options);

    public SchedulePlace After(DueTime due) => this with { Done = due.At, Fired = Fired + 1, Missed = 0 };
}
