namespace Fairlead.Feel.Values;

/// <summary>Texts counted in code points: a pair of surrogates is one.</summary>
internal static class CodePoints
{
    public static int Count(string text)
    {
        var count = text.Length;
        for (var i = FirstSurrogate(text); i >= 0 && i + 1 < text.Length; i++)
        {
            if (!char.IsSurrogatePair(text[i], text[i + 1]))
                continue;
            count--;
            i++;
        }
        return count;
    }

    /// <summary>Where in the text the code point is that has so many before it.</summary>
    public static int IndexOf(string text, int count)
    {
        var first = FirstSurrogate(text);
        if (first < 0 || count <= first)
            return count;
        var index = first;
        for (var left = count - first; left > 0; left--)
            index += index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? 2 : 1;
        return index;
    }

    private static int FirstSurrogate(string text) => text.AsSpan().IndexOfAnyInRange('\ud800', '\udfff');
}
