namespace Fairlead.Feel.Patterns;

/// <summary>Sets of characters in Java's syntax: in brackets, and with letters behind a backslash.</summary>
internal sealed class JavaClasses(JavaTranslator reader)
{
    private const int DepthAtMost = 50;

    private static readonly CodePointSet Digits = CodePointSet.Of('0', '9');
    private static readonly CodePointSet Words = CodePointSet.Of([('0', '9'), ('A', 'Z'), ('_', '_'), ('a', 'z')]);
    private static readonly CodePointSet Blanks = CodePointSet.OfAny(" \t\n\v\f\r");
    private static readonly CodePointSet LineEnds = CodePointSet.OfAny("\n\v\f\r\u0085\u2028\u2029");
    private static readonly CodePointSet Flat =
        CodePointSet.OfAny(" \t\u00a0\u1680\u180e\u202f\u205f\u3000").Union(CodePointSet.Of(0x2000, 0x200A));

    /// <summary>What stands behind an opening bracket.</summary>
    public CodePointSet Read() => Read(0);

    /// <summary>The set that a letter behind a backslash means; nothing when it means one character.</summary>
    public CodePointSet? EscapedSet()
    {
        var c = reader.Current;
        var set = char.ToLowerInvariant(c) switch
        {
            'd' => reader.Settings.AllScripts ? UnicodeTable.Category("Nd") : Digits,
            'w' => reader.Settings.AllScripts ? JavaProperties.Binary("Word") : Words,
            's' => reader.Settings.AllScripts ? JavaProperties.Binary("WhiteSpace") : Blanks,
            'h' => Flat,
            'v' => LineEnds,
            'p' => Property(),
            _ => null,
        };
        if (set is null)
            return null;
        if (char.ToLowerInvariant(c) != 'p')
            reader.Position++;
        return char.IsAsciiLetterUpper(c) ? set.Complement() : set;
    }

    // Sections between && have all their parts; what is in every section is in the set.
    private CodePointSet Read(int depth)
    {
        if (depth > DepthAtMost)
            throw reader.Problem($"more than {DepthAtMost} sets lie inside each other");
        var isNegated = reader.TryTake("^");
        CodePointSet? result = null;
        var section = new List<CodePointSet>();
        var isFirst = true;
        while (true)
        {
            SkipBlanks();
            if (reader.Current == ']' && !isFirst)
                break;
            isFirst = false;
            if (reader.TryTake("&&"))
            {
                result = Both(result, section);
                section.Clear();
            }
            else if (reader.TryTake("["))
            {
                section.Add(Read(depth + 1));
            }
            else
            {
                section.Add(Item());
            }
        }
        reader.Position++;
        var set = Both(result, section) ?? throw reader.Problem("a set is empty");
        return isNegated ? set.Complement() : set;
    }

    private static CodePointSet? Both(CodePointSet? left, List<CodePointSet> section)
    {
        if (section.Count == 0)
            return left;
        var right = CodePointSet.Of(section.SelectMany(part => part.Ranges));
        return left is null ? right : left.Intersect(right);
    }

    private CodePointSet Item()
    {
        int first;
        if (reader.TryTake("\\"))
        {
            if (reader.TryTake("Q"))
                return Quoted();
            if (EscapedSet() is { } set)
                return reader.WithCase(set);
            first = reader.EscapedCharacter();
        }
        else
        {
            first = reader.TakeCodePoint();
        }
        var next = reader.Position + 1 < reader.Pattern.Length ? reader.Pattern[reader.Position + 1] : ']';
        if (reader.Current != '-' || next is ']' or '[')
            return reader.WithCase(CodePointSet.Of(first));
        reader.Position++;
        var last = reader.TryTake("\\") ? reader.EscapedCharacter() : reader.TakeCodePoint();
        return last >= first
            ? reader.WithCase(CodePointSet.Of(first, last))
            : throw reader.Problem("a range of a set ends before it begins");
    }

    private CodePointSet Quoted()
    {
        var end = reader.Pattern.IndexOf(@"\E", reader.Position, StringComparison.Ordinal);
        var last = end < 0 ? reader.Pattern.Length : end;
        var ranges = new List<(int, int)>();
        while (reader.Position < last)
        {
            var c = reader.TakeCodePoint();
            ranges.Add((c, c));
        }
        reader.Position = end < 0 ? last : end + 2;
        return reader.WithCase(CodePointSet.Of(ranges));
    }

    private void SkipBlanks()
    {
        while (reader.Settings.Comments && !reader.AtEnd && Blanks.Contains(reader.Current))
            reader.Position++;
        if (reader.AtEnd)
            throw reader.Problem("a ']' is missing");
    }

    private CodePointSet Property()
    {
        reader.Position++;
        var name = reader.TryTake("{") ? reader.TakeUntil('}') : reader.Take().ToString();
        return JavaProperties.Named(name) ?? throw reader.Problem($"there is no property '{name}'");
    }
}
