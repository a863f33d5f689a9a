using System.Text;
using System.Text.RegularExpressions;

namespace Fairlead.Feel.Functions;

/// <summary>Java's regular expressions in .NET's engine, so that no pattern can keep it busy.</summary>
internal static class Patterns
{
    private const int PatternLengthAtMost = 10_000;
    private static readonly TimeSpan TimeAtMost = TimeSpan.FromMilliseconds(500);

    /// <summary>Null when the pattern or a flag is not valid.</summary>
    public static Regex? Compile(string pattern, string flags)
    {
        var options = RegexOptions.CultureInvariant;
        foreach (var flag in flags)
        {
            switch (flag)
            {
                case 'i':
                    options |= RegexOptions.IgnoreCase;
                    break;
                case 's':
                    options |= RegexOptions.Singleline;
                    break;
                case 'm':
                    options |= RegexOptions.Multiline;
                    break;
                case 'x':
                    options |= RegexOptions.IgnorePatternWhitespace;
                    break;
                default:
                    return null;
            }
        }
        if (pattern.Length > PatternLengthAtMost)
            return null;
        pattern = Translate(pattern);
        try
        {
            return new Regex(pattern, options | RegexOptions.NonBacktracking, TimeAtMost);
        }
        catch (NotSupportedException)
        {
            // Back-references and look-around need the other engine; the time limit holds it.
            return new Regex(pattern, options, TimeAtMost);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    /// <summary>Java refers to groups as <c>$1</c> and escapes with a backslash; .NET escapes the dollar by doubling it.</summary>
    public static string TranslateReplacement(string replacement, Regex regex)
    {
        if (replacement.AsSpan().IndexOfAny('$', '\\') < 0)
            return replacement;
        var groups = regex.GetGroupNumbers().Length;
        var result = new StringBuilder(replacement.Length + 8);
        for (var i = 0; i < replacement.Length; i++)
        {
            var c = replacement[i];
            if (c == '\\' && i + 1 < replacement.Length)
            {
                i++;
                result.Append(replacement[i] == '$' ? "$$" : replacement[i].ToString());
            }
            else if (c == '$' && i + 1 < replacement.Length && char.IsAsciiDigit(replacement[i + 1]))
            {
                // As many digits as there is a group for.
                var number = replacement[++i] - '0';
                while (i + 1 < replacement.Length && char.IsAsciiDigit(replacement[i + 1])
                    && (number * 10) + replacement[i + 1] - '0' < groups)
                    number = (number * 10) + replacement[++i] - '0';
                result.Append("${").Append(number).Append('}');
            }
            else if (c == '$' && !(i + 1 < replacement.Length && replacement[i + 1] == '{'))
            {
                result.Append("$$");
            }
            else
            {
                result.Append(c);
            }
        }
        return result.ToString();
    }

    // Possessive quantifiers are greedy ones that never give back; an engine that does not backtrack has no difference.
    private static string Translate(string pattern) => pattern
        .Replace("\\h", "[ \\t]", StringComparison.Ordinal)
        .Replace("\\R", "(?:\\r\\n|[\\n\\r])", StringComparison.Ordinal)
        .Replace("\\p{Alpha}", "[a-zA-Z]", StringComparison.Ordinal)
        .Replace("\\p{Digit}", "[0-9]", StringComparison.Ordinal)
        .Replace("\\p{Alnum}", "[a-zA-Z0-9]", StringComparison.Ordinal)
        .Replace("\\p{Upper}", "[A-Z]", StringComparison.Ordinal)
        .Replace("\\p{Lower}", "[a-z]", StringComparison.Ordinal)
        .Replace("\\p{Space}", "\\s", StringComparison.Ordinal);
}
