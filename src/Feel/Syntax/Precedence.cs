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

    public static int Of(Token token) => token.Kind switch
    {
        TokenKind.Plus or TokenKind.Minus => Sum,
        TokenKind.Star or TokenKind.Slash => Product,
        TokenKind.StarStar => Power,
        TokenKind.Equal or TokenKind.NotEqual or TokenKind.Less or TokenKind.LessOrEqual or TokenKind.Greater
            or TokenKind.GreaterOrEqual => Comparison,
        TokenKind.Name => token.Word switch
        {
            Word.And => And,
            Word.Or => Or,
            Word.Between or Word.In or Word.Instance => Comparison,
            _ => 0,
        },
        _ => 0,
    };

    public static ArithmeticOperator ArithmeticOf(TokenKind kind) => kind switch
    {
        TokenKind.Plus => ArithmeticOperator.Add,
        TokenKind.Minus => ArithmeticOperator.Subtract,
        TokenKind.Star => ArithmeticOperator.Multiply,
        TokenKind.Slash => ArithmeticOperator.Divide,
        _ => ArithmeticOperator.Power,
    };

    public static bool TryComparison(TokenKind kind, out ComparisonOperator comparison)
    {
        comparison = kind switch
        {
            TokenKind.Equal => ComparisonOperator.Equal,
            TokenKind.NotEqual => ComparisonOperator.NotEqual,
            TokenKind.Less => ComparisonOperator.Less,
            TokenKind.LessOrEqual => ComparisonOperator.LessOrEqual,
            TokenKind.Greater => ComparisonOperator.Greater,
            _ => ComparisonOperator.GreaterOrEqual,
        };
        return kind is >= TokenKind.Equal and <= TokenKind.GreaterOrEqual;
    }
}
