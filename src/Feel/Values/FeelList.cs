using System.Collections;
using Fairlead.Feel.Json;

namespace Fairlead.Feel.Values;

/// <summary>An immutable list over an array, of which the first so many items count.</summary>
internal sealed class FeelList : BoxedValue, IReadOnlyList<FeelValue>
{
    public static readonly FeelList Empty = new([], 0);

    /// <summary>Items asked for one by one before all are made.</summary>
    private const int LookUpsAtMost = 4;

    // Both are there when the list was read from JSON, of which it is the array at that position.
    private readonly JsonTape? _json;
    private readonly int _at;
    private FeelValue[]? _items;
    private int _lookUps;

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

    public FeelList(JsonTape json, int at)
    {
        _json = json;
        _at = at;
        Count = json.CountOf(at);
        Extent = json.ExtentOf(at);
    }

    public override FeelKind Kind => FeelKind.List;

    public int Count { get; }

    public Extent Extent { get; }

    public ReadOnlySpan<FeelValue> Items => Made.AsSpan(0, Count);

    public FeelValue this[int index] => (uint)index < (uint)Count
        ? _items is { } items ? items[index] : LookUp(index)
        : throw new ArgumentOutOfRangeException(nameof(index), index, $"The list has {Count} items.");

    public static FeelList Of(params FeelValue[] items) => items.Length == 0 ? Empty : new FeelList(items, items.Length);

    public IEnumerator<FeelValue> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return Made[i];
    }

    /// <summary>The JSON it was read from, when that is what would be written.</summary>
    public bool TryGetJson(out ReadOnlySpan<byte> json)
    {
        var isKnown = _json is not null && _json.IsAsWritten(_at);
        json = isKnown ? _json!.BytesOf(_at) : default;
        return isKnown;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private FeelValue[] Made => _items ??= _json!.ItemsOf(_at);

    private FeelValue LookUp(int index) => ++_lookUps <= LookUpsAtMost ? _json!.ItemAt(_at, index) : Made[index];
}
