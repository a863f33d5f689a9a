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

/// <summary>Makes a context. Each entry is put into a slot first, where later entries see it.</summary>
/// <param name="places">For each entry its place in the shape; two entries with one key share a place.</param>
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
            state.Slots[firstSlot + i] = value;
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
/// <param name="kept">The variables from outside that it mentions: the index and name of each, and the slot it goes to.</param>
internal sealed class FunctionMaker(
    IReadOnlyList<string> parameters, int firstSlot, Node body, int height, (int Index, string Name, int Slot)[] kept) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var slots = (FeelValue[])state.Slots.Clone();
        foreach (var (index, name, slot) in kept)
            slots[slot] = state.Global(index, name);
        return new FeelValue(new FeelFunction(parameters, firstSlot, body, height, slots));
    }
}
