using Fairlead.Engine;

namespace Fairlead.Simulation;

/// <summary>Bugs that the simulation must find: the proof that it looks. A new checker adds one; a new family of the state has its own.</summary>
internal abstract record Planted
{
    private Planted() { }

    public static IReadOnlyList<Planted> All { get; } =
    [
        new NoFlush(), new AnswerBeforeFlush(), new TornBatch(), new AppliedPositionRunsAhead(), new AppliedPositionLagsBehind(),
        new InstanceCountsAreNotWritten(), new EventIsNotJournaled(),
        .. Enum.GetValues<Family>().Select(family => new EntriesAreNotWritten(family)),
        .. Enum.GetValues<Family>().Where(IsEmptied).Select(family => new EntriesAreNotDeleted(family)),
    ];

    public sealed record Nothing : Planted;

    /// <summary>The flush does nothing, as on a disk that lies.</summary>
    public sealed record NoFlush : Planted;

    /// <summary>Callers get their answers before the flush.</summary>
    public sealed record AnswerBeforeFlush : Planted;

    /// <summary>A crash leaves half a batch.</summary>
    public sealed record TornBatch : Planted;

    /// <summary>Recovery believes that the state holds one record more than it does.</summary>
    public sealed record AppliedPositionRunsAhead : Planted;

    /// <summary>Recovery applies a record twice.</summary>
    public sealed record AppliedPositionLagsBehind : Planted;

    /// <summary>How many instances of a definition run is not known after a restart.</summary>
    public sealed record InstanceCountsAreNotWritten : Planted;

    /// <summary>One event in many is lost on its way into the journal.</summary>
    public sealed record EventIsNotJournaled : Planted;

    /// <summary>After a restart a part of the state is as it was: keys are given out again, repetitions are not recognised, user tasks are gone.</summary>
    public sealed record EntriesAreNotWritten(Family Family) : Planted;

    /// <summary>After a restart there is again what was done with: jobs are handed out, timers fire, what completed is undone a second time.</summary>
    public sealed record EntriesAreNotDeleted(Family Family) : Planted;

    /// <summary>Counters are for ever.</summary>
    private static bool IsEmptied(Family family) => family is not Family.Meta;
}
