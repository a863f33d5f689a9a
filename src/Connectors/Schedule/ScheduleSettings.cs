using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Schedule;

/// <summary>When something happens, and what becomes of the times that nobody was there for.</summary>
public sealed record ScheduleSettings
{
    [Field(
        "Cron",
        Group = "Times",
        Example = "0 9 * * MON-FRI",
        Help = "Five fields (minute, hour, day of month, month, day of week), six with seconds in front, or @daily and the like. Either this or an interval.")]
    public string? Cron { get; init; }

    [Field(
        "Interval", Example = "R/PT1H",
        Help = "ISO 8601: R/PT1H for ever, R5/PT1H five times, R/2026-03-01T09:00:00Z/P1D from a moment on.")]
    public string? Interval { get; init; }

    [Field("Time zone", Example = "Europe/Berlin", Help = "By which clock the times are meant, such as Europe/Berlin. UTC when empty.")]
    public string? TimeZone { get; init; }

    [Field("Not before", Help = "A moment such as 2026-03-01T00:00:00Z.")]
    public DateTimeOffset? StartAt { get; init; }

    [Field("Not after", Help = "A moment such as 2026-12-31T23:59:59Z.")]
    public DateTimeOffset? EndAt { get; init; }

    [Field(
        "Missed times", Group = "Missed times",
        Help = "What happens for times at which nothing ran here: none of them, the last one, or all of them.")]
    public CatchUp CatchUp { get; init; } = CatchUp.Skip;

    [Range(1, 10_000)]
    [Field("Missed times at most", Help = "Of those that are made up for when all are: the latest ones.")]
    public int CatchUpAtMost { get; init; } = 100;
}

/// <summary>What becomes of missed times.</summary>
public enum CatchUp
{
    [JsonStringEnumMemberName("skip")] Skip,
    [JsonStringEnumMemberName("one")] One,
    [JsonStringEnumMemberName("all")] All,
}
