namespace Fairlead.Feel.Patterns;

/// <summary>What about a text makes a pattern's form for plain text wrong for it.</summary>
[Flags]
internal enum TextTraits
{
    None = 0,

    /// <summary>Characters of two UTF-16 units.</summary>
    Pairs = 1,

    /// <summary>Anything beyond ASCII.</summary>
    NonAscii = 2,

    /// <summary>Ends of lines other than a line feed.</summary>
    OtherLineEnds = 4,

    /// <summary>Nothing at all, or a line feed at the end.</summary>
    EndsAtLineStart = 8,
}

internal static class TextTrait
{
    public static TextTraits Of(string text)
    {
        var traits = TextTraits.None;
        if (HasPairs(text))
            traits |= TextTraits.Pairs;
        if (text.AsSpan().ContainsAnyExceptInRange('\0', '\u007f'))
            traits |= TextTraits.NonAscii;
        if (text.AsSpan().ContainsAny("\r\u0085\u2028\u2029"))
            traits |= TextTraits.OtherLineEnds;
        if (text.Length == 0 || text[^1] == '\n')
            traits |= TextTraits.EndsAtLineStart;
        return traits;
    }

    private static bool HasPairs(ReadOnlySpan<char> text)
    {
        while (text.IndexOfAnyInRange('\ud800', '\udbff') is >= 0 and var high)
        {
            if (high + 1 < text.Length && char.IsLowSurrogate(text[high + 1]))
                return true;
            text = text[(high + 1)..];
        }
        return false;
    }
}
