using Fairlead.Engine;

namespace Fairlead.Broker.Running;

/// <summary>Who gives up when, earliest first.</summary>
internal sealed class Deadlines
{
    private readonly PriorityQueue<Entry, long> _entries = new();

    public Timestamp? Next
    {
        get
        {
            // What was answered meanwhile is dropped here, not when it is answered: a queue has no cheap removal.
            while (_entries.TryPeek(out var entry, out var at))
            {
                if (entry.Waiting is not null)
                    return new Timestamp(at);
                _entries.Dequeue();
            }

            return null;
        }
    }

    public Entry Add(IPending waiting, Timestamp at)
    {
        var entry = new Entry { Waiting = waiting };
        _entries.Enqueue(entry, at.UnixMilliseconds);
        return entry;
    }

    /// <summary>Callers who left by themselves are among them, to be forgotten.</summary>
    public IPending? TakeExpired(Timestamp now)
    {
        if (Next is not { } next || next > now)
            return null;
        return _entries.Dequeue().Waiting;
    }

    /// <summary>Whoever was answered clears it, so that a long deadline does not keep a big answer in memory.</summary>
    public sealed class Entry
    {
        public IPending? Waiting { get; set; }
    }
}
