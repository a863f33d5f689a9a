using System.Collections;
using System.Diagnostics;

namespace Fairlead.Engine.Tables;

/// <summary>
/// A set of numbers in ascending order. Most groups of an index have none or a few, and there are many groups: a few lie in an array,
/// more in a tree.
/// </summary>
internal sealed class OrderedKeys : IEnumerable<long>
{
    private const int FewAtMost = 16;

    private long[] _few = [];
    private SortedSet<long>? _many;
    private int _count;
    private int _version;

    public int Count => _many?.Count ?? _count;

    /// <summary>The highest; null when there is none.</summary>
    public long? Last => _many is { Count: > 0 } many ? many.Max : _count > 0 ? _few[_count - 1] : null;

    /// <summary>Those above a key, in ascending order.</summary>
    public IEnumerable<long> After(long key) =>
        key == long.MaxValue ? [] : _many is { } many ? many.GetViewBetween(key + 1, long.MaxValue) : this.Where(one => one > key);

    /// <returns>False when it is there already.</returns>
    public bool Add(long key)
    {
        if (_many is not null) return _many.Add(key);
        var place = Find(key);
        if (place >= 0) return false;
        if (_count == FewAtMost)
        {
            _many = [.. _few, key];
            _few = [];
            _version++;
            return true;
        }

        place = ~place;
        if (_count == _few.Length) Array.Resize(ref _few, Math.Max(1, _count * 2));
        Array.Copy(_few, place, _few, place + 1, _count - place);
        _few[place] = key;
        _count++;
        _version++;
        return true;
    }

    /// <returns>False when it is not there.</returns>
    public bool Remove(long key)
    {
        if (_many is not null) return _many.Remove(key);
        var place = Find(key);
        if (place < 0) return false;
        _count--;
        Array.Copy(_few, place + 1, _few, place, _count - place);
        _version++;
        return true;
    }

    public IEnumerator<long> GetEnumerator() => _many is { } many ? many.GetEnumerator() : EnumerateFew();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerator<long> EnumerateFew()
    {
        var version = _version;
        for (var i = 0; i < _count; i++)
        {
            yield return _few[i];
            if (version != _version) throw new UnreachableException("A group was changed while it was enumerated.");
        }
    }

    private int Find(long key)
    {
        // Keys grow: a new one belongs behind the others.
        if (_count == 0 || _few[_count - 1] < key) return ~_count;
        return Array.BinarySearch(_few, 0, _count, key);
    }
}
