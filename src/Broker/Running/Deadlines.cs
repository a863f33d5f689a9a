using Fairlead.Engine;

namespace Fairlead.Broker.Running;

/// <summary>Who gives up when, earliest first.</summary>
internal sealed class Deadlines
{
    /// <summary>Fewer forgotten entries are not worth looking for.</summary>
    private const int ForgottenAtMost = 64;

    private readonly PriorityQueue<Entry, long> _entries = new();
    private int _forgotten;

    /// <summary>Entries in memory, forgotten ones included.</summary>
    public int EntriesHeld => _entries.Count;

    public Timestamp? Next
    {
        get
        {
            while (_entries.TryPeek(out var entry, out var at))
            {
                if (entry.Waiting is not null)
                    return new Timestamp(at);
                _entries.Dequeue();
                _forgotten--;
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

    /// <summary>It was answered. A queue has no cheap removal, so what is forgotten is thrown out when it is half of all.</summary>
    public void Forget(Entry? entry)
    {
        if (entry?.Waiting is null)
            return;
        entry.Waiting = null;
        _forgotten++;
        if (_forgotten <= ForgottenAtMost || _forgotten * 2 <= _entries.Count)
            return;

        (Entry, long)[] waiting = [.. _entries.UnorderedItems.Where(item => item.Element.Waiting is not null)];
        _entries.Clear();
        _entries.EnqueueRange(waiting);
        _forgotten = 0;
    }

    /// <summary>Callers who left by themselves are among them, to be forgotten.</summary>
    public IPending? TakeExpired(Timestamp now)
    {
        if (Next is not { } next || next > now)
            return null;
        var entry = _entries.Dequeue();
        var waiting = entry.Waiting;
        entry.Waiting = null;
        return waiting;
    }

    /// <summary>A place in the queue; without who waits once it is forgotten, so that nothing big is kept in memory.</summary>
    public sealed class Entry
    {
        public IPending? Waiting { get; set; }
    }
}
