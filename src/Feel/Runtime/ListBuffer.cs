using Fairlead.Feel.Values;

namespace Fairlead.Feel.Runtime;

/// <summary>A list while it grows; counts steps and stops at the largest list allowed.</summary>
internal struct ListBuffer(Node at)
{
    private FeelValue[] _items = [];
    private int _depth;
    private long _weight;

    public int Count { get; private set; }

    public void Add(EvaluationState state, FeelValue value)
    {
        if (Count >= state.Settings.ListItemsAtMost)
            throw state.TooManyItems(at);
        if (Count == _items.Length)
            Array.Resize(ref _items, Math.Max(4, Count * 2));
        _items[Count++] = value;
        var extent = Extent.Of(new ReadOnlySpan<FeelValue>(in value));
        _depth = Math.Max(_depth, extent.Depth);
        _weight += extent.Weight;
    }

    /// <summary>The items so far. Items that come later do not change it.</summary>
    public readonly FeelList SoFar() =>
        Count == 0 ? FeelList.Empty : new FeelList(_items, Count, new Extent(_depth, _weight + 1));

    public readonly FeelValue ToList(EvaluationState state) => state.Checked(at, SoFar());
}
