using Fairlead.Feel.Runtime;

namespace Fairlead.Feel.Values;

/// <summary>A function as a value: its body and what it could see where it was written.</summary>
/// <param name="places">The slot where the body finds each argument.</param>
internal sealed class FeelFunction(IReadOnlyList<string> parameters, int[] places, Node body, int height, FeelValue[] captured)
    : BoxedValue
{
    public override FeelKind Kind => FeelKind.Function;

    public IReadOnlyList<string> Parameters { get; } = parameters;

    /// <summary>What its text says about types; null for functions that have no text.</summary>
    public FunctionSignature? Signature { get; init; }

    public FeelValue Invoke(EvaluationState state, ReadOnlySpan<FeelValue> arguments)
    {
        state.StepForCopy(body, captured.Length);
        var slots = (FeelValue[])captured.Clone();
        for (var i = 0; i < places.Length; i++)
            slots[places[i]] = i < arguments.Length ? arguments[i] : FeelValue.Null;
        state.EnterCall(height);
        var outer = state.Slots;
        state.Slots = slots;
        var result = body.Evaluate(state);
        state.Slots = outer;
        state.LeaveCall(height);
        return result;
    }
}
