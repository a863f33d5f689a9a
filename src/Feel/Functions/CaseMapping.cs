using System.Buffers;
using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Fairlead.Feel.Functions;

/// <summary>Upper and lower case as Java and the standard map them: one letter may become several, which .NET leaves alone.</summary>
/// <remarks>Source: Unicode 16, SpecialCasing.txt, the mappings without conditions, and Final_Sigma.</remarks>
internal static class CaseMapping
{
    // Each letter is followed by its upper case.
    private const string Expanding =
        "\u00dfSS|\u0149\u02bcN|\u01f0J\u030c|\u0390\u0399\u0308\u0301|\u03b0\u03a5\u0308\u0301|\u0587\u0535\u0552|"
        + "\u1e96H\u0331|\u1e97T\u0308|\u1e98W\u030a|\u1e99Y\u030a|\u1e9aA\u02be|\u1f50\u03a5\u0313|"
        + "\u1f52\u03a5\u0313\u0300|\u1f54\u03a5\u0313\u0301|\u1f56\u03a5\u0313\u0342|\u1f80\u1f08\u0399|"
        + "\u1f81\u1f09\u0399|\u1f82\u1f0a\u0399|\u1f83\u1f0b\u0399|\u1f84\u1f0c\u0399|\u1f85\u1f0d\u0399|"
        + "\u1f86\u1f0e\u0399|\u1f87\u1f0f\u0399|\u1f88\u1f08\u0399|\u1f89\u1f09\u0399|\u1f8a\u1f0a\u0399|"
        + "\u1f8b\u1f0b\u0399|\u1f8c\u1f0c\u0399|\u1f8d\u1f0d\u0399|\u1f8e\u1f0e\u0399|\u1f8f\u1f0f\u0399|"
        + "\u1f90\u1f28\u0399|\u1f91\u1f29\u0399|\u1f92\u1f2a\u0399|\u1f93\u1f2b\u0399|\u1f94\u1f2c\u0399|"
        + "\u1f95\u1f2d\u0399|\u1f96\u1f2e\u0399|\u1f97\u1f2f\u0399|\u1f98\u1f28\u0399|\u1f99\u1f29\u0399|"
        + "\u1f9a\u1f2a\u0399|\u1f9b\u1f2b\u0399|\u1f9c\u1f2c\u0399|\u1f9d\u1f2d\u0399|\u1f9e\u1f2e\u0399|"
        + "\u1f9f\u1f2f\u0399|\u1fa0\u1f68\u0399|\u1fa1\u1f69\u0399|\u1fa2\u1f6a\u0399|\u1fa3\u1f6b\u0399|"
        + "\u1fa4\u1f6c\u0399|\u1fa5\u1f6d\u0399|\u1fa6\u1f6e\u0399|\u1fa7\u1f6f\u0399|\u1fa8\u1f68\u0399|"
        + "\u1fa9\u1f69\u0399|\u1faa\u1f6a\u0399|\u1fab\u1f6b\u0399|\u1fac\u1f6c\u0399|\u1fad\u1f6d\u0399|"
        + "\u1fae\u1f6e\u0399|\u1faf\u1f6f\u0399|\u1fb2\u1fba\u0399|\u1fb3\u0391\u0399|\u1fb4\u0386\u0399|"
        + "\u1fb6\u0391\u0342|\u1fb7\u0391\u0342\u0399|\u1fbc\u0391\u0399|\u1fc2\u1fca\u0399|\u1fc3\u0397\u0399|"
        + "\u1fc4\u0389\u0399|\u1fc6\u0397\u0342|\u1fc7\u0397\u0342\u0399|\u1fcc\u0397\u0399|\u1fd2\u0399\u0308\u0300|"
        + "\u1fd3\u0399\u0308\u0301|\u1fd6\u0399\u0342|\u1fd7\u0399\u0308\u0342|\u1fe2\u03a5\u0308\u0300|"
        + "\u1fe3\u03a5\u0308\u0301|\u1fe4\u03a1\u0313|\u1fe6\u03a5\u0342|\u1fe7\u03a5\u0308\u0342|\u1ff2\u1ffa\u0399|"
        + "\u1ff3\u03a9\u0399|\u1ff4\u038f\u0399|\u1ff6\u03a9\u0342|\u1ff7\u03a9\u0342\u0399|\u1ffc\u03a9\u0399|"
        + "\ufb00FF|\ufb01FI|\ufb02FL|\ufb03FFI|\ufb04FFL|\ufb05ST|\ufb06ST|\ufb13\u0544\u0546|\ufb14\u0544\u0535|"
        + "\ufb15\u0544\u053b|\ufb16\u054e\u0546|\ufb17\u0544\u053d";

    private static readonly FrozenDictionary<char, string> UpperCases =
        Expanding.Split('|').ToFrozenDictionary(entry => entry[0], entry => entry[1..]);

    private static readonly SearchValues<char> ExpandingLetters = SearchValues.Create([.. UpperCases.Keys]);

    public static string ToUpper(string text)
    {
        var place = text.AsSpan().IndexOfAny(ExpandingLetters);
        if (place < 0)
            return text.ToUpperInvariant();
        var upper = new StringBuilder(text.Length + 8);
        var start = 0;
        for (; place >= 0; place = Next(text, start))
        {
            upper.Append(text[start..place].ToUpperInvariant()).Append(UpperCases[text[place]]);
            start = place + 1;
        }
        return upper.Append(text[start..].ToUpperInvariant()).ToString();
    }

    public static string ToLower(string text)
    {
        const char Sigma = '\u03a3', FinalSigma = '\u03c2', DottedI = '\u0130';
        var lower = text.ToLowerInvariant();
        if (text.AsSpan().IndexOfAny(Sigma, DottedI) < 0)
            return lower;
        var mapped = new StringBuilder(text.Length + 8);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == DottedI)
                mapped.Append("i\u0307");
            else
                mapped.Append(text[i] == Sigma && IsFinal(text, i) ? FinalSigma : lower[i]);
        }
        return mapped.ToString();
    }

    private static int Next(string text, int start)
    {
        var place = text.AsSpan(start).IndexOfAny(ExpandingLetters);
        return place < 0 ? -1 : start + place;
    }

    // A letter before it and none behind it, whatever marks are between.
    private static bool IsFinal(string text, int sigma) => TouchesLetter(text, sigma, -1) && !TouchesLetter(text, sigma, 1);

    private static bool TouchesLetter(string text, int from, int step)
    {
        for (var i = from + step; i >= 0 && i < text.Length; i += step)
        {
            if (text[i] is not ('\'' or '.' or ':' or '\u00ad' or '\u2019')
                && CharUnicodeInfo.GetUnicodeCategory(text[i]) is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format
                    or UnicodeCategory.EnclosingMark or UnicodeCategory.ModifierLetter))
                return char.IsLetter(text[i]);
        }
        return false;
    }
}
