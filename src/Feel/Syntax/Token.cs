namespace Fairlead.Feel.Syntax;

/// <summary>What a token is.</summary>
internal enum TokenKind : byte
{
    End,
    Name,
    QuotedName,
    Number,
    Text,
    TemporalText,
    OpenParenthesis,
    CloseParenthesis,
    OpenBracket,
    CloseBracket,
    OpenBrace,
    CloseBrace,
    Comma,
    Colon,
    Dot,
    DotDot,
    Plus,
    Minus,
    Star,
    StarStar,
    Slash,
    Arrow,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Question,

    /// <summary>A character that no expression contains.</summary>
    Unknown,

    /// <summary>A text, quoted name or comment without its end.</summary>
    Unterminated,
}

/// <summary>A piece of the text, by position.</summary>
/// <param name="Word">Which word of the grammar a name may be.</param>
/// <param name="End">Behind its last character.</param>
internal readonly record struct Token(TokenKind Kind, Word Word, int Start, int End)
{
    public Token(TokenKind kind, int start, int end)
        : this(kind, Word.None, start, end)
    {
    }

    public int Length => End - Start;
}
