namespace Fairlead.Feel.Values;

/// <summary>
/// The keys of a context in their order. Contexts made at one place of an expression, or read from one array, share
/// their shape, so that finding a key costs one comparison of references.
/// </summary>
internal sealed class ContextShape
{
    private const int ScannedAtMost = 8;

    public static readonly ContextShape Empty = new([]);

    private const int Places = 512;
    private const int KeysSharedAtMost = 32;
    private const int LengthSharedAtMost = 40;

    // Shapes by their keys, as many as there are places. Threads may race: the worst is two shapes with the same keys.
    private static readonly ContextShape?[] Shared = new ContextShape?[Places];

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

    /// <summary>One shape for the same keys, as long as they are few and short.</summary>
    public static ContextShape Of(string[] keys)
    {
        if (keys.Length == 0)
            return Empty;
        if (keys.Length > KeysSharedAtMost)
            return new ContextShape(keys);
        var hash = (uint)keys.Length;
        foreach (var key in keys)
        {
            if (key.Length > LengthSharedAtMost)
                return new ContextShape(keys);
            hash = (hash * 31) + (uint)key.Length;
            if (key.Length > 0)
                hash = (hash * 31) + key[0] + ((uint)key[key.Length >> 1] << 4) + ((uint)key[^1] << 8);
        }
        ref var place = ref Shared[(hash * 0x9E37_79B1) >> 23];
        var known = place;
        return known is not null && keys.AsSpan().SequenceEqual(known._keys) ? known : place = new ContextShape(keys);
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
