namespace Fairlead.Feel.Syntax;

/// <summary>How tightly operators bind; 0 for what is none.</summary>
internal static class Precedence
{
    public const int Or = 1;
    public const int And = 2;
    public const int Comparison = 3;
    public const int Sum = 4;
    public const int Product = 5;
    public const int Power = 6;

    public static int Of(Token token, Lexer lexer) => token.Kind switch
    {
        TokenKind.Plus or TokenKind.Minus => Sum,
        TokenKind.Star or TokenKind.Slash => Product,
        TokenKind.StarStar => Power,
        TokenKind.Equal or TokenKind.NotEqual or TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater
            or TokenKind.GreaterOrEqual => Comparison,
        TokenKind.Name => OfWord(lexer.Span(token)),
        _ => 0,
    };

    private static int OfWord(ReadOnlySpan<char> word) => word switch
    {
        "and" => And,
        "or" => Or,
        "between" or "in" or "instance" => Comparison,
        _ => 0,
    };
}
