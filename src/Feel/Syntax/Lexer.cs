using System.Globalization;
using System.Text;

namespace Fairlead.Feel.Syntax;

/// <summary>Cuts tokens out of the text. It keeps no position: whoever asks says where, so that looking ahead is free.</summary>
internal sealed class Lexer(string text)
{
    public string Text { get; } = text;

    /// <summary>How often a token was looked at: the measure of the work that reading takes.</summary>
    public int TokensRead { get; private set; }

    public Token At(int position)
    {
        TokensRead++;
        if (!TrySkipBlanks(ref position, out var unterminated))
            return new Token(TokenKind.Unterminated, unterminated, 2);
        if (position >= Text.Length)
            return new Token(TokenKind.End, Text.Length, 0);
        var c = Text[position];
        if (IsNameStart(c))
            return new Token(TokenKind.Name, position, NameLength(position));
        if (char.IsAsciiDigit(c) || (c == '.' && char.IsAsciiDigit(Peek(position + 1))))
            return new Token(TokenKind.Number, position, NumberLength(position));
        return c switch
        {
            '"' => Quoted(position, position, '"', TokenKind.Text),
            '`' => Quoted(position, position, '`', TokenKind.QuotedName),
            '@' => AtSign(position),
            _ => Symbol(position, c),
        };
    }

    public ReadOnlySpan<char> Span(Token token) => Text.AsSpan(token.Start, token.Length);

    public bool Is(Token token, string word) => token.Kind == TokenKind.Name && Span(token).SequenceEqual(word);

    /// <summary>The name a token stands for.</summary>
    public string Name(Token token) => token.Kind == TokenKind.QuotedName
        ? Text.Substring(token.Start + 1, token.Length - 2)
        : Text.Substring(token.Start, token.Length);

    /// <summary>
    /// A context key that is neither quoted nor a plain name: any characters except those that structure contexts.
    /// Zero length when there is none.
    /// </summary>
    public Token KeyAt(int position)
    {
        if (!TrySkipBlanks(ref position, out var unterminated))
            return new Token(TokenKind.Unterminated, unterminated, 2);
        var end = position;
        while (end < Text.Length && Text[end] is not ('"' or '{' or '}' or ':' or ',' or '[' or ']' or '`'))
            end++;
        while (end > position && IsBlank(Text[end - 1]))
            end--;
        return new Token(TokenKind.Name, position, end - position);
    }

    /// <summary>The characters that a text token stands for. A backslash before any other character stays.</summary>
    public string Unescape(Token token)
    {
        var start = Text.IndexOf('"', token.Start) + 1;
        var raw = Text.AsSpan(start, token.End - 1 - start);
        if (!raw.Contains('\\'))
            return raw.ToString();
        var result = new StringBuilder(raw.Length);
        for (var i = 0; i < raw.Length; i++)
        {
            if (raw[i] != '\\' || i + 1 == raw.Length)
            {
                result.Append(raw[i]);
                continue;
            }
            i++;
            var simple = raw[i] switch
            {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'b' => '\b',
                'f' => '\f',
                '\'' or '"' or '\\' => raw[i],
                _ => '\0',
            };
            if (simple != '\0')
                result.Append(simple);
            else if (raw[i] is 'u' or 'U' && TryReadCodePoint(raw[(i + 1)..], raw[i] == 'u' ? 4 : 6, out var rune))
                i += AppendCodePoint(result, rune, raw[i] == 'u' ? 4 : 6);
            else
                result.Append('\\').Append(raw[i]);
        }
        return result.ToString();
    }

    public static bool IsNameStart(char c) =>
        char.IsAsciiLetter(c) || c is '_' or '$' || (c > 127 && (char.IsLetter(c) || char.IsSurrogate(c)
            || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.LetterNumber or UnicodeCategory.CurrencySymbol
                or UnicodeCategory.ConnectorPunctuation));

    private static bool IsNamePart(char c) => IsNameStart(c) || char.IsAsciiDigit(c) || (c > 127
        && CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.DecimalDigitNumber
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark);

    private static bool IsBlank(char c) =>
        char.IsWhiteSpace(c) || c is '\u180e' or '\u200b' or '\u200c' or '\u200d' or '\u2060' or '\ufeff';

    private char Peek(int position) => position < Text.Length ? Text[position] : '\0';

    private bool TrySkipBlanks(ref int position, out int unterminated)
    {
        unterminated = 0;
        while (position < Text.Length)
        {
            if (IsBlank(Text[position]))
            {
                position++;
            }
            else if (Text[position] == '/' && Peek(position + 1) == '/')
            {
                var end = Text.AsSpan(position).IndexOfAny('\n', '\r');
                position = end < 0 ? Text.Length : position + end;
            }
            else if (Text[position] == '/' && Peek(position + 1) == '*')
            {
                var end = Text.IndexOf("*/", position + 2, StringComparison.Ordinal);
                if (end < 0)
                {
                    unterminated = position;
                    return false;
                }
                position = end + 2;
            }
            else
            {
                break;
            }
        }
        return true;
    }

    private int NameLength(int start)
    {
        var end = start + 1;
        while (end < Text.Length && IsNamePart(Text[end]))
            end++;
        return end - start;
    }

    private int NumberLength(int start)
    {
        var end = start;
        while (char.IsAsciiDigit(Peek(end)))
            end++;
        if (Peek(end) == '.' && char.IsAsciiDigit(Peek(end + 1)))
        {
            end++;
            while (char.IsAsciiDigit(Peek(end)))
                end++;
        }
        if (Peek(end) is 'e' or 'E')
        {
            var digits = Peek(end + 1) is '+' or '-' ? end + 2 : end + 1;
            if (char.IsAsciiDigit(Peek(digits)))
            {
                end = digits;
                while (char.IsAsciiDigit(Peek(end)))
                    end++;
            }
        }
        return end - start;
    }

    private Token AtSign(int position)
    {
        var quote = position + 1;
        while (quote < Text.Length && IsBlank(Text[quote]))
            quote++;
        return Peek(quote) == '"'
            ? Quoted(position, quote, '"', TokenKind.TemporalText)
            : new Token(TokenKind.Unknown, position, 1);
    }

    private Token Quoted(int start, int open, char quote, TokenKind kind)
    {
        for (var end = open + 1; end < Text.Length; end++)
        {
            if (Text[end] == quote)
                return new Token(kind, start, end + 1 - start);
            if (Text[end] == '\\' && quote == '"')
                end++;
        }
        return new Token(TokenKind.Unterminated, start, 1);
    }

    private Token Symbol(int position, char c)
    {
        var next = Peek(position + 1);
        return (c, next) switch
        {
            ('.', '.') => new Token(TokenKind.DotDot, position, 2),
            ('*', '*') => new Token(TokenKind.StarStar, position, 2),
            ('-', '>') => new Token(TokenKind.Arrow, position, 2),
            ('!', '=') => new Token(TokenKind.NotEqual, position, 2),
            ('<', '=') => new Token(TokenKind.LessOrEqual, position, 2),
            ('>', '=') => new Token(TokenKind.GreaterOrEqual, position, 2),
            _ => new Token(SingleSymbol(c), position, char.IsHighSurrogate(c) ? 2 : 1),
        };
    }

    private static TokenKind SingleSymbol(char c) => c switch
    {
        '(' => TokenKind.OpenParenthesis,
        ')' => TokenKind.CloseParenthesis,
        '[' => TokenKind.OpenBracket,
        ']' => TokenKind.CloseBracket,
        '{' => TokenKind.OpenBrace,
        '}' => TokenKind.CloseBrace,
        ',' => TokenKind.Comma,
        ':' => TokenKind.Colon,
        '.' => TokenKind.Dot,
        '+' => TokenKind.Plus,
        '-' => TokenKind.Minus,
        '*' => TokenKind.Star,
        '/' => TokenKind.Slash,
        '=' => TokenKind.Equal,
        '<' => TokenKind.Less,
        '>' => TokenKind.Greater,
        '?' => TokenKind.Question,
        _ => TokenKind.Unknown,
    };

    private static bool TryReadCodePoint(ReadOnlySpan<char> digits, int length, out int codePoint)
    {
        codePoint = 0;
        return digits.Length >= length
            && int.TryParse(digits[..length], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out codePoint)
            && (length == 4 || Rune.IsValid(codePoint));
    }

    private static int AppendCodePoint(StringBuilder result, int codePoint, int length)
    {
        if (length == 4)
            result.Append((char)codePoint);
        else
            result.Append(new Rune(codePoint).ToString());
        return length;
    }
}
