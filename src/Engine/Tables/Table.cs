using System.Buffers;
using System.Runtime.InteropServices;

namespace Fairlead.Engine.Tables;

/// <summary>How a table turns its keys and values into bytes.</summary>
internal interface ITableCodec<TKey, TValue>
{
    static abstract Family Family { get; }

    static abstract void WriteKey(IBufferWriter<byte> output, TKey key);

    static abstract void WriteValue(RecordWriter writer, TValue value);

    static abstract TValue ReadValue(ref RecordReader reader);

    /// <summary>Rough size in memory, in bytes.</summary>
    static abstract int Weigh(TValue value);
}

/// <summary>
/// One part of the state: a map whose entries lie in memory when they changed or were used lately, and otherwise where the reader
/// finds them. Values are immutable, so that the value before a command is all that is needed to undo it.
/// </summary>
internal sealed class Table<TKey, TValue, TCodec>(IStateReader reader, long weightAtMost) : ITable
    where TKey : struct, IEquatable<TKey>
    where TValue : class
    where TCodec : ITableCodec<TKey, TValue>
{
    private const int SlotWeight = 64;

    private readonly Dictionary<TKey, Slot> _slots = [];
    private readonly List<TKey> _changed = [];
    private readonly List<(TKey Key, Slot Before, bool Existed)> _undo = [];
    private readonly ArrayBufferWriter<byte> _key = new();
    private readonly ArrayBufferWriter<byte> _value = new();
    private long _weight;
    private int _generation;
    private int _command = 1;
    private int _toWrite;

    public int Changed => _changed.Count;

    public int ToWrite => _toWrite;

    public TValue? Find(TKey key)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrNullRef(_slots, key);
        if (!System.Runtime.CompilerServices.Unsafe.IsNullRef(ref slot))
        {
            slot.Used = _generation;
            return slot.Value;
        }

        // Read first: a reader that throws must not leave an entry behind which says that there is nothing.
        var value = Read(key);
        _slots.Add(key, new Slot { Value = value, IsStored = value is not null, Used = _generation });
        _weight += Weigh(value);
        return value;
    }

    /// <summary>Adds an entry under a key that was never used.</summary>
    public void Add(TKey key, TValue value) => Set(key, value, isNew: true);

    /// <summary>Replaces an entry, or adds one under a key that may have been used before.</summary>
    public void Put(TKey key, TValue value) => Set(key, value, isNew: false);

    public void Remove(TKey key) => Set(key, value: null, isNew: false);

    /// <summary>Whether the entry, or a former one under its key, is where the reader reads. False proves that the key is new there.</summary>
    public bool IsStored(TKey key) => !_slots.TryGetValue(key, out var slot) || slot.IsStored;

    public void BeginCommand()
    {
        _undo.Clear();
        _command++;
    }

    public void RollBack()
    {
        for (var i = _undo.Count - 1; i >= 0; i--)
        {
            var (key, before, existed) = _undo[i];
            if (_slots.TryGetValue(key, out var now))
            {
                _weight -= Weigh(now.Value);
                if (now.IsToWrite) _toWrite--;
            }

            if (existed)
            {
                if (before.IsToWrite) _toWrite++;
                // What was not to be written before is still listed as changed; Drain looks at the flag.
                _slots[key] = before;
                _weight += Weigh(before.Value);
            }
            else
            {
                _slots.Remove(key);
            }
        }

        _undo.Clear();
    }

    public void Drain(IStateWriter writer)
    {
        _undo.Clear();
        foreach (var key in _changed)
        {
            ref var slot = ref CollectionsMarshal.GetValueRefOrNullRef(_slots, key);
            if (System.Runtime.CompilerServices.Unsafe.IsNullRef(ref slot) || !slot.IsChanged) continue;
            slot.IsChanged = false;
            if (slot.Value is { } value)
            {
                WriteKey(key);
                _value.ResetWrittenCount();
                TCodec.WriteValue(new RecordWriter(_value), value);
                writer.Put(TCodec.Family, _key.WrittenSpan, _value.WrittenSpan);
                slot.IsStored = true;
            }
            else
            {
                if (slot.IsStored)
                {
                    WriteKey(key);
                    writer.Delete(TCodec.Family, _key.WrittenSpan);
                }

                _slots.Remove(key);
                _weight -= SlotWeight;
            }
        }

        _changed.Clear();
        _toWrite = 0;
        _generation++;
        _command++;
        if (_weight > weightAtMost) Forget();
    }

    private void Set(TKey key, TValue? value, bool isNew)
    {
        ref var slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_slots, key, out var existed);
        // What the first change of a command replaced is all that undoing needs: a long command must not hold every value in between.
        if (slot.Command != _command) _undo.Add((key, slot, existed));
        slot.Command = _command;
        if (slot.IsToWrite) _toWrite--;
        if (!existed) slot.IsStored = !isNew;
        _weight += Weigh(value) - (existed ? Weigh(slot.Value) : 0);
        slot.Value = value;
        slot.Used = _generation;
        if (!slot.IsChanged) _changed.Add(key);
        slot.IsChanged = true;
        if (slot.IsToWrite) _toWrite++;
    }

    /// <summary>Drops entries that were not used between the last two drains; the reader has them.</summary>
    private void Forget()
    {
        var keepFrom = _generation - 1;
        foreach (var (key, slot) in _slots)
        {
            if (slot.Used >= keepFrom || slot.IsChanged) continue;
            _slots.Remove(key);
            _weight -= Weigh(slot.Value);
        }
    }

    private TValue? Read(TKey key)
    {
        WriteKey(key);
        if (reader.Get(TCodec.Family, _key.WrittenSpan) is not { } bytes) return null;
        var record = new RecordReader(bytes);
        return TCodec.ReadValue(ref record);
    }

    private void WriteKey(TKey key)
    {
        _key.ResetWrittenCount();
        TCodec.WriteKey(_key, key);
    }

    private static int Weigh(TValue? value) => SlotWeight + (value is null ? 0 : TCodec.Weigh(value));

    private struct Slot
    {
        public TValue? Value;
        public bool IsChanged;
        public bool IsStored;
        public int Used;
        public int Command;

        /// <summary>What came and went since the last drain is not.</summary>
        public readonly bool IsToWrite => IsChanged && (IsStored || Value is not null);
    }
}

/// <summary>What all parts of the state have in common.</summary>
internal interface ITable
{
    /// <summary>Entries or groups that changed since the last drain.</summary>
    int Changed { get; }

    /// <summary>Entries that a drain would write now.</summary>
    int ToWrite { get; }

    void BeginCommand();

    void RollBack();

    void Drain(IStateWriter writer);
}
