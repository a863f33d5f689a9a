namespace Fairlead.Feel.Syntax;

/// <summary>Cuts tokens out of the text. It keeps no position: whoever asks says where, so that looking ahead is free.</summary>
internal readonly struct Lexer(string text)
{
    private readonly string _text = text;

    public Token At(int position)
    {
        var text = _text;
        while ((uint)position < (uint)text.Length)
        {
            var c = text[position];
            switch (Characters.ClassOf(c))
            {
                case CharacterClass.Blank:
                    position++;
                    continue;
                case CharacterClass.NameStart:
                    return Name(position);
                case CharacterClass.Digit:
                    return new Token(TokenKind.Number, position, NumberEnd(position));
                case CharacterClass.Dot:
                    return char.IsAsciiDigit(Peek(position + 1)) ? new Token(TokenKind.Number, position, NumberEnd(position))
                        : Peek(position + 1) == '.' ? new Token(TokenKind.DotDot, position, position + 2)
                        : new Token(TokenKind.Dot, position, position + 1);
                case CharacterClass.Slash when Peek(position + 1) is '/' or '*':
                    var end = CommentEnd(position);
                    if (end < 0)
                        return new Token(TokenKind.Unterminated, position, position + 2);
                    position = end;
                    continue;
                case CharacterClass.Slash:
                    return new Token(TokenKind.Slash, position, position + 1);
                case CharacterClass.Quote:
                    return Quoted(position, position, '"', TokenKind.Text);
                case CharacterClass.Backtick:
                    return Quoted(position, position, '`', TokenKind.QuotedName);
                case CharacterClass.At:
                    return AtSign(position);
                case CharacterClass.Symbol:
                    return Symbol(position, c);
                case CharacterClass.Unknown:
                    return new Token(TokenKind.Unknown, position, position + (char.IsHighSurrogate(c) ? 2 : 1));
            }
        }
        return new Token(TokenKind.End, text.Length, text.Length);
    }

    /// <summary>
    /// A context key that is neither quoted nor a plain name: any characters except those that structure contexts.
    /// Zero length when there is none.
    /// </summary>
    public Token KeyAt(int position)
    {
        var text = _text;
        while (position < text.Length)
        {
            if (text[position] == '/' && Peek(position + 1) is '/' or '*')
            {
                var comment = CommentEnd(position);
                if (comment < 0)
                    return new Token(TokenKind.Unterminated, position, position + 2);
                position = comment;
            }
            else if (Characters.IsBlank(text[position]))
            {
                position++;
            }
            else
            {
                break;
            }
        }
        var end = position;
        while (end < text.Length && text[end] is not ('"' or '{' or '}' or ':' or ',' or '[' or ']' or '`'))
            end++;
        while (end > position && Characters.IsBlank(text[end - 1]))
            end--;
        return new Token(TokenKind.Name, position, end);
    }

    private char Peek(int position) => (uint)position < (uint)_text.Length ? _text[position] : '\0';

    private Token Name(int start)
    {
        var text = _text;
        var end = start + 1;
        while ((uint)end < (uint)text.Length && Characters.IsNamePart(text[end]))
            end++;
        return new Token(TokenKind.Name, Words.Of(text.AsSpan(start, end - start)), start, end);
    }

    // Negative when a comment has no end.
    private int CommentEnd(int start)
    {
        if (_text[start + 1] == '/')
        {
            var line = _text.AsSpan(start).IndexOfAny('\n', '\r');
            return line < 0 ? _text.Length : start + line;
        }
        var end = _text.AsSpan(start + 2).IndexOf("*/");
        return end < 0 ? -1 : start + end + 4;
    }

    private int NumberEnd(int start)
    {
        var end = DigitsEnd(start);
        if (Peek(end) == '.' && char.IsAsciiDigit(Peek(end + 1)))
            end = DigitsEnd(end + 1);
        if (Peek(end) is not ('e' or 'E'))
            return end;
        var digits = Peek(end + 1) is '+' or '-' ? end + 2 : end + 1;
        return char.IsAsciiDigit(Peek(digits)) ? DigitsEnd(digits) : end;
    }

    private int DigitsEnd(int end)
    {
        while (char.IsAsciiDigit(Peek(end)))
            end++;
        return end;
    }

    private Token AtSign(int position)
    {
        var quote = position + 1;
        while (quote < _text.Length && Characters.IsBlank(_text[quote]))
            quote++;
        return Peek(quote) == '"'
            ? Quoted(position, quote, '"', TokenKind.TemporalText)
            : new Token(TokenKind.Unknown, position, position + 1);
    }

    private Token Quoted(int start, int open, char quote, TokenKind kind)
    {
        var text = _text;
        for (var end = open + 1; (uint)end < (uint)text.Length; end++)
        {
            var c = text[end];
            if (c == quote)
                return new Token(kind, start, end + 1);
            if (c == '\\' && quote == '"')
                end++;
        }
        return new Token(TokenKind.Unterminated, start, start + 1);
    }

    private Token Symbol(int position, char c)
    {
        var next = Peek(position + 1);
        var kind = c switch
        {
            '(' => TokenKind.OpenParenthesis,
            ')' => TokenKind.CloseParenthesis,
            '[' => TokenKind.OpenBracket,
            ']' => TokenKind.CloseBracket,
            '{' => TokenKind.OpenBrace,
            '}' => TokenKind.CloseBrace,
            ',' => TokenKind.Comma,
            ':' => TokenKind.Colon,
            '+' => TokenKind.Plus,
            '=' => TokenKind.Equal,
            '?' => TokenKind.Question,
            '-' => next == '>' ? TokenKind.Arrow : TokenKind.Minus,
            '*' => next == '*' ? TokenKind.StarStar : TokenKind.Star,
            '<' => next == '=' ? TokenKind.LessOrEqual : TokenKind.Less,
            '>' => next == '=' ? TokenKind.GreaterOrEqual : TokenKind.Greater,
            _ => next == '=' ? TokenKind.NotEqual : TokenKind.Unknown,
        };
        var length = kind is TokenKind.Arrow or TokenKind.StarStar or TokenKind.LessOrEqual or TokenKind.GreaterOrEqual
            or TokenKind.NotEqual ? 2 : 1;
        return new Token(kind, position, position + length);
    }
}
