using System.Runtime.InteropServices;

namespace Fairlead.Feel.Values;

/// <summary>Collects entries; a key that comes again keeps its place and takes the later value.</summary>
internal sealed class ContextBuilder
{
    private readonly List<string> _keys = [];
    private readonly List<FeelValue> _values = [];
    private readonly Dictionary<string, int> _index = new(StringComparer.Ordinal);

    /// <summary>False when the key was there before.</summary>
    public bool Set(string key, FeelValue value)
    {
        ref var place = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, key, out var known);
        if (known)
        {
            _values[place] = value;
            return false;
        }
        place = _keys.Count;
        _keys.Add(key);
        _values.Add(value);
        return true;
    }

    public void SetAll(FeelContext context)
    {
        var keys = context.Shape.Keys;
        for (var i = 0; i < keys.Length; i++)
            Set(keys[i], context.Values[i]);
    }

    public FeelContext Build() =>
        _keys.Count == 0 ? FeelContext.Empty : new FeelContext(new ContextShape([.. _keys]), [.. _values]);
}
