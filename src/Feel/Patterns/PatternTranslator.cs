using System.Globalization;
using System.Text;

namespace Fairlead.Feel.Patterns;

/// <summary>Walks over a pattern once, from left to right, and writes it in .NET's syntax for texts of some traits.</summary>
/// <remarks>No recursion over groups, so that no pattern is too deep for the stack.</remarks>
internal abstract class PatternTranslator(string pattern, TextTraits traits)
{
    /// <summary>Groups inside each other; .NET's own reader recurses.</summary>
    private const int DepthAtMost = 200;

    /// <summary>Parts of the pattern with counted repetitions multiplied out.</summary>
    private const long SizeAtMost = 10_000_000;

    private const string Never = @"[^\s\S]";

    private readonly StringBuilder _output = new();
    private readonly Stack<Group> _groups = new();
    private readonly HashSet<int> _closed = [];
    private long _size;
    private long _atomSize;

    // Where the last part that can be repeated begins in the output; -1 when there is none.
    private int _atomStart = -1;

    public string Result => _output.ToString();

    /// <summary>A measure of the work that matching takes.</summary>
    public long Size => _size;

    /// <summary>The traits that make a difference for this pattern.</summary>
    public TextTraits Relevant { get; private set; }

    public int Groups { get; private set; }

    public Dictionary<string, int> GroupNames { get; } = new(StringComparer.Ordinal);

    public string Pattern { get; protected set; } = pattern;

    public int Position { get; set; }

    public bool AtEnd => Position >= Pattern.Length;

    public char Current => Position < Pattern.Length ? Pattern[Position] : '\0';

    /// <summary>What the whole of it is to mean, for settings that hold to the end of their group.</summary>
    public PatternSettings Settings { get; set; }

    /// <exception cref="PatternProblem">The pattern is not valid.</exception>
    public void Translate()
    {
        Prepare();
        while (true)
        {
            SkipComments();
            if (AtEnd)
                break;
            switch (Current)
            {
                case '|':
                    Position++;
                    _output.Append('|');
                    _atomStart = -1;
                    break;
                case '(':
                    Position++;
                    Open();
                    break;
                case ')':
                    Close();
                    break;
                case '*' or '+' or '?' or '{':
                    Repeat();
                    break;
                default:
                    Atom();
                    break;
            }
        }
        if (_groups.Count > 0)
            throw Problem("a ')' is missing");
        Finish();
    }

    protected abstract void Prepare();

    protected abstract void SkipComments();

    /// <summary>Says what is only known at the end.</summary>
    protected abstract void Finish();

    /// <summary>Reads what stands behind an opening parenthesis and says how the group begins.</summary>
    protected abstract void Open();

    protected abstract void Atom();

    protected abstract bool IsPossessive { get; }

    /// <summary>The set with what its members match besides themselves.</summary>
    public abstract CodePointSet WithCase(CodePointSet set);

    protected bool Has(TextTraits trait)
    {
        Relevant |= trait;
        return (traits & trait) != 0;
    }

    public PatternProblem Problem(string what) => new($"{what} (at position {Math.Min(Position, Pattern.Length) + 1})");

    public bool TryTake(string text)
    {
        if (string.CompareOrdinal(Pattern, Position, text, 0, text.Length) != 0)
            return false;
        Position += text.Length;
        return true;
    }

    public char Take()
    {
        if (AtEnd)
            throw Problem("it ends too early");
        return Pattern[Position++];
    }

    public int TakeCodePoint()
    {
        if (AtEnd)
            throw Problem("it ends too early");
        var codePoint = Rune.TryGetRuneAt(Pattern, Position, out var rune) ? rune.Value : Pattern[Position];
        Position += rune.Utf16SequenceLength == 2 ? 2 : 1;
        return codePoint;
    }

    public string TakeUntil(char end)
    {
        var index = Pattern.IndexOf(end, Position);
        if (index < 0)
            throw Problem($"a '{end}' is missing");
        var text = Pattern[Position..index];
        Position = index + 1;
        return text;
    }

    public int TakeHex(int digits)
    {
        if (Position + digits > Pattern.Length || !int.TryParse(
            Pattern.AsSpan(Position, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            throw Problem($"{digits} hexadecimal digits are missing");
        Position += digits;
        return value;
    }

    protected void BeginGroup(string opening)
    {
        if (_groups.Count >= DepthAtMost)
            throw Problem($"more than {DepthAtMost} groups lie inside each other");
        _groups.Push(new Group(_output.Length, _size, Settings, 0));
        _output.Append(opening);
        _size++;
        _atomStart = -1;
    }

    protected void BeginCapture(string? name = null)
    {
        Groups++;
        if (name is not null && !GroupNames.TryAdd(name, Groups))
            throw Problem($"two groups are named '{name}'");
        BeginGroup(string.Create(CultureInfo.InvariantCulture, $"(?<{Groups}>"));
        _groups.Push(_groups.Pop() with { Number = Groups });
    }

    protected void Write(string part, long size = 1)
    {
        _atomStart = _output.Length;
        _output.Append(part);
        Grow(size);
    }

    /// <summary>Something that takes no character and cannot be repeated in .NET without a group around it.</summary>
    protected void WritePlace(string part) => Write($"(?:{part})");

    protected void WriteLiteral(int codePoint) => WriteSet(WithCase(CodePointSet.Of(codePoint)));

    protected void WriteSet(CodePointSet set)
    {
        const int FirstPair = 0x10000;
        var needsPairs = set.Bounds.Length > 0 && set.Bounds[^1] >= FirstPair && Has(TextTraits.Pairs);
        var single = new StringBuilder();
        var pairs = new List<string>();
        foreach (var (first, last) in set.Ranges)
        {
            AppendUnits(single, first, Math.Min(last, 0xD7FF));
            AppendUnits(single, Math.Max(first, 0xE000), Math.Min(last, 0xFFFF));
            if (needsPairs)
                AddPairs(pairs, Math.Max(first, FirstPair), last);
        }
        if (single.Length > 0)
            pairs.Insert(0, set.IsSingle ? single.ToString() : $"[{single}]");
        var text = pairs.Count == 0 ? Never : pairs.Count == 1 && single.Length > 0 ? pairs[0] : $"(?:{string.Join('|', pairs)})";
        // Alternatives of pairs divide the characters ever finer, which costs the linear engine more than in proportion.
        Write(text, Math.Max((long)pairs.Count * pairs.Count, 1));
    }

    /// <summary>What a group matched. What matched nothing either fails or is as good as an empty text.</summary>
    protected void WriteReference(int number, bool unsetIsEmpty, bool ignoreCase)
    {
        var reference = string.Create(CultureInfo.InvariantCulture, $@"\k<{number}>");
        if (ignoreCase)
            reference = $"(?i:{reference})";
        Write(unsetIsEmpty ? string.Create(CultureInfo.InvariantCulture, $"(?:(?({number}){reference}|))") : $"(?:{reference})");
    }

    protected bool IsClosed(int group) => _closed.Contains(group);

    private void Close()
    {
        if (!_groups.TryPop(out var group))
            throw Problem("a '(' is missing");
        Position++;
        _output.Append(')');
        _atomStart = group.Start;
        _atomSize = _size - group.Size;
        Settings = group.Settings;
        if (group.Number > 0)
            _closed.Add(group.Number);
    }

    private void Repeat()
    {
        if (_atomStart < 0)
            throw Problem("there is nothing to repeat");
        var (text, most) = Quantifier();
        SkipComments();
        var lazy = TryTake("?");
        var possessive = !lazy && IsPossessive && TryTake("+");
        if (possessive)
            _output.Insert(_atomStart, "(?>");
        _output.Append(text).Append(lazy ? "?" : possessive ? ")" : "");
        Grow(_atomSize * (Math.Max(most, 1) - 1));
        _atomStart = -1;
    }

    private (string Text, long Most) Quantifier()
    {
        var c = Take();
        if (c != '{')
            return (c.ToString(), 1);
        var content = TakeUntil('}');
        var comma = content.IndexOf(',', StringComparison.Ordinal);
        var least = comma < 0 ? content : content[..comma];
        var most = comma < 0 ? content : content[(comma + 1)..];
        var first = Count(least);
        var last = most.Length == 0 && comma >= 0 ? first : Count(most);
        if (last < first)
            throw Problem("a repetition ends before it begins");
        return ($"{{{content}}}", last);
    }

    private int Count(string digits) => digits.All(char.IsAsciiDigit)
        && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            ? count
            : throw Problem("a repetition has no number");

    private void Grow(long size)
    {
        _atomSize = size;
        _size += size;
        if (_size > SizeAtMost)
            throw Problem("it repeats too much");
    }

    private static void AppendUnits(StringBuilder set, int first, int last)
    {
        if (first > last)
            return;
        set.Append(CultureInfo.InvariantCulture, $@"\u{first:X4}");
        if (last > first)
            set.Append(CultureInfo.InvariantCulture, $@"-\u{last:X4}");
    }

    // A range of code points beyond 16 bits is up to three of pairs.
    private static void AddPairs(List<string> pairs, int first, int last)
    {
        while (first <= last)
        {
            var (high, low) = (High(first), Low(first));
            if (low == 0xDC00 && High(last) > high)
            {
                var lastWhole = Low(last) == 0xDFFF ? High(last) : High(last) - 1;
                pairs.Add(string.Create(CultureInfo.InvariantCulture, $@"[\u{high:X4}-\u{lastWhole:X4}][\uDC00-\uDFFF]"));
                first = CodePoint(lastWhole + 1, 0xDC00);
                continue;
            }
            var end = High(last) == high ? Low(last) : 0xDFFF;
            pairs.Add(string.Create(CultureInfo.InvariantCulture, $@"\u{high:X4}[\u{low:X4}-\u{end:X4}]"));
            first = CodePoint(high + 1, 0xDC00);
        }
    }

    private static int High(int codePoint) => 0xD800 + ((codePoint - 0x10000) >> 10);

    private static int Low(int codePoint) => 0xDC00 + ((codePoint - 0x10000) & 0x3FF);

    private static int CodePoint(int high, int low) => 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);

    private readonly record struct Group(int Start, long Size, PatternSettings Settings, int Number);
}

/// <summary>What flags set.</summary>
internal readonly record struct PatternSettings
{
    public bool IgnoreCase { get; init; }

    /// <summary>Whether cases are those of all letters, not only of A to Z.</summary>
    public bool AllCases { get; init; }

    /// <summary>The dot takes the ends of lines, too.</summary>
    public bool DotAll { get; init; }

    /// <summary><c>^</c> and <c>$</c> are at the ends of each line.</summary>
    public bool EachLine { get; init; }

    /// <summary>Blanks and comments are no part of the pattern.</summary>
    public bool Comments { get; init; }

    /// <summary>Only a line feed ends a line.</summary>
    public bool OnlyLineFeeds { get; init; }

    /// <summary>Digits, letters and blanks are those of all scripts.</summary>
    public bool AllScripts { get; init; }
}
