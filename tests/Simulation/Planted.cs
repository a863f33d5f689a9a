namespace Fairlead.Simulation;

/// <summary>Bugs that the simulation must find: the proof that it looks. A new checker adds one.</summary>
internal enum Planted
{
    Nothing,

    /// <summary>The flush does nothing, as on a disk that lies.</summary>
    NoFlush,

    /// <summary>Callers get their answers before the flush.</summary>
    AnswerBeforeFlush,

    /// <summary>A crash leaves half a batch.</summary>
    TornBatch,

    /// <summary>Recovery believes that the state holds one record more than it does.</summary>
    AppliedPositionRunsAhead,

    /// <summary>Recovery applies a record twice.</summary>
    AppliedPositionLagsBehind,

    /// <summary>Repetitions of an outside event are not recognised after a restart.</summary>
    LedgerIsNotWritten,

    /// <summary>Keys are given out again after a restart.</summary>
    KeyCounterIsNotWritten,

    VariablesAreNotWritten,

    /// <summary>A completed job is handed out again after a restart.</summary>
    AvailableJobsAreNotDeleted,

    /// <summary>A timer fires again after a restart.</summary>
    TimersAreNotDeleted,

    /// <summary>A signal that was waited for once is waited for again after a restart.</summary>
    SignalSubscriptionsAreNotDeleted,

    /// <summary>How many instances of a definition run is not known after a restart.</summary>
    InstanceCountsAreNotWritten,

    /// <summary>One event in many is lost on its way into the journal.</summary>
    EventIsNotJournaled,
}
