namespace Fairlead.Feel.Binding;

/// <summary>Distinct names in the order of their first appearance. A few are scanned, many are indexed.</summary>
internal struct NameTable
{
    private const int ScannedAtMost = 8;

    private string[]? _names;
    private Dictionary<string, int>? _places;

    public int Count { get; private set; }

    /// <summary>-1 when the name is not there.</summary>
    public readonly int Find(string name)
    {
        if (_places is not null)
            return _places.GetValueOrDefault(name, -1);
        for (var i = 0; i < Count; i++)
        {
            if (string.Equals(_names![i], name))
                return i;
        }
        return -1;
    }

    /// <summary>The place of the name, which is the next one when it is new.</summary>
    public int Add(string name)
    {
        var place = Find(name);
        if (place >= 0)
            return place;
        _names ??= new string[4];
        if (Count == _names.Length)
            Array.Resize(ref _names, Count * 2);
        _names[Count] = name;
        if (_places is null && Count == ScannedAtMost)
        {
            _places = new Dictionary<string, int>(StringComparer.Ordinal);
            for (var i = 0; i < Count; i++)
                _places.Add(_names[i], i);
        }
        _places?.Add(name, Count);
        return Count++;
    }

    public readonly string[] ToArray() => Count == 0 ? [] : _names.AsSpan(0, Count).ToArray();
}
