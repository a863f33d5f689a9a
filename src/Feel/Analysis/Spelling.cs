namespace Fairlead.Feel.Analysis;

/// <summary>Guesses what was meant by a name that does not exist.</summary>
internal static class Spelling
{
    private const int LengthAtMost = 60;

    /// <summary>The candidate that differs least; null when none is near.</summary>
    public static string? Nearest(string name, IEnumerable<string> candidates)
    {
        if (name.Length > LengthAtMost)
            return null;
        var plain = Plain(name);
        string? nearest = null;
        // A third of the letters may be wrong, but not two of three.
        var least = Math.Max(plain.Length / 3, 1) + 1;
        foreach (var candidate in candidates)
        {
            if (candidate == name || candidate.Length > LengthAtMost)
                continue;
            var distance = Distance(plain, Plain(candidate), least);
            if (distance < least)
                (nearest, least) = (candidate, distance);
        }
        return nearest;
    }

    // Case, blanks and dashes are what differs between languages: upperCase, upper_case, upper case.
    private static string Plain(string name) =>
        string.Concat(name.Where(char.IsLetterOrDigit).Select(char.ToLowerInvariant));

    // Letters to insert, remove, replace or swap with their neighbour.
    private static int Distance(string left, string right, int atMost)
    {
        if (Math.Abs(left.Length - right.Length) >= atMost)
            return atMost;
        var distances = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
            distances[i, 0] = i;
        for (var j = 0; j <= right.Length; j++)
            distances[0, j] = j;
        for (var i = 1; i <= left.Length; i++)
        {
            for (var j = 1; j <= right.Length; j++)
            {
                var replaced = distances[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                var shortest = Math.Min(Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1, replaced);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    shortest = Math.Min(shortest, distances[i - 2, j - 2] + 1);
                distances[i, j] = shortest;
            }
        }
        return distances[left.Length, right.Length];
    }
}
