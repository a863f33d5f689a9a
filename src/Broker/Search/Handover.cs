using Fairlead.Broker.Journaling;

namespace Fairlead.Broker.Search;

/// <summary>Durable records on their way from the committer to the projection. What does not fit is read from the journal again.</summary>
internal sealed class Handover(long last)
{
    /// <summary>Events held in memory. Each holds its variables.</summary>
    private const int EventsAtMost = 100_000;

    private readonly Lock _gate = new();
    private readonly Queue<JournalRecord> _records = [];
    private int _events;
    private long _last = last;

    /// <summary>Position of the last durable record.</summary>
    public long Last => Volatile.Read(ref _last);

    public void Add(JournalRecord record)
    {
        lock (_gate)
        {
            if (_events > EventsAtMost)
            {
                _records.Clear();
                _events = 0;
            }

            _records.Enqueue(record);
            _events += record.Events.Count;
        }

        Volatile.Write(ref _last, record.Position);
    }

    /// <summary>The journal was recovered and ends here: what was not handed over is in it, too.</summary>
    public void GoOnFrom(long last)
    {
        lock (_gate)
        {
            _records.Clear();
            _events = 0;
        }

        Volatile.Write(ref _last, last);
    }

    /// <summary>Takes records from a position on.</summary>
    /// <returns>False when the first one is not here: it is only in the journal, or does not exist yet.</returns>
    public bool TryTake(long first, int eventsAtMost, List<JournalRecord> into)
    {
        lock (_gate)
        {
            while (_records.TryPeek(out var old) && old.Position < first)
                Dequeue();
            if (!_records.TryPeek(out var record) || record.Position != first)
                return false;
            var events = 0;
            while (events < eventsAtMost && _records.Count > 0)
            {
                record = Dequeue();
                into.Add(record);
                events += record.Events.Count;
            }

            return true;
        }
    }

    private JournalRecord Dequeue()
    {
        var record = _records.Dequeue();
        _events -= record.Events.Count;
        return record;
    }
}
