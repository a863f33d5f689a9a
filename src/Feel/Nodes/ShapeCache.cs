using Fairlead.Feel.Values;

namespace Fairlead.Feel.Nodes;

/// <summary>Remembers where a key was in the last shape. One reference is written, so that threads may share it.</summary>
internal struct ShapeCache
{
    private Entry? _last;

    public int IndexOf(ContextShape shape, string key)
    {
        var last = _last;
        if (last is not null && ReferenceEquals(last.Shape, shape))
            return last.Index;
        var index = shape.IndexOf(key);
        _last = new Entry(shape, index);
        return index;
    }

    private sealed record Entry(ContextShape Shape, int Index);
}
