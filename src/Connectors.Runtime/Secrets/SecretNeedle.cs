using System.Buffers;
using System.Globalization;
using System.Text;

namespace Fairlead.Connectors.Runtime.Secrets;

/// <summary>
/// A text to find however it is spelled: as it is, in a URL, in JSON, in HTML, escaped once or more often, in either case of digits, all
/// of it or only what needs it. Also found is its beginning where the text around it was cut off.
/// </summary>
internal sealed class SecretNeedle
{
    /// <summary>A beginning that is shorter says nothing.</summary>
    private const int BeginningAtLeast = 4;

    /// <summary>A beginning that is so long is no accident, whatever comes behind it.</summary>
    private const int BeginningAnywhereAtLeast = 32;

    /// <summary>Letters are compared in either case from this length on: hosts and names of headers change theirs.</summary>
    private const int AnyCaseFrom = 8;

    /// <summary>Marks of cuts that are looked behind in one text: each costs as much as the secret is long.</summary>
    private const int MarksAtMost = 20;

    private const int EscapesAtMost = 8;
    private const int PlacesAtMost = 2 * EscapesAtMost;
    private const int PercentLevelsAtMost = 3;

    /// <summary>The longest spelling of one character, which a cut may have split.</summary>
    private const int UnitAtMost = 24;

    private static readonly SearchValues<char> OfUnits = SearchValues.Create("%\\&#;ux0123456789abcdefABCDEFlgtqopsmn");

    private readonly Rune[] _runes;
    private readonly bool _isAnyCase;
    private readonly bool _isEncoded;
    private readonly SearchValues<char> _starts;

    /// <param name="name">Of the secret; null when it has none.</param>
    /// <param name="text">Not empty.</param>
    /// <param name="isEncoded">Base64: the case matters, lines may be broken anywhere, and what touches it belongs to it.</param>
    public SecretNeedle(string? name, string text, bool isEncoded)
    {
        Name = name;
        _runes = [.. text.EnumerateRunes()];
        _isEncoded = isEncoded;
        _isAnyCase = !isEncoded && text.Length >= AnyCaseFrom;
        var first = char.ToString(text[0]);
        _starts = SearchValues.Create($"{first}{first.ToLowerInvariant()}{first.ToUpperInvariant()}%\\&{(text[0] is ' ' ? "+" : "")}");
    }

    public string? Name { get; }

    /// <summary>Adds the places where the text stands.</summary>
    public void Find(string text, List<SecretPlace> places)
    {
        for (var at = Next(text, 0); at < text.Length; at = Next(text, at))
        {
            var end = EndOfMatch(text, at, firstRune: 0);
            if (end < 0)
            {
                at++;
                continue;
            }

            var (from, to) = _isEncoded ? Widen(text, at, end) : (at, end);
            places.Add(new SecretPlace(from, to, Name));
            at = to;
        }

        var marks = 0;
        for (var at = CutBefore(text, 0); at >= 0 && marks < MarksAtMost; at = CutBefore(text, at), marks++)
            FindRest(text, at, places);
    }

    private int Next(string text, int from)
    {
        var next = text.AsSpan(from).IndexOfAny(_starts);
        return next < 0 ? text.Length : from + next;
    }

    /// <summary>Behind a mark of a cut: what is left of the text there.</summary>
    private void FindRest(string text, int at, List<SecretPlace> places)
    {
        for (var rune = 1; rune <= _runes.Length - BeginningAtLeast; rune++)
        {
            var end = EndOfMatch(text, at, rune);
            if (end < 0)
                continue;
            places.Add(new SecretPlace(at, end, Name));
            return;
        }
    }

    /// <returns>Where the text goes on behind the next mark of a cut; -1 when there is none.</returns>
    private static int CutBefore(string text, int from)
    {
        var mark = text.AsSpan(from).IndexOf('…');
        var dots = text.AsSpan(from).IndexOf("...");
        if (mark < 0 && dots < 0)
            return -1;
        return dots < 0 || (mark >= 0 && mark < dots) ? from + mark + 1 : from + dots + 3;
    }

    /// <returns>Where the match ends; -1 when there is none.</returns>
    private int EndOfMatch(string text, int start, int firstRune)
    {
        Span<int> here = stackalloc int[PlacesAtMost];
        Span<int> there = stackalloc int[PlacesAtMost];
        // One character back, too: the cut spelling of the next may begin as the last one is spelled.
        Span<int> before = stackalloc int[PlacesAtMost];
        here[0] = start;
        var (count, countBefore) = (1, 0);
        for (var rune = firstRune; rune < _runes.Length; rune++)
        {
            var next = new Places(there);
            foreach (var at in here[..count])
                Advance(text, at, _runes[rune], ref next);
            if (next.Count is 0)
                return EndOfBeginning(text, rune - firstRune, here[..count], before[..countBefore]);

            var spare = before;
            before = here;
            here = there;
            there = spare;
            (count, countBefore) = (next.Count, count);
        }

        var end = -1;
        foreach (var at in here[..count])
            end = Math.Max(end, at);
        return end;
    }

    private static int EndOfBeginning(string text, int length, ReadOnlySpan<int> here, ReadOnlySpan<int> before)
    {
        if (length < BeginningAtLeast)
            return -1;

        var cut = Math.Max(EndOfCut(text, here), EndOfCut(text, before));
        return cut < 0 && length >= BeginningAnywhereAtLeast ? here[^1] : cut;
    }

    /// <returns>Where the text was cut, which may be within the spelling of one character; -1 when it was not.</returns>
    private static int EndOfCut(string text, ReadOnlySpan<int> places)
    {
        foreach (var at in places)
        {
            var rest = text.AsSpan(at, Math.Min(UnitAtMost, text.Length - at));
            var length = rest is ['%' or '\\' or '&', ..] ? rest.IndexOfAnyExcept(OfUnits) : 0;
            if (length < 0 && at + rest.Length == text.Length)
                return text.Length;
            if (length >= 0 && (at + length == text.Length || text[at + length] is '…' || text.AsSpan(at + length).StartsWith("...")))
                return at + length;
        }

        return -1;
    }

    private void Advance(string text, int at, Rune rune, ref Places next)
    {
        if (_isEncoded)
        {
            for (var broken = at; broken < text.Length && text[broken] is '\r' or '\n'; broken++)
                Literal(text, broken + 1, rune, ref next);
        }
        else if (rune.Value is '\r' or '\n')
        {
            // Whoever puts lines into one leaves the break out, or makes a space of it.
            next.Add(at);
            if (at < text.Length && text[at] is ' ')
                next.Add(at + 1);
            if (at < text.Length && text[at] is '\r')
                Literal(text, at + 1, rune, ref next);
        }

        Literal(text, at, rune, ref next);
        if (at >= text.Length)
            return;
        switch (text[at])
        {
            case '\\':
                Escaped(text, at, rune, ref next);
                break;
            case '%':
                Percent(text, at, rune, ref next);
                break;
            case '&':
                Entity(text, at, rune, ref next);
                break;
            case '+' when rune.Value is ' ':
                next.Add(at + 1);
                break;
        }
    }

    private void Literal(string text, int at, Rune rune, ref Places next)
    {
        if (at < text.Length
            && Rune.TryGetRuneAt(text, at, out var found)
            && (found == rune || (_isAnyCase && Rune.ToLowerInvariant(found) == Rune.ToLowerInvariant(rune))))
            next.Add(at + found.Utf16SequenceLength);
    }

    /// <summary>Backslashes, as many as there are levels of escaping, then the character or its name.</summary>
    private void Escaped(string text, int at, Rune rune, ref Places next)
    {
        for (var level = 0; level < EscapesAtMost && at < text.Length && text[at] is '\\'; level++)
        {
            at++;
            Literal(text, at, rune, ref next);
            if (at >= text.Length)
                return;
            if (text[at] == NameOf(rune))
                next.Add(at + 1);
            if (text[at] is 'x' && HexAt(text, at + 1, digits: 2) == rune.Value)
                next.Add(at + 3);
            if (text[at] is 'u')
                Unicode(text, at, rune, ref next);
        }
    }

    private static void Unicode(string text, int at, Rune rune, ref Places next)
    {
        Span<char> units = stackalloc char[2];
        foreach (var unit in units[..rune.EncodeToUtf16(units)])
        {
            while (at < text.Length && text[at] is '\\')
                at++;
            if (at >= text.Length || text[at] is not 'u' || HexAt(text, at + 1, digits: 4) != unit)
                return;
            at += 5;
        }

        next.Add(at);
    }

    private static char NameOf(Rune rune) => rune.Value switch
    {
        '\n' => 'n',
        '\r' => 'r',
        '\t' => 't',
        '\b' => 'b',
        '\f' => 'f',
        0 => '0',
        _ => '\0',
    };

    /// <summary>The bytes of UTF-8, or the one of Latin-1; the percent signs may themselves be escaped, some times over.</summary>
    private static void Percent(string text, int at, Rune rune, ref Places next)
    {
        Span<byte> bytes = stackalloc byte[4];
        var utf8 = bytes[..rune.EncodeToUtf8(bytes)];
        for (var level = 0; level < PercentLevelsAtMost; level++)
        {
            if (PercentBytes(text, at, utf8, level) is > 0 and var end)
                next.Add(end);
            if (rune.Value is > 0x7F and <= 0xFF && PercentBytes(text, at, [(byte)rune.Value], level) is > 0 and var latin)
                next.Add(latin);
        }
    }

    private static int PercentBytes(string text, int at, ReadOnlySpan<byte> bytes, int level)
    {
        foreach (var value in bytes)
        {
            if (at >= text.Length || text[at++] is not '%')
                return -1;
            for (var skipped = 0; skipped < level; skipped++, at += 2)
            {
                if (HexAt(text, at, digits: 2) is not '%')
                    return -1;
            }

            if (HexAt(text, at, digits: 2) != value)
                return -1;
            at += 2;
        }

        return at;
    }

    private static void Entity(string text, int at, Rune rune, ref Places next)
    {
        var length = text.AsSpan(at, Math.Min(UnitAtMost, text.Length - at)).IndexOf(';');
        if (length > 1 && CodeOf(text.AsSpan(at + 1, length - 1)) == rune.Value)
            next.Add(at + length + 1);
    }

    private static int CodeOf(ReadOnlySpan<char> entity) => entity switch
    {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        ['#', 'x' or 'X', .. var digits] when int.TryParse(digits, NumberStyles.AllowHexSpecifier, null, out var code) => code,
        ['#', .. var digits] when int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var code) => code,
        _ => -1,
    };

    private static int HexAt(string text, int at, int digits) =>
        at + digits <= text.Length
        && int.TryParse(text.AsSpan(at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            ? value
            : -1;

    /// <summary>In base64 the characters beside a value hold parts of it, or of what was encoded together with it.</summary>
    private static (int From, int To) Widen(string text, int from, int to)
    {
        while (from > 0 && IsBase64(text[from - 1]))
            from--;
        while (to < text.Length && (IsBase64(text[to]) || HexAt(text, to + 1, digits: 2) is '=' or '+' or '/' && text[to] is '%'))
            to += text[to] is '%' ? 3 : 1;
        return (from, to);
    }

    private static bool IsBase64(char character) => char.IsAsciiLetterOrDigit(character) || character is '+' or '/' or '-' or '_' or '=';

    /// <summary>Places reached, each once.</summary>
    private ref struct Places(Span<int> places)
    {
        private readonly Span<int> _places = places;

        public int Count { get; private set; }

        public void Add(int at)
        {
            if (Count < _places.Length && !_places[..Count].Contains(at))
                _places[Count++] = at;
        }
    }
}

/// <summary>A part of a text that shows a secret.</summary>
internal readonly record struct SecretPlace(int From, int To, string? Name);
