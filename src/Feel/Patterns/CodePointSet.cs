namespace Fairlead.Feel.Patterns;

/// <summary>A set of Unicode code points as sorted ranges that do not touch. Immutable.</summary>
internal sealed class CodePointSet
{
    public const int Last = 0x10FFFF;

    public static readonly CodePointSet Empty = new([]);

    public static readonly CodePointSet All = new([0, Last]);

    // First and last of the first range, of the second, …
    private readonly int[] _bounds;

    private CodePointSet(int[] bounds) => _bounds = bounds;

    public ReadOnlySpan<int> Bounds => _bounds;

    public bool IsSingle => _bounds.Length == 2 && _bounds[0] == _bounds[1];

    public static CodePointSet Of(int first, int last) => new([first, last]);

    public static CodePointSet Of(int codePoint) => Of(codePoint, codePoint);

    public static CodePointSet OfAny(string characters) => Of(characters.Select(c => ((int)c, (int)c)));

    public static CodePointSet Of(IEnumerable<(int First, int Last)> ranges)
    {
        var bounds = new List<int>();
        foreach (var (first, last) in ranges.OrderBy(range => range.First))
        {
            if (bounds.Count > 0 && first <= bounds[^1] + 1)
                bounds[^1] = Math.Max(bounds[^1], last);
            else
                bounds.AddRange([first, last]);
        }
        return new CodePointSet([.. bounds]);
    }

    public IEnumerable<(int First, int Last)> Ranges
    {
        get
        {
            for (var i = 0; i < _bounds.Length; i += 2)
                yield return (_bounds[i], _bounds[i + 1]);
        }
    }

    public CodePointSet Union(CodePointSet other) => Of(Ranges.Concat(other.Ranges));

    public CodePointSet Complement()
    {
        var ranges = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in Ranges)
        {
            if (first > next)
                ranges.Add((next, first - 1));
            next = last + 1;
        }
        if (next <= Last)
            ranges.Add((next, Last));
        return Of(ranges);
    }

    public CodePointSet Intersect(CodePointSet other) => Complement().Union(other.Complement()).Complement();

    public CodePointSet Except(CodePointSet other) => Complement().Union(other).Complement();

    public bool Contains(int codePoint)
    {
        var index = Array.BinarySearch(_bounds, codePoint);
        return index >= 0 || (~index & 1) == 1;
    }
}
