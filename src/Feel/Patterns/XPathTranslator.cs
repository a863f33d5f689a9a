namespace Fairlead.Feel.Patterns;

/// <summary>Patterns as DMN takes them from XPath and XML Schema. Whatever is not defined there is not valid.</summary>
/// <remarks>
/// Source: XQuery 1.0 and XPath 2.0 Functions and Operators, §7.6; XML Schema Part 2, appendix F. Groups without memory are
/// taken as well, as later versions have them.
/// </remarks>
internal sealed class XPathTranslator(string pattern, string flags, TextTraits traits) : PatternTranslator(pattern, traits)
{
    private const int DepthAtMost = 50;

    private static readonly Lazy<CodePointSet> NameStart = new(() => CodePointSet.Of(
    [
        (':', ':'), ('A', 'Z'), ('_', '_'), ('a', 'z'), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x2FF), (0x370, 0x37D), (0x37F, 0x1FFF),
        (0x200C, 0x200D), (0x2070, 0x218F), (0x2C00, 0x2FEF), (0x3001, 0xD7FF), (0xF900, 0xFDCF), (0xFDF0, 0xFFFD), (0x10000, 0xEFFFF),
    ]));

    private static readonly Lazy<CodePointSet> NamePart = new(() => NameStart.Value.Union(CodePointSet.Of(
        [('-', '.'), ('0', '9'), (0xB7, 0xB7), (0x300, 0x36F), (0x203F, 0x2040)])));

    private static readonly CodePointSet Blanks = CodePointSet.OfAny(" \t\n\r");
    private static readonly Lazy<CodePointSet> NoWord = new(() => CodePointSet.Of(
        "PZC".SelectMany(group => UnicodeTable.Category(group.ToString())!.Ranges)));

    protected override bool IsPossessive => false;

    protected override void Prepare()
    {
        foreach (var flag in flags)
        {
            Settings = flag switch
            {
                's' => Settings with { DotAll = true },
                'm' => Settings with { EachLine = true },
                'i' => Settings with { IgnoreCase = true },
                'x' => Settings with { Comments = true },
                _ => throw new PatternProblem($"'{flag}' is no flag; there are s, m, i and x"),
            };
        }
        if (Settings.Comments)
            Pattern = WithoutBlanks(Pattern);
    }

    protected override void SkipComments()
    {
        // The blanks are already taken out.
    }

    protected override void Finish()
    {
        // References are checked where they stand.
    }

    protected override void Open()
    {
        if (TryTake("?:"))
            BeginGroup("(?:");
        else if (Current == '?')
            throw Problem("no such group is known");
        else
            BeginCapture();
    }

    protected override void Atom()
    {
        var c = Current;
        switch (c)
        {
            case '.':
                Position++;
                WriteSet(Settings.DotAll ? CodePointSet.All : CodePointSet.OfAny("\n\r").Complement());
                break;
            case '^':
                Position++;
                WritePlace(!Settings.EachLine ? @"\A" : Has(TextTraits.EndsAtLineStart) ? @"\A|(?<=\n)(?!\z)" : "(?m:^)");
                break;
            case '$':
                Position++;
                WritePlace(Settings.EachLine ? "(?m:$)" : @"\z");
                break;
            case '[':
                Position++;
                WriteSet(Class(0));
                break;
            case '\\':
                Position++;
                Escape();
                break;
            case ']' or '}':
                throw Problem($"'{c}' must be written as '\\{c}'");
            default:
                WriteLiteral(TakeCodePoint());
                break;
        }
    }

    public override CodePointSet WithCase(CodePointSet set) => Settings.IgnoreCase ? UnicodeTable.WithVariants(set) : set;

    private void Escape()
    {
        if (char.IsAsciiDigit(Current))
        {
            WriteReference(Reference(), unsetIsEmpty: true, Settings.IgnoreCase);
            return;
        }
        WriteSet(EscapedSet() ?? WithCase(CodePointSet.Of(EscapedCharacter())));
    }

    // As many digits as there is a group for that has ended before.
    private int Reference()
    {
        var number = Take() - '0';
        while (char.IsAsciiDigit(Current) && (number * 10) + Current - '0' <= Groups)
            number = (number * 10) + Take() - '0';
        return IsClosed(number) ? number : throw Problem($"no group {number} has ended before");
    }

    private CodePointSet? EscapedSet()
    {
        var c = Current;
        CodePointSet? set = char.ToLowerInvariant(c) switch
        {
            's' => Blanks,
            'd' => UnicodeTable.Category("Nd"),
            'w' => NoWord.Value.Complement(),
            'i' => NameStart.Value,
            'c' => NamePart.Value,
            'p' => Property(),
            _ => null,
        };
        if (set is null)
            return null;
        if (char.ToLowerInvariant(c) != 'p')
            Position++;
        return char.IsAsciiLetterUpper(c) ? set.Complement() : set;
    }

    private CodePointSet Property()
    {
        Position++;
        if (!TryTake("{"))
            throw Problem("a '{' is missing");
        var name = TakeUntil('}');
        return (name.StartsWith("Is", StringComparison.Ordinal) ? UnicodeBlocks.XPathBlock(name[2..]) : UnicodeTable.Category(name))
            ?? throw Problem($"there is no property '{name}'");
    }

    private int EscapedCharacter()
    {
        var c = Take();
        return c switch
        {
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            '\\' or '|' or '.' or '?' or '*' or '+' or '(' or ')' or '{' or '}' or '-' or '[' or ']' or '^' or '$' => c,
            _ => throw Problem($"'\\{c}' has no meaning"),
        };
    }

    private CodePointSet Class(int depth)
    {
        if (depth > DepthAtMost)
            throw Problem($"more than {DepthAtMost} sets lie inside each other");
        var isNegated = TryTake("^");
        var parts = new List<CodePointSet>();
        CodePointSet? without = null;
        while (!TryTake("]"))
        {
            if (without is not null)
                throw Problem("nothing can follow what is taken out of a set");
            if (parts.Count > 0 && TryTake("-["))
                without = Class(depth + 1);
            else
                parts.Add(Item());
        }
        if (parts.Count == 0)
            throw Problem("a set is empty");
        var set = WithCase(CodePointSet.Of(parts.SelectMany(part => part.Ranges)));
        if (isNegated)
            set = set.Complement();
        return without is null ? set : set.Except(without);
    }

    private CodePointSet Item()
    {
        if (TryTake("\\"))
        {
            if (EscapedSet() is { } escaped)
                return escaped;
            return RangeFrom(EscapedCharacter());
        }
        if (Current == '[')
            throw Problem("'[' must be written as '\\['");
        return RangeFrom(TakeCodePoint());
    }

    private CodePointSet RangeFrom(int first)
    {
        var next = Position + 1 < Pattern.Length ? Pattern[Position + 1] : ']';
        if (Current != '-' || next is ']' or '[')
            return CodePointSet.Of(first);
        Position++;
        var last = TryTake("\\") ? EscapedCharacter() : TakeCodePoint();
        return last >= first ? CodePointSet.Of(first, last) : throw Problem("a range of a set ends before it begins");
    }

    private static string WithoutBlanks(string pattern)
    {
        var kept = new System.Text.StringBuilder(pattern.Length);
        var depth = 0;
        var escaped = false;
        foreach (var c in pattern)
        {
            if (depth == 0 && Blanks.Contains(c))
                continue;
            kept.Append(c);
            if (!escaped)
                depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            depth = Math.Max(depth, 0);
            escaped = !escaped && c == '\\';
        }
        return kept.ToString();
    }
}
