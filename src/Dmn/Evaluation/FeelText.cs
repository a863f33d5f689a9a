using Fairlead.Feel;

namespace Fairlead.Dmn.Evaluation;

/// <summary>Where in the file a part of a decision is written.</summary>
/// <param name="ElementId">Of the part, or of the nearest one around it that has an id.</param>
internal sealed record Place(string? ElementId, int Line);

/// <summary>An expression or unary tests of the file, read once.</summary>
internal sealed record FeelText(FeelExpression Expression, Place Place)
{
    public string Text => Expression.Text;
}
