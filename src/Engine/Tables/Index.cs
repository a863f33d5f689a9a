using System.Buffers;

namespace Fairlead.Engine.Tables;

/// <summary>How an index turns a group into bytes. The bytes must not be a prefix of those of another group.</summary>
internal interface IGroupCodec<TGroup>
{
    static abstract Family Family { get; }

    static abstract void WriteGroup(IBufferWriter<byte> output, TGroup group);
}

/// <summary>
/// Ordered sets of keys, one a group: the available jobs of a type, the children of a scope. A group is read as a whole when it is
/// first touched and forgotten when it has not been for a while.
/// </summary>
internal sealed class Index<TGroup, TCodec>(IStateReader reader, int itemsAtMost) : ITable
    where TGroup : notnull, IEquatable<TGroup>
    where TCodec : IGroupCodec<TGroup>
{
    /// <summary>A group takes the memory of so many items, whether it has any or not.</summary>
    private const int GroupWeight = 4;

    private readonly Dictionary<TGroup, Bucket> _buckets = [];
    private readonly HashSet<TGroup> _changed = [];
    private readonly List<(TGroup Group, long Item, bool Added)> _undo = [];
    private readonly ArrayBufferWriter<byte> _key = new();
    private long _items;
    private int _generation;

    public int Changed => _changed.Count;

    public int ToWrite { get; private set; }

    /// <summary>Groups that are in memory.</summary>
    public int GroupsHeld => _buckets.Count;

    /// <summary>In ascending order. Do not change the group while enumerating.</summary>
    public IEnumerable<long> Items(TGroup group) => Load(group).Items;

    /// <summary>Those above an item, likewise.</summary>
    public IEnumerable<long> ItemsAfter(TGroup group, long after) => Load(group).Items.After(after);

    public int Count(TGroup group) => Load(group).Items.Count;

    public bool Any(TGroup group) => Load(group).Items.Count > 0;

    /// <summary>The highest item.</summary>
    public long? Last(TGroup group) => Load(group).Items.Last;

    /// <param name="isNewGroup">The group cannot have been stored yet: saves looking.</param>
    public void Add(TGroup group, long item, bool isNewGroup = false)
    {
        Change(group, Load(group, isNewGroup), item, add: true);
        _undo.Add((group, item, true));
    }

    public void Remove(TGroup group, long item)
    {
        Change(group, Load(group), item, add: false);
        _undo.Add((group, item, false));
    }

    /// <summary>The group will not be used again: it is forgotten with the next drain instead of being kept for a while.</summary>
    public void Close(TGroup group)
    {
        if (!_buckets.TryGetValue(group, out var bucket)) return;
        bucket.IsClosed = true;
        _changed.Add(group);
    }

    public void BeginCommand() => _undo.Clear();

    public void RollBack()
    {
        for (var i = _undo.Count - 1; i >= 0; i--)
            Change(_undo[i].Group, Load(_undo[i].Group), _undo[i].Item, !_undo[i].Added);
        _undo.Clear();
    }

    public void Drain(IStateWriter writer)
    {
        _undo.Clear();
        foreach (var group in _changed)
        {
            var bucket = _buckets[group];
            foreach (var change in bucket.Pending ?? [])
            {
                WriteKey(group, change < 0 ? ~change : change);
                if (change < 0) writer.Delete(TCodec.Family, _key.WrittenSpan);
                else writer.Put(TCodec.Family, _key.WrittenSpan, []);
            }

            bucket.Pending = null;
            // A command that was rolled back may have closed a group that lives on; the reader has it from now on.
            if (!bucket.IsClosed) continue;
            _buckets.Remove(group);
            _items -= bucket.Items.Count + GroupWeight;
        }

        _changed.Clear();
        ToWrite = 0;
        _generation++;
        if (_items > itemsAtMost) Forget();
    }

    private void Change(TGroup group, Bucket bucket, long item, bool add)
    {
        var changed = add ? bucket.Items.Add(item) : bucket.Items.Remove(item);
        if (!changed) throw new System.Diagnostics.UnreachableException($"{TCodec.Family}: {item} of {group} {(add ? "is there already" : "is not there")}.");
        _items += add ? 1 : -1;
        bucket.Pending ??= new();
        if (bucket.Pending.Remove(add ? ~item : item))
        {
            ToWrite--;
            return;
        }

        bucket.Pending.Add(add ? item : ~item);
        ToWrite++;
        _changed.Add(group);
    }

    private Bucket Load(TGroup group, bool isNewGroup = false)
    {
        if (_buckets.TryGetValue(group, out var bucket))
        {
            bucket.Used = _generation;
            return bucket;
        }

        var loaded = new Bucket { Used = _generation };
        if (!isNewGroup) Read(group, loaded);
        // Added last: a reader that throws must not leave an empty group behind.
        _buckets.Add(group, loaded);
        _items += loaded.Items.Count + GroupWeight;
        return loaded;
    }

    private void Read(TGroup group, Bucket loaded)
    {
        WriteKey(group, 0);
        var from = _key.WrittenSpan.ToArray();
        WriteKey(group, long.MaxValue);
        foreach (var (key, _) in reader.Scan(TCodec.Family, from, [.. _key.WrittenSpan, 0]))
            loaded.Items.Add(RecordReader.Ordered(key.AsSpan(key.Length - sizeof(long))));
    }

    private void Forget()
    {
        var keepFrom = _generation - 1;
        foreach (var (group, bucket) in _buckets)
        {
            if (bucket.Used >= keepFrom) continue;
            _buckets.Remove(group);
            _items -= bucket.Items.Count + GroupWeight;
        }
    }

    private void WriteKey(TGroup group, long item)
    {
        _key.ResetWrittenCount();
        TCodec.WriteGroup(_key, group);
        RecordWriter.Ordered(_key.GetSpan(sizeof(long)), item);
        _key.Advance(sizeof(long));
    }

    private sealed class Bucket
    {
        public OrderedKeys Items { get; } = new();

        /// <summary>Differences from what is stored: an item to add, the complement of one to remove; null when there are none.</summary>
        public OrderedKeys? Pending { get; set; }

        public int Used { get; set; }

        public bool IsClosed { get; set; }
    }
}
