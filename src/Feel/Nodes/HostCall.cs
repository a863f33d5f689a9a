using Fairlead.Feel.Runtime;

namespace Fairlead.Feel.Nodes;

/// <summary>The body of a function that is not written in FEEL. Its arguments are the first slots.</summary>
internal sealed class HostCall(FeelFunctionBody body, int parameters) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        state.Step(this);
        state.LendBudget();
        var value = body(state.Slots.AsSpan(0, parameters));
        state.TakeBudgetBack();
        return value;
    }
}
