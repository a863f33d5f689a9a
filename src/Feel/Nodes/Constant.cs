using Fairlead.Feel.Runtime;

namespace Fairlead.Feel.Nodes;

/// <summary>A value known before evaluation.</summary>
internal sealed class Constant(FeelValue value) : Node
{
    public static readonly Constant Nothing = new(FeelValue.Null);

    public FeelValue Value { get; } = value;

    public override FeelValue Evaluate(EvaluationState state) => Value;
}
