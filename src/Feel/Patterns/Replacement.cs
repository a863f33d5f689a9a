using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Fairlead.Feel.Patterns;

/// <summary>What to put in the place of a match: text, and groups of the match as <c>$1</c> or, in Java's syntax, <c>${name}</c>.</summary>
internal sealed class Replacement
{
    // Text where it is not null, otherwise a group.
    private readonly List<(string? Text, int Group)> _parts = [];
    private readonly StringBuilder _text = new();

    /// <exception cref="PatternProblem">The replacement is not valid.</exception>
    public Replacement(string replacement, Pattern pattern, FeelDialect dialect)
    {
        var isXPath = dialect == FeelDialect.Dmn15;
        for (var i = 0; i < replacement.Length; i++)
        {
            var c = replacement[i];
            var next = i + 1 < replacement.Length ? replacement[i + 1] : '\0';
            if (c == '\\')
            {
                if (i + 1 == replacement.Length || (isXPath && next is not ('$' or '\\')))
                    throw new PatternProblem("a backslash in the replacement must be written as '\\\\'");
                _text.Append(next);
                i++;
            }
            else if (c == '$')
            {
                if (char.IsAsciiDigit(next))
                    i = Number(replacement, i + 1, pattern, isXPath);
                else if (next == '{' && !isXPath)
                    i = Name(replacement, i + 2, pattern);
                else
                    throw new PatternProblem("a dollar sign in the replacement must be written as '\\$'");
            }
            else
            {
                _text.Append(c);
            }
        }
        Flush();
    }

    public void AppendTo(StringBuilder result, Match match)
    {
        foreach (var (text, group) in _parts)
        {
            if (text is null)
                result.Append(match.Groups[group].ValueSpan);
            else
                result.Append(text);
        }
    }

    /// <summary>How many characters it has for this match.</summary>
    public long LengthFor(Match match)
    {
        var length = 0L;
        foreach (var (text, group) in _parts)
            length += text?.Length ?? match.Groups[group].Length;
        return length;
    }

    // As many digits as there is a group for. Gives the place of the last one.
    private int Number(string replacement, int start, Pattern pattern, bool isXPath)
    {
        var number = replacement[start] - '0';
        var end = start;
        while (end + 1 < replacement.Length && char.IsAsciiDigit(replacement[end + 1])
            && (number * 10) + replacement[end + 1] - '0' <= pattern.Groups)
            number = (number * 10) + replacement[++end] - '0';
        if (number <= pattern.Groups)
            Add(number);
        else if (!isXPath)
            throw new PatternProblem(string.Create(CultureInfo.InvariantCulture, $"there is no group {number} for the replacement"));
        return end;
    }

    private int Name(string replacement, int start, Pattern pattern)
    {
        var end = replacement.IndexOf('}', start);
        if (end < 0 || !pattern.GroupNames.TryGetValue(replacement[start..end], out var group))
            throw new PatternProblem("a group in the replacement has no known name");
        Add(group);
        return end;
    }

    private void Add(int group)
    {
        Flush();
        _parts.Add((null, group));
    }

    private void Flush()
    {
        if (_text.Length > 0)
            _parts.Add((_text.ToString(), 0));
        _text.Clear();
    }
}
