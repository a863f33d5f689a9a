using Fairlead.Engine;

namespace Fairlead.Tests;

/// <summary>The state's entries in memory, as a broker keeps them on disk.</summary>
internal sealed class InMemoryStateStore : IStateReader, IStateWriter
{
    private readonly SortedDictionary<byte[], byte[]>[] _families =
        [.. Enum.GetValues<Family>().Select(_ => new SortedDictionary<byte[], byte[]>(ByteOrder.Instance))];

    public int Count => _families.Sum(family => family.Count);

    public byte[]? Get(Family family, ReadOnlySpan<byte> key) => _families[(int)family].GetValueOrDefault(key.ToArray());

    public IEnumerable<KeyValuePair<byte[], byte[]>> Scan(Family family, byte[] from, byte[] to) =>
        [.. _families[(int)family].Where(pair =>
            pair.Key.AsSpan().SequenceCompareTo(from) >= 0 && pair.Key.AsSpan().SequenceCompareTo(to) < 0)];

    public void Put(Family family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) =>
        _families[(int)family][key.ToArray()] = value.ToArray();

    public void Delete(Family family, ReadOnlySpan<byte> key) => _families[(int)family].Remove(key.ToArray());

    public IEnumerable<byte[]> KeysOf(Family family) => _families[(int)family].Keys;

    public int CountOf(Family family) => _families[(int)family].Count;

    /// <summary>Every entry as a line of hexadecimal digits: two states are equal when their lines are.</summary>
    public IEnumerable<string> Describe() =>
        from family in Enum.GetValues<Family>()
        from pair in _families[(int)family]
        select $"{family} {Convert.ToHexString(pair.Key)} = {Convert.ToHexString(pair.Value)}";

    private sealed class ByteOrder : IComparer<byte[]>
    {
        public static ByteOrder Instance { get; } = new();

        public int Compare(byte[]? x, byte[]? y) => x.AsSpan().SequenceCompareTo(y);
    }
}
