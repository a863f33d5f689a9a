using System.Buffers;

using Fairlead.Broker.Journaling;
using Fairlead.Broker.Storage;
using Fairlead.Engine;

namespace Fairlead.Simulation;

/// <summary>
/// A disk in memory that keeps exactly what <see cref="IStore"/> promises: after a crash everything up to the last sync, and any
/// prefix of the batches since. It can crash or fill up at any write point.
/// </summary>
internal sealed class SimulatedDisk(Random random, Planted planted)
{
    private readonly List<List<(ColumnFamily Family, byte[] Key, byte[]? Value)>> _unsynced = [];
    private Content _durable = new();
    private Content _visible = new();

    /// <summary>Write points until the fault; null when none is planned.</summary>
    public int? FaultIn { get; set; }

    /// <summary>What happens then: true for a full disk, false for a crash.</summary>
    public bool FaultIsFullDisk { get; set; }

    public IStore Open() => new Handle(this);

    /// <summary>The machine goes down and comes back.</summary>
    public void Crash()
    {
        var survivors = random.Next(_unsynced.Count + 1);
        foreach (var batch in _unsynced.Take(survivors)) _durable.Apply(batch, random: null);
        if (planted is Planted.TornBatch && survivors < _unsynced.Count) _durable.Apply(_unsynced[survivors], random);
        _unsynced.Clear();
        _visible = _durable.Copy();
        FaultIn = null;
    }

    /// <summary>What a reader would find now, to look at without touching anything.</summary>
    public SimulatedDisk CopyOfVisible() => new(random, new Planted.Nothing()) { _visible = _visible.Copy(), _durable = _visible.Copy() };

    private void Write(StoreBatch batch)
    {
        var entries = new Entries(planted, random);
        batch.Replay(entries);
        PassFaultPoint();
        _visible.Apply(entries.All, random: null);
        _unsynced.Add(entries.All);
        PassFaultPoint();
    }

    private void Sync()
    {
        PassFaultPoint();
        if (planted is Planted.NoFlush) return;
        foreach (var batch in _unsynced) _durable.Apply(batch, random: null);
        _unsynced.Clear();
        PassFaultPoint();
    }

    private byte[]? Get(ColumnFamily family, ReadOnlySpan<byte> key) => _visible.Get(family, key.ToArray());

    private void PassFaultPoint()
    {
        if (FaultIn is not { } left) return;
        FaultIn = left - 1;
        if (left > 0) return;
        throw FaultIsFullDisk ? new StoreException("No space left on the simulated disk.") : new SimulatedCrashException();
    }

    private sealed class Handle(SimulatedDisk disk) : IStore
    {
        public byte[]? Get(ColumnFamily family, ReadOnlySpan<byte> key) => disk.Get(family, key);

        public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, byte[] to) =>
            disk._visible.Scan(family, from, to);

        public void Write(StoreBatch batch) => disk.Write(batch);

        public void Sync() => disk.Sync();

        public void Dispose()
        {
            // A handle holds nothing: what was written is the disk's.
        }
    }

    /// <summary>Collects a batch, and leaves something out or changes it when a bug is planted there.</summary>
    private sealed class Entries(Planted planted, Random random) : IStoreBatchReader
    {
        public List<(ColumnFamily Family, byte[] Key, byte[]? Value)> All { get; } = [];

        public void Put(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
        {
            if (planted is Planted.EntriesAreNotWritten unwritten && family == ColumnFamily.Of(unwritten.Family)) return;
            if (planted is Planted.InstanceCountsAreNotWritten && family == ColumnFamily.Of(Family.Definitions) && key[0] == 'c') return;
            var bytes = value.ToArray();
            if (family == ColumnFamily.Broker && key.SequenceEqual("applied"u8))
            {
                if (planted is Planted.AppliedPositionRunsAhead) bytes[^1]++;
                if (planted is Planted.AppliedPositionLagsBehind && bytes[^1] > 0) bytes[^1]--;
            }

            if (planted is Planted.EventIsNotJournaled && family == ColumnFamily.Journal && random.Next(10) == 0)
                bytes = WithoutOneEvent(bytes);
            All.Add((family, key.ToArray(), bytes));
        }

        public void Delete(ColumnFamily family, ReadOnlySpan<byte> key)
        {
            if (planted is Planted.EntriesAreNotDeleted undeleted && family == ColumnFamily.Of(undeleted.Family)) return;
            All.Add((family, key.ToArray(), null));
        }

        private byte[] WithoutOneEvent(byte[] bytes)
        {
            var record = JournalRecord.Decode(position: 0, bytes);
            if (record.Events.Count < 2) return bytes;
            var buffer = new ArrayBufferWriter<byte>();
            var lost = random.Next(record.Events.Count);
            JournalRecord.Encode(buffer, record.At, [.. record.Events.Where((_, index) => index != lost)]);
            return buffer.WrittenSpan.ToArray();
        }
    }

    private sealed class Content
    {
        private readonly SortedDictionary<byte[], byte[]>[] _families =
            [.. ColumnFamily.All.Select(_ => new SortedDictionary<byte[], byte[]>(ByteOrder.Instance))];

        public byte[]? Get(ColumnFamily family, byte[] key) => _families[family.Index].GetValueOrDefault(key);

        public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(ColumnFamily family, byte[] from, byte[] to) =>
            [.. _families[family.Index].Where(pair =>
                ByteOrder.Instance.Compare(pair.Key, from) >= 0 && ByteOrder.Instance.Compare(pair.Key, to) < 0)];

        /// <param name="random">When given, only some of the entries are applied: what no real store may do.</param>
        public void Apply(List<(ColumnFamily Family, byte[] Key, byte[]? Value)> batch, Random? random)
        {
            foreach (var (family, key, value) in batch)
            {
                if (random?.Next(2) == 0) continue;
                if (value is null) _families[family.Index].Remove(key);
                else _families[family.Index][key] = value;
            }
        }

        public Content Copy()
        {
            var copy = new Content();
            for (var i = 0; i < _families.Length; i++)
                foreach (var (key, value) in _families[i]) copy._families[i].Add(key, value);
            return copy;
        }
    }

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static ByteOrder Instance { get; } = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}

/// <summary>The power goes off. No production code knows it.</summary>
internal sealed class SimulatedCrashException : Exception;
