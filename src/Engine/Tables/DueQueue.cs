using System.Buffers;
using System.Diagnostics;

namespace Fairlead.Engine.Tables;

/// <summary>
/// What is due when. Entries up to a moving horizon lie in memory, later ones only where the reader finds them, so that a million
/// timers of next year cost nothing today, and a million of this second no more than a batch of them.
/// </summary>
internal sealed class DueQueue(IStateReader reader) : ITable
{
    /// <summary>Entries read at once.</summary>
    internal const int LoadedAtMost = 10_000;

    private static readonly TimeSpan Horizon = TimeSpan.FromMinutes(2);

    /// <summary>Everything stored up to <see cref="_horizon"/>, and what was added since the last drain.</summary>
    private readonly SortedSet<Entry> _entries = [];

    private readonly Dictionary<Entry, bool> _pending = [];
    private readonly List<(Entry Entry, bool Added)> _undo = [];
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly ArrayBufferWriter<byte> _value = new();

    /// <summary>The last entry that was looked at, or could have been.</summary>
    private Entry _horizon;
    private Timestamp? _nextStored;
    private bool _nextStoredIsKnown;

    public int Changed => _pending.Count;

    public int ToWrite => _pending.Count;

    /// <summary>Entries in memory.</summary>
    public int EntriesHeld => _entries.Count;

    public void Add(DueEntry entry)
    {
        Change(Entry.Of(entry), add: true);
        _undo.Add((Entry.Of(entry), true));
    }

    public void Remove(DueEntry entry)
    {
        Change(Entry.Of(entry), add: false);
        _undo.Add((Entry.Of(entry), false));
    }

    public IEnumerable<DueEntry> By(Timestamp now)
    {
        Entry? last = null;
        while (true)
        {
            var isMoreStored = NextStored() <= now;
            foreach (var entry in last is { } reached ? _entries.GetViewBetween(reached, Entry.EndOf(long.MaxValue)) : _entries)
            {
                // What was added beyond the horizon is later than some that are still to be read.
                if (entry.At > now.UnixMilliseconds || (isMoreStored && IsBeyond(entry))) break;
                if (entry == last) continue;
                last = entry;
                yield return entry.ToDue();
            }

            if (!isMoreStored) yield break;
            Load(now + Horizon);
        }
    }

    public Timestamp? Next()
    {
        var stored = NextStored();
        if (_entries.Count == 0) return stored;
        var inMemory = new Timestamp(_entries.Min.At);
        return stored < inMemory ? stored : inMemory;
    }

    public void BeginCommand() => _undo.Clear();

    public void RollBack()
    {
        for (var i = _undo.Count - 1; i >= 0; i--) Change(_undo[i].Entry, !_undo[i].Added);
        _undo.Clear();
    }

    public void Drain(IStateWriter writer)
    {
        _undo.Clear();
        foreach (var (entry, added) in _pending)
        {
            WriteKey(entry);
            if (added)
            {
                _value.ResetWrittenCount();
                new RecordWriter(_value).Text(entry.Name);
                writer.Put(Family.Due, _key.WrittenSpan, _value.WrittenSpan);
            }
            else
            {
                writer.Delete(Family.Due, _key.WrittenSpan);
            }

            if (!IsBeyond(entry)) continue;
            _entries.Remove(entry);
            _nextStoredIsKnown = false;
        }

        _pending.Clear();
    }

    private void Change(Entry entry, bool add)
    {
        var isBeyond = IsBeyond(entry);
        var changed = add ? _entries.Add(entry) : _entries.Remove(entry);
        // Beyond the horizon a stored entry is not in memory: removing it cannot be checked here.
        if (!changed && (add || !isBeyond)) throw new UnreachableException($"Due: {entry} {(add ? "is there already" : "is not there")}.");
        if (_pending.Remove(entry)) return;
        _pending.Add(entry, add);
        if (isBeyond && !add) _nextStoredIsKnown = false;
    }

    /// <summary>The first stored moment beyond the horizon that was not removed since.</summary>
    private Timestamp? NextStored()
    {
        if (_nextStoredIsKnown) return _nextStored;
        _nextStored = null;
        foreach (var (key, value) in ReadAfterHorizon())
        {
            if (_pending.ContainsKey(Decode(key, value))) continue;
            _nextStored = new Timestamp(RecordReader.Ordered(key));
            break;
        }

        _nextStoredIsKnown = true;
        return _nextStored;
    }

    private void Load(Timestamp until)
    {
        var horizon = Entry.EndOf(until.UnixMilliseconds);
        var loaded = 0;
        foreach (var (key, value) in ReadAfterHorizon())
        {
            var entry = Decode(key, value);
            if (entry.CompareTo(horizon) > 0) break;
            if (!_pending.ContainsKey(entry)) _entries.Add(entry);
            if (++loaded < LoadedAtMost) continue;
            horizon = entry;
            break;
        }

        _horizon = horizon;
        _nextStoredIsKnown = false;
    }

    private IEnumerable<KeyValuePair<byte[], byte[]>> ReadAfterHorizon()
    {
        WriteKey(_horizon);
        return reader.Scan(Family.Due, [.. _key.WrittenSpan, 0], [0xFF]);
    }

    private bool IsBeyond(Entry entry) => entry.CompareTo(_horizon) > 0;

    private void WriteKey(Entry entry)
    {
        _key.ResetWrittenCount();
        var span = _key.GetSpan(17);
        RecordWriter.Ordered(span, entry.At);
        span[8] = (byte)entry.Kind;
        RecordWriter.Ordered(span[9..], entry.Key);
        _key.Advance(17);
    }

    private static Entry Decode(byte[] key, byte[] value)
    {
        var record = new RecordReader(value);
        return new Entry(
            RecordReader.Ordered(key), (DueKind)key[8], RecordReader.Ordered(key.AsSpan(9)), record.Text());
    }

    private readonly record struct Entry(long At, DueKind Kind, long Key, string Name) : IComparable<Entry>
    {
        public static Entry Of(DueEntry entry) => new(entry.At.UnixMilliseconds, entry.Kind, entry.Key, entry.Name);

        /// <summary>Behind all of a moment.</summary>
        public static Entry EndOf(long at) => new(at, (DueKind)byte.MaxValue, long.MaxValue, "");

        public DueEntry ToDue() => new(new Timestamp(At), Kind, Key, Name);

        public int CompareTo(Entry other)
        {
            var order = At.CompareTo(other.At);
            if (order == 0) order = ((byte)Kind).CompareTo((byte)other.Kind);
            return order != 0 ? order : Key.CompareTo(other.Key);
        }
    }
}
