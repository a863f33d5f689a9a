namespace Fairlead.Engine;

/// <summary>Everything the engine knows. Only <see cref="Apply"/> changes it, in live processing and in replay alike.</summary>
public sealed class State(IStateReader reader)
{
    /// <summary>Folds one event in.</summary>
    public void Apply(Event @event, Timestamp now) => _ = (@event, now, reader);

    /// <summary>
    /// Writes every entry that changed since the last call; entries that came and went in between are not written. Afterwards the
    /// reader must give what was written: commit the batch before the next command.
    /// </summary>
    public void Drain(IStateWriter writer) => _ = (writer, reader);

    /// <summary>Number of entries that <see cref="Drain"/> would write now.</summary>
    public int ChangedEntries { get; }

    /// <summary>The earliest moment at which <see cref="Command.Tick"/> has something to do; null when never.</summary>
    public Timestamp? NextDue() => reader is null ? new Timestamp(0) : null;

    /// <summary>Whether <see cref="Command.Continue"/> has something to do.</summary>
    public bool HasDeferredWork() => reader is null;
}
