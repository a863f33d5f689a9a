namespace Fairlead.Connectors.Schedule;

/// <summary>What is due at a moment, after something else was done last.</summary>
/// <param name="Fires">In their order.</param>
/// <param name="Missed">Due times behind the last that fires, for which nothing happens.</param>
/// <param name="HasMissed">Whether some of these were not known before.</param>
internal sealed record DueTimes(IReadOnlyList<DueTime> Fires, int Missed, bool HasMissed)
{
    /// <summary>A time that is later than this was missed: nothing ran here, or another runtime took over late.</summary>
    public static readonly TimeSpan LateAtMost = TimeSpan.FromMinutes(1);

    /// <summary>More are not counted: a schedule by the second that was away for a year.</summary>
    public const int CountedAtMost = 100_000;

    /// <param name="last">All up to here is done.</param>
    /// <param name="missed">Times before that for which nothing happened, and of which nobody was told yet.</param>
    public static DueTimes Of(
        Timetable table, DateTimeOffset last, int missed, DateTimeOffset now, CatchUp policy, int catchUpAtMost)
    {
        var late = now - LateAtMost;
        var madeUpAtMost = policy switch { CatchUp.Skip => 0, CatchUp.One => 1, CatchUp.All => catchUpAtMost };
        var madeUp = late > last ? Latest(table, last, late, madeUpAtMost) : [];
        var skippedUntil = madeUp is [var first, ..] ? first.AddTicks(-1) : late;
        var skipped = Count(table, last, skippedUntil);
        missed = Math.Min(CountedAtMost, missed + skipped);

        var fires = new List<DueTime>();
        foreach (var due in madeUp.Concat(table.Between(late > last ? late : last, now)))
        {
            fires.Add(new DueTime(due, missed));
            missed = 0;
        }

        return new DueTimes(fires, missed, skipped > 0 && fires.Count is 0);
    }

    /// <summary>Looks back as far as it must: what lies behind may be long, and nobody asks for it.</summary>
    private static List<DateTimeOffset> Latest(Timetable table, DateTimeOffset after, DateTimeOffset until, int atMost)
    {
        if (atMost is 0)
            return [];

        for (var span = LateAtMost; ; span *= 2)
        {
            var isAll = span >= until - after;
            var from = isAll ? after : until - span;
            var found = new Queue<DateTimeOffset>();
            foreach (var due in table.Between(from, until))
            {
                found.Enqueue(due);
                if (found.Count > atMost)
                    found.Dequeue();
            }

            if (isAll || found.Count == atMost)
                return [.. found];
        }
    }

    private static int Count(Timetable table, DateTimeOffset after, DateTimeOffset until) =>
        until > after ? table.Between(after, until).Take(CountedAtMost).Count() : 0;
}

/// <param name="At">When it is due.</param>
/// <param name="Missed">Times before it for which nothing happens.</param>
internal sealed record DueTime(DateTimeOffset At, int Missed);
