using Fairlead.Feel.Runtime;

namespace Fairlead.Feel.Nodes;

/// <summary>A value known before evaluation.</summary>
internal sealed class Constant(FeelValue value) : Node
{
    public static readonly Constant Nothing = new(FeelValue.Null);

    public FeelValue Value { get; } = value;

    public override FeelValue Evaluate(EvaluationState state) => Value;
}

/// <summary>A text after an at sign that is no date, time or duration.</summary>
internal sealed class NoTemporal(string text) : Node
{
    public override FeelValue Evaluate(EvaluationState state) =>
        state.Expected(this, "a date, time or duration", FeelValue.From(text));
}
