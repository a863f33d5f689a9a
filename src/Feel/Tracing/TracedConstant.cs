using Fairlead.Feel.Runtime;

namespace Fairlead.Feel.Tracing;

/// <summary>What is a constant when nobody looks: it binds as one, but evaluates its parts.</summary>
internal sealed class TracedConstant(Node node, FeelValue value) : Node
{
    public FeelValue Value { get; } = value;

    public override FeelValue Evaluate(EvaluationState state) => node.Evaluate(state);
}
