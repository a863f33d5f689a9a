namespace Fairlead.Connectors.Runtime.Checking;

/// <summary>
/// Names that are so alike that one is a slip of the other. Strict: a false alarm makes every other warning worthless, and orders beside
/// order, or item1 beside item2, are common.
/// </summary>
internal static class Near
{
    private const int LengthAtLeast = 5;

    /// <summary>A sentence for the end of a message; empty when nothing is alike.</summary>
    public static string Guess(string name, IEnumerable<string> candidates) =>
        candidates.FirstOrDefault(candidate => IsSlip(name, candidate)) is { } meant ? $" Did you mean '{meant}'?" : "";

    public static bool IsSlip(string name, string meant)
    {
        if (name == meant)
            return false;
        var (left, right) = (Plain(name), Plain(meant));
        if (left == right)
            return left.Length > 0;
        // What differs at the end are plurals, numbers and variants.
        return Math.Min(left.Length, right.Length) >= LengthAtLeast
            && left[0] == right[0]
            && left[^1] == right[^1]
            && HasOneSlip(left, right);
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    private static bool HasOneSlip(string left, string right)
    {
        var from = 0;
        while (from < Math.Min(left.Length, right.Length) && left[from] == right[from])
            from++;
        var (a, b) = (left[from..], right[from..]);
        if (a.Any(char.IsDigit) != b.Any(char.IsDigit) || (a.Length > 0 && char.IsDigit(a[0])) || (b.Length > 0 && char.IsDigit(b[0])))
            return false;
        return (a.Length - b.Length) switch
        {
            0 => a[1..] == b[1..] || (a.Length > 1 && a[0] == b[1] && a[1] == b[0] && a[2..] == b[2..]),
            1 => a[1..] == b,
            -1 => a == b[1..],
            _ => false,
        };
    }
}
