using Fairlead.Broker.Journaling;
using Fairlead.Broker.Storage;
using Fairlead.Engine;

namespace Fairlead.Broker.Running;

/// <param name="Position">Of the last journal record.</param>
/// <param name="Replayed">Records that were applied because the state on disk was behind the journal.</param>
internal sealed record Recovered(State State, long Position, long Replayed);

/// <summary>Brings the state on disk up to the end of the journal.</summary>
internal static class Recovery
{
    /// <exception cref="JournalException">The journal is damaged.</exception>
    public static Recovered Run(IStore store)
    {
        var state = new State(new EngineReader(store));
        var applied = Position.Load(store, Position.AppliedKey);
        var last = applied;
        foreach (var record in JournalRecord.ReadFrom(store, applied + 1))
        {
            foreach (var @event in record.Events)
                state.Apply(@event);
            last = record.Position;
        }

        return new Recovered(state, last, last - applied);
    }

    /// <summary>The same for a store that failed under a running partition and was opened again.</summary>
    /// <param name="acknowledged">Position of the last record that was acknowledged before.</param>
    /// <exception cref="StoreException">It cannot be written yet, or is without what was acknowledged.</exception>
    /// <exception cref="JournalException">The journal is damaged.</exception>
    public static Recovered RunAgain(IStore store, long acknowledged)
    {
        var recovered = Run(store);
        if (recovered.Position < acknowledged)
        {
            throw new StoreException(
                $"the journal ends at {recovered.Position}, although {acknowledged} was acknowledged: another disk, or an older copy");
        }

        // What was written and not flushed may be there. It counts from now on, so it is made durable before anything rests on it.
        var probe = new StoreBatch();
        Position.Save(probe, Position.TruncatedKey, Position.Load(store, Position.TruncatedKey));
        store.Write(probe);
        store.Sync();
        return recovered;
    }
}
