using Fairlead.Feel.Binding;

namespace Fairlead.Feel.Values;

/// <summary>Collects entries; a key that comes again keeps its place and takes the later value.</summary>
internal sealed class ContextBuilder
{
    private NameTable _keys;
    private FeelValue[] _values = [];

    /// <summary>False when the key was there before.</summary>
    public bool Set(string key, FeelValue value)
    {
        var count = _keys.Count;
        var place = _keys.Add(key);
        if (place == _values.Length)
            Array.Resize(ref _values, Math.Max(4, place * 2));
        _values[place] = value;
        return _keys.Count > count;
    }

    public void SetAll(FeelContext context)
    {
        var keys = context.Shape.Keys;
        for (var i = 0; i < keys.Length; i++)
            Set(keys[i], context.At(i));
    }

    public FeelContext Build() => _keys.Count == 0
        ? FeelContext.Empty
        : new FeelContext(ContextShape.Of(_keys.ToArray()), _values.AsSpan(0, _keys.Count).ToArray());
}
