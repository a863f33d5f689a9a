using Fairlead.Feel.Runtime;

namespace Fairlead.Feel.Nodes;

/// <summary>False as soon as one operand is; null when one is no boolean; otherwise true.</summary>
internal sealed class Conjunction(Node[] operands) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var unknown = false;
        foreach (var operand in operands)
        {
            var value = operand.Evaluate(state);
            if (value.IsFalse)
                return value;
            if (!value.IsTrue)
            {
                unknown = true;
                state.Expected(operand, "boolean", value);
            }
        }
        return unknown ? FeelValue.Null : FeelValue.From(true);
    }
}

/// <summary>True as soon as one operand is; null when one is no boolean; otherwise false.</summary>
internal sealed class Disjunction(Node[] operands) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var unknown = false;
        foreach (var operand in operands)
        {
            var value = operand.Evaluate(state);
            if (value.IsTrue)
                return value;
            if (!value.IsFalse)
            {
                unknown = true;
                state.Expected(operand, "boolean", value);
            }
        }
        return unknown ? FeelValue.Null : FeelValue.From(false);
    }
}

/// <summary>Whatever is not true leads to the second branch.</summary>
internal sealed class Conditional(Node condition, Node then, Node otherwise) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var value = condition.Evaluate(state);
        if (value.IsTrue)
            return then.Evaluate(state);
        if (!value.IsFalse)
            state.Expected(condition, "boolean", value);
        return otherwise.Evaluate(state);
    }
}
