namespace Fairlead.Feel.Values;

/// <summary>
/// The keys of a context in their order. Contexts made at one place of an expression, or read from one array, share
/// their shape, so that finding a key costs one comparison of references.
/// </summary>
internal sealed class ContextShape
{
    private const int ScannedAtMost = 8;

    public static readonly ContextShape Empty = new([]);

    private readonly string[] _keys;
    private readonly Dictionary<string, int>? _index;

    /// <summary>The keys are distinct.</summary>
    public ContextShape(string[] keys)
    {
        _keys = keys;
        if (keys.Length <= ScannedAtMost)
            return;
        _index = new Dictionary<string, int>(keys.Length, StringComparer.Ordinal);
        for (var i = 0; i < keys.Length; i++)
            _index[keys[i]] = i;
    }

    public ReadOnlySpan<string> Keys => _keys;

    public int Count => _keys.Length;

    /// <summary>-1 when there is no such key.</summary>
    public int IndexOf(string key)
    {
        if (_index is not null)
            return _index.GetValueOrDefault(key, -1);
        for (var i = 0; i < _keys.Length; i++)
        {
            if (ReferenceEquals(_keys[i], key) || string.Equals(_keys[i], key))
                return i;
        }
        return -1;
    }
}
