using Fairlead.Engine.Values;
using Fairlead.Feel;

namespace Fairlead.Engine.Model;

/// <summary>A value in the model: a literal, or a FEEL expression.</summary>
internal sealed class ModelText
{
    private ModelText(string? literal, FeelExpression? expression)
    {
        Literal = literal;
        Expression = expression;
        LiteralJson = literal is null ? default : JsonValues.OfString(literal);
        Path = expression is null ? null : PlainPath.Of(expression);
    }

    /// <summary>Null when it is an expression.</summary>
    public string? Literal { get; }

    /// <summary>Null when it is a literal.</summary>
    public FeelExpression? Expression { get; }

    /// <summary>The literal as JSON.</summary>
    public ReadOnlyMemory<byte> LiteralJson { get; }

    /// <summary>The names when the expression is only a variable or a path in it; such a value is copied, never evaluated.</summary>
    public string[]? Path { get; }

    public static ModelText OfLiteral(string literal) => new(literal, null);

    public static ModelText OfExpression(FeelExpression expression) => new(null, expression);

    public override string ToString() => Literal ?? $"={Expression!.Text}";
}
