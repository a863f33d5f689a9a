using System.Globalization;

namespace Fairlead.Feel.Patterns;

/// <summary>Patterns in Java's syntax, which Camunda's functions take.</summary>
/// <remarks>Source: the documentation of java.util.regex.Pattern, Java 21. Flags that nobody knows are ignored, as there.</remarks>
internal sealed class JavaTranslator(string pattern, string flags, TextTraits traits) : PatternTranslator(pattern, traits)
{
    private const string LineEnd = @"\r\n|[\n\r\u0085\u2028\u2029]";

    private JavaClasses? _classes;
    private int _highestReference;

    protected override bool IsPossessive => true;

    private JavaClasses Classes => _classes ??= new JavaClasses(this);

    public override CodePointSet WithCase(CodePointSet set) => !Settings.IgnoreCase ? set
        : Settings.AllCases ? UnicodeTable.WithVariants(set)
        : UnicodeTable.WithAsciiVariants(set);

    /// <summary>The character after a backslash.</summary>
    public int EscapedCharacter()
    {
        var c = TakeCodePoint();
        switch (c)
        {
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 'f':
                return '\f';
            case 'a':
                return '\a';
            case 'e':
                return '\u001b';
            case 'c':
                return Take() ^ 64;
            case '0':
                return Octal();
            case 'u':
                return Unit();
            case 'x':
                return TryTake("{") ? Braced(TakeUntil('}')) : TakeHex(2);
            default:
                return c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or >= '0' and <= '9'
                    ? throw Problem($"'\\{(char)c}' has no meaning")
                    : c;
        }
    }

    protected override void Prepare()
    {
        foreach (var flag in flags)
            Settings = With(flag, true, Settings) ?? Settings;
    }

    protected override void SkipComments()
    {
        while (Settings.Comments && !AtEnd)
        {
            if (Current is ' ' or '\t' or '\n' or '\r' or '\f' or '\v')
                Position++;
            else if (Current == '#')
                Position = Pattern.AsSpan(Position).IndexOfAny('\n', '\r') is >= 0 and var end ? Position + end : Pattern.Length;
            else
                break;
        }
    }

    protected override void Open()
    {
        if (!TryTake("?"))
            BeginCapture();
        else if (TryTake(":"))
            BeginGroup("(?:");
        else if (TryTake(">"))
            BeginGroup("(?>");
        else if (TryTake("="))
            BeginGroup("(?=");
        else if (TryTake("!"))
            BeginGroup("(?!");
        else if (TryTake("<="))
            BeginGroup("(?<=");
        else if (TryTake("<!"))
            BeginGroup("(?<!");
        else if (TryTake("<"))
            BeginCapture(Name(TakeUntil('>')));
        else
            SetFlags();
    }

    protected override void Atom()
    {
        switch (Current)
        {
            case '.':
                Position++;
                WriteSet(Dot());
                break;
            case '^':
                Position++;
                WritePlace(Start());
                break;
            case '$':
                Position++;
                WritePlace(Settings.EachLine ? EndOfLine() : LastEnd());
                break;
            case '[':
                Position++;
                WriteSet(Classes.Read());
                break;
            case '\\':
                Position++;
                Escape();
                break;
            default:
                WriteLiteral(TakeCodePoint());
                break;
        }
    }

    protected override void Finish()
    {
        // A reference to a group that never comes matches nothing; .NET would refuse it.
        if (_highestReference > Groups)
            throw Problem($"there is no group {_highestReference}");
    }

    private static string Name(string name) => name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(char.IsAsciiLetterOrDigit)
        ? name
        : throw new PatternProblem($"'{name}' is no name for a group");

    private static PatternSettings? With(char flag, bool on, PatternSettings settings) => flag switch
    {
        'i' => settings with { IgnoreCase = on },
        's' => settings with { DotAll = on },
        'm' => settings with { EachLine = on },
        'x' => settings with { Comments = on },
        'u' => settings with { AllCases = on },
        'd' => settings with { OnlyLineFeeds = on },
        'U' => settings with { AllScripts = on, AllCases = on },
        _ => null,
    };

    private void SetFlags()
    {
        var on = true;
        var settings = Settings;
        while (true)
        {
            var c = Take();
            if (c == ')')
            {
                Settings = settings;
                return;
            }
            if (c == ':')
            {
                BeginGroup("(?:");
                Settings = settings;
                return;
            }
            if (c == '-' && on)
                on = false;
            else
                settings = With(c, on, settings) ?? throw Problem("no such group is known");
        }
    }

    private CodePointSet Dot() => Settings.DotAll ? CodePointSet.All
        : Settings.OnlyLineFeeds ? CodePointSet.Of('\n').Complement()
        : CodePointSet.OfAny("\n\r\u0085\u2028\u2029").Complement();

    private string Start()
    {
        if (!Settings.EachLine)
            return @"\A";
        var lineStart = !Settings.OnlyLineFeeds && Has(TextTraits.OtherLineEnds)
            ? @"(?:\A|(?<=[\n\u0085\u2028\u2029])|(?<=\r)(?!\n))"
            : "(?m:^)";
        // Nothing begins behind the last line end.
        return Has(TextTraits.EndsAtLineStart) ? lineStart + @"(?!\z)" : lineStart;
    }

    private string EndOfLine() => !Settings.OnlyLineFeeds && Has(TextTraits.OtherLineEnds)
        ? @"\z|(?=[\r\u0085\u2028\u2029])|(?<!\r)(?=\n)"
        : "(?m:$)";

    private string LastEnd() => !Settings.OnlyLineFeeds && Has(TextTraits.OtherLineEnds) ? $@"(?=(?:{LineEnd})?\z)(?<!\r(?=\n))" : @"\Z";

    private void Escape()
    {
        switch (Current)
        {
            case >= '1' and <= '9':
                Refer(Reference());
                return;
            case 'k':
                Position++;
                if (!TryTake("<"))
                    throw Problem("a '<' is missing");
                var name = TakeUntil('>');
                Refer(GroupNames.TryGetValue(name, out var number) ? number : throw Problem($"there is no group '{name}'"));
                return;
            case 'Q':
                Position++;
                Quote();
                return;
            case 'A' or 'z' or 'G':
                WritePlace($"\\{Take()}");
                return;
            case 'Z':
                Position++;
                WritePlace(LastEnd());
                return;
            case 'b' or 'B':
                WritePlace(Boundary(Take() == 'B'));
                return;
            case 'R':
                Position++;
                Write(@"(?:\r\n|[\n\v\f\r\u0085\u2028\u2029])", 2);
                return;
            case 'X':
                Position++;
                Write(@"(?:\r\n|\P{M}\p{M}*|\p{M}+)", 3);
                return;
            default:
                WriteSet(Classes.EscapedSet() is { } set ? set : WithCase(CodePointSet.Of(EscapedCharacter())));
                return;
        }
    }

    private string Boundary(bool isNegated)
    {
        if (TryTake("{"))
            throw Problem("a boundary of that kind is not known");
        // .NET's words have letters of all scripts.
        if (Settings.AllScripts || !Has(TextTraits.NonAscii))
            return isNegated ? @"\B" : @"\b";
        const string Word = "[0-9A-Z_a-z]";
        return isNegated
            ? $"(?<={Word})(?={Word})|(?<!{Word})(?!{Word})"
            : $"(?<={Word})(?!{Word})|(?<!{Word})(?={Word})";
    }

    // The first digit always counts; others as long as there is a group for the number.
    private int Reference()
    {
        var number = Take() - '0';
        while (char.IsAsciiDigit(Current) && (number * 10) + Current - '0' <= Groups)
            number = (number * 10) + Take() - '0';
        return number;
    }

    private void Refer(int number)
    {
        _highestReference = Math.Max(_highestReference, number);
        WriteReference(number, unsetIsEmpty: false, Settings.IgnoreCase);
    }

    private void Quote()
    {
        var end = Pattern.IndexOf(@"\E", Position, StringComparison.Ordinal);
        var last = end < 0 ? Pattern.Length : end;
        while (Position < last)
            WriteLiteral(TakeCodePoint());
        Position = end < 0 ? last : end + 2;
    }

    private int Octal()
    {
        var value = 0;
        var digits = 0;
        while (Current is >= '0' and <= '7' && digits < 3 && (value * 8) + Current - '0' <= 0xFF)
        {
            value = (value * 8) + Take() - '0';
            digits++;
        }
        return digits > 0 ? value : throw Problem("octal digits are missing");
    }

    private int Unit()
    {
        var first = TakeHex(4);
        var start = Position;
        if (!char.IsHighSurrogate((char)first) || !TryTake(@"\u"))
            return first;
        var second = TakeHex(4);
        if (char.IsLowSurrogate((char)second))
            return char.ConvertToUtf32((char)first, (char)second);
        Position = start;
        return first;
    }

    private int Braced(string digits) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
        && value is >= 0 and <= CodePointSet.Last
            ? value
            : throw Problem($"'{digits}' is no code point");
}
