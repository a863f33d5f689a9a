using NodaTime;

namespace Fairlead.Feel.Temporal;

/// <summary>A fixed offset from UTC, or a region whose offset changes. Regions come from the tz database in this assembly's package.</summary>
internal sealed class Zone
{
    /// <summary>18 hours, as in ISO 8601 implementations of Java.</summary>
    private const int OffsetSecondsAtMost = 18 * 3_600;

    private readonly DateTimeZone? _region;
    private readonly int _offsetSeconds;

    private Zone(string id, DateTimeZone? region, int offsetSeconds)
    {
        Id = id;
        _region = region;
        _offsetSeconds = offsetSeconds;
    }

    public static Zone Utc { get; } = new("Z", null, 0);

    /// <summary>The name of the region, or the offset as <c>+01:00</c> or <c>Z</c>.</summary>
    public string Id { get; }

    public bool IsRegion => _region is not null;

    /// <summary>What the zone's clocks show away from UTC in winter; times without a date have nothing better.</summary>
    public int StandardOffsetSeconds => _region is null
        ? _offsetSeconds
        : _region.GetZoneInterval(Instant.FromUnixTimeSeconds(0)).StandardOffset.Seconds;

    public static Zone? OfOffset(int seconds) => Math.Abs(seconds) > OffsetSecondsAtMost ? null
        : seconds == 0 ? Utc
        : new Zone(TemporalText.FormatOffset(seconds), null, seconds);

    public static Zone? OfId(string id)
    {
        if (id.Length > 0 && id[0] is 'Z' or '+' or '-')
            return TemporalReader.TryReadOffset(id, out var seconds) ? OfOffset(seconds) : null;
        if (IsPrefixedOffset(id, out var prefixed))
            return Math.Abs(prefixed) > OffsetSecondsAtMost ? null
                : new Zone(id, DateTimeZone.ForOffset(Offset.FromSeconds(prefixed)), 0);
        var region = DateTimeZoneProviders.Tzdb.GetZoneOrNull(id);
        return region is null ? null : new Zone(id, region, 0);
    }

    // As Java has it: "UTC+01:00" is a zone of its own with a fixed offset.
    private static bool IsPrefixedOffset(string id, out int seconds)
    {
        seconds = 0;
        var length = id.StartsWith("UTC", StringComparison.Ordinal) || id.StartsWith("GMT", StringComparison.Ordinal) ? 3
            : id.StartsWith("UT", StringComparison.Ordinal) ? 2
            : id.Length;
        return length < id.Length && id[length] is '+' or '-' && TemporalReader.TryReadOffset(id.AsSpan(length), out seconds);
    }

    /// <summary>
    /// The offset that holds at a local time. Skipped times move forward by the gap; of doubled times it is the earlier
    /// one, unless the other offset is asked for.
    /// </summary>
    public int ResolveLocal(ref long epochDay, ref long nanoseconds, int? preferredOffset = null)
    {
        if (_region is null)
            return _offsetSeconds;
        var local = ToLocal(epochDay, nanoseconds);
        var mapping = _region.MapLocal(local);
        if (mapping.Count == 2 && mapping.LateInterval.WallOffset.Seconds == preferredOffset)
            return mapping.LateInterval.WallOffset.Seconds;
        if (mapping.Count != 0)
            return mapping.EarlyInterval.WallOffset.Seconds;
        var gap = mapping.LateInterval.WallOffset.Seconds - mapping.EarlyInterval.WallOffset.Seconds;
        nanoseconds += gap * DayTimeDuration.NanosecondsPerSecond;
        epochDay += Math.DivRem(nanoseconds, DayTimeDuration.NanosecondsPerDay, out nanoseconds);
        return mapping.LateInterval.WallOffset.Seconds;
    }

    /// <summary>The offset that holds at an instant, given as seconds since 1970 in UTC.</summary>
    public int OffsetAt(Int128 epochSeconds)
    {
        if (_region is null)
            return _offsetSeconds;
        var day = (long)(epochSeconds >= 0 ? epochSeconds / 86_400 : (epochSeconds - 86_399) / 86_400);
        var rest = (long)(epochSeconds - ((Int128)day * 86_400));
        var instant = Instant.FromUnixTimeSeconds((NearDay(day) * 86_400) + rest);
        return _region.GetUtcOffset(instant).Seconds;
    }

    private static LocalDateTime ToLocal(long epochDay, long nanoseconds) =>
        new LocalDate(1970, 1, 1).PlusDays((int)NearDay(epochDay)).At(LocalTime.FromNanosecondsSinceMidnight(nanoseconds));

    // The tz database ends near the year 9999: later years repeat with the calendar, every 400 years.
    private static long NearDay(long epochDay)
    {
        const long Cycle = 146_097;
        const long Farthest = 19 * Cycle;
        if (Math.Abs(epochDay) < Farthest)
            return epochDay;
        var rest = epochDay % Cycle;
        return epochDay > 0 ? (18 * Cycle) + rest : (-18 * Cycle) + rest;
    }

    /// <summary>Same region, or same offset.</summary>
    public bool IsSameAs(Zone other) => Id == other.Id;
}
