using Fairlead.Feel.Runtime;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Nodes;

/// <summary>Makes a list.</summary>
internal sealed class ListMaker(Node[] items) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        state.EnsureStack(this);
        var values = new FeelValue[items.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = items[i].Evaluate(state);
        return state.NewList(this, values);
    }
}

/// <summary>Makes a context.</summary>
/// <param name="places">For each entry its place in the shape; two entries with one key share a place.</param>
/// <param name="firstSlot">Where later entries see the earlier ones; -1 when none does.</param>
internal sealed class ContextMaker(ContextShape shape, Node[] values, int[] places, int firstSlot) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        state.EnsureStack(this);
        var result = new FeelValue[shape.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var value = values[i].Evaluate(state);
            result[places[i]] = value;
            if (firstSlot >= 0)
                state.Slots[firstSlot + places[i]] = value;
        }
        return state.Checked(this, shape.Count == 0 ? FeelContext.Empty : new FeelContext(shape, result));
    }
}

/// <summary>A context in which a key comes twice, in the dialect in which keys are unique.</summary>
internal sealed class KeyTwice(string key) : Node
{
    public override FeelValue Evaluate(EvaluationState state) =>
        state.Warn(this, "INVALID_TYPE", $"The key '{key}' comes twice in the context");
}

/// <summary>
/// Makes a function that remembers the variables around it, those from outside included: it may be called in the
/// evaluation of another expression.
/// </summary>
/// <param name="places">The slot where the body finds each argument.</param>
/// <param name="kept">The variables from outside that it mentions: the index and name of each, and the slot it goes to.</param>
internal sealed class FunctionMaker(
    FunctionSignature signature, int[] places, Node body, int height, (int Index, string Name, int Slot)[] kept) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var slots = state.CopySlots();
        state.StepForCopy(this, slots.Length);
        foreach (var (index, name, slot) in kept)
            slots[slot] = state.Global(index, name);
        return new FeelValue(new FeelFunction(signature.Parameters, places, body, height, slots) { Signature = signature });
    }
}
