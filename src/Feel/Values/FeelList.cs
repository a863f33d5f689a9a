using System.Collections;

namespace Fairlead.Feel.Values;

/// <summary>An immutable list over an array, of which the first so many items count.</summary>
internal sealed class FeelList : BoxedValue, IReadOnlyList<FeelValue>
{
    public static readonly FeelList Empty = new([], 0);

    private readonly FeelValue[] _items;

    public FeelList(FeelValue[] items, int count)
        : this(items, count, Extent.Of(items.AsSpan(0, count)))
    {
    }

    public FeelList(FeelValue[] items, int count, Extent extent)
    {
        _items = items;
        Count = count;
        Extent = extent;
    }

    public override FeelKind Kind => FeelKind.List;

    public int Count { get; }

    public Extent Extent { get; }

    public ReadOnlySpan<FeelValue> Items => _items.AsSpan(0, Count);

    public FeelValue this[int index] => (uint)index < (uint)Count
        ? _items[index]
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"The list has {Count} items.");

    public static FeelList Of(params FeelValue[] items) => items.Length == 0 ? Empty : new FeelList(items, items.Length);

    public IEnumerator<FeelValue> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return _items[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
