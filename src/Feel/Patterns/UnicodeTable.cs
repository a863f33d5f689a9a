using System.Globalization;
using System.Text;

namespace Fairlead.Feel.Patterns;

/// <summary>What Unicode says about code points, as sets. Made when first asked for: most patterns ask for none of it.</summary>
internal static class UnicodeTable
{
    private static readonly string[] CategoryNames =
    [
        "Lu", "Ll", "Lt", "Lm", "Lo", "Mn", "Mc", "Me", "Nd", "Nl", "No", "Zs", "Zl", "Zp", "Cc", "Cf", "Cs", "Co", "Pc", "Pd",
        "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sc", "Sk", "So", "Cn",
    ];

    private static readonly Lazy<CodePointSet[]> Categories = new(ReadCategories);
    private static readonly Lazy<Dictionary<int, int[]>> Variants = new(ReadVariants);

    /// <summary>A general category such as <c>Lu</c>, or a group of them such as <c>L</c>; nothing when there is none.</summary>
    public static CodePointSet? Category(string name)
    {
        if (name == "LC")
            return Union("Lu", "Ll", "Lt");
        var members = CategoryNames.Where(category => name.Length is 1 or 2 && category.StartsWith(name, StringComparison.Ordinal));
        return members.Any() ? Union([.. members]) : null;
    }

    public static CodePointSet Union(params string[] categories) => CodePointSet.Of(
        categories.SelectMany(name => Categories.Value[Array.IndexOf(CategoryNames, name)].Ranges));

    /// <summary>The set with everything that differs from a member only in case.</summary>
    public static CodePointSet WithVariants(CodePointSet set)
    {
        var more = new List<(int, int)>(set.Ranges);
        foreach (var (codePoint, variants) in Variants.Value)
        {
            if (set.Contains(codePoint))
                more.AddRange(variants.Select(variant => (variant, variant)));
        }
        return CodePointSet.Of(more);
    }

    /// <summary>As <see cref="WithVariants"/>, of the letters A to Z only.</summary>
    public static CodePointSet WithAsciiVariants(CodePointSet set)
    {
        var more = new List<(int, int)>(set.Ranges);
        for (var letter = 'a'; letter <= 'z'; letter++)
        {
            var upper = letter - 'a' + 'A';
            if (set.Contains(letter) || set.Contains(upper))
                more.AddRange([(letter, letter), (upper, upper)]);
        }
        return CodePointSet.Of(more);
    }

    private static CodePointSet[] ReadCategories()
    {
        var ranges = CategoryNames.Select(_ => new List<(int, int)>()).ToArray();
        var first = 0;
        var category = CharUnicodeInfo.GetUnicodeCategory(0);
        for (var codePoint = 1; codePoint <= CodePointSet.Last + 1; codePoint++)
        {
            var next = codePoint <= CodePointSet.Last ? CharUnicodeInfo.GetUnicodeCategory(codePoint) : (UnicodeCategory)(-1);
            if (next == category)
                continue;
            ranges[(int)category].Add((first, codePoint - 1));
            (first, category) = (codePoint, next);
        }
        return [.. ranges.Select(CodePointSet.Of)];
    }

    private static Dictionary<int, int[]> ReadVariants()
    {
        // No script with two cases lies beyond.
        const int LastWithCase = 0x1E943;
        var classes = new Dictionary<int, List<int>>();
        for (var codePoint = 0; codePoint <= LastWithCase; codePoint++)
        {
            if (!Rune.TryCreate(codePoint, out var rune))
                continue;
            var upper = Rune.ToUpperInvariant(rune);
            var folded = Rune.ToLowerInvariant(upper).Value;
            if (folded == codePoint && upper == rune)
                continue;
            if (!classes.TryGetValue(folded, out var members))
                classes[folded] = members = [];
            members.Add(codePoint);
            if (folded != codePoint && !members.Contains(folded))
                members.Add(folded);
        }
        return classes.Values
            .SelectMany(members => members.Distinct().Select(member => (member, variants: members.Distinct().ToArray())))
            .ToDictionary(entry => entry.member, entry => entry.variants);
    }
}
