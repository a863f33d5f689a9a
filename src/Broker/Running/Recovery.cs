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
}
