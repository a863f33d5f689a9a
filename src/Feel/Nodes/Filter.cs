using Fairlead.Feel.Runtime;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Nodes;

/// <summary>The item at a position, from 1, or from the end below 0.</summary>
internal sealed class ItemAt(Node source, FeelNumber position) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var value = source.Evaluate(state);
        return (value.Reference as FeelList ?? ListOperand.Of(state, this, value)) is { } list
            ? Pick(list, position)
            : FeelValue.Null;
    }

    /// <summary>Null beyond the ends and for positions that are not whole.</summary>
    public static FeelValue Pick(FeelList list, FeelNumber position)
    {
        if (!position.TryGetInt64(out var index))
            return FeelValue.Null;
        var offset = index > 0 ? index - 1 : list.Count + index;
        return index != 0 && offset >= 0 && offset < list.Count ? list[(int)offset] : FeelValue.Null;
    }
}

/// <summary>The items that fulfil a condition; or one item, when the condition turns out to be a position.</summary>
/// <param name="mayBePosition">Whether the condition is first tried without an item, to see if it is a position.</param>
internal sealed class Filter(Node source, Node condition, int itemSlot, bool mayBePosition) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var value = source.Evaluate(state);
        if ((value.Reference as FeelList ?? ListOperand.Of(state, this, value)) is not { } list)
            return FeelValue.Null;
        if (list.Count == 0)
            return value;
        var outer = state.Slots[itemSlot];
        var result = Apply(state, list);
        state.Slots[itemSlot] = outer;
        return result;
    }

    private FeelValue Apply(EvaluationState state, FeelList list)
    {
        if (mayBePosition)
        {
            var attempt = state.BeginAttempt();
            state.Slots[itemSlot] = new FeelValue(ValueTag.Absent);
            if (condition.Evaluate(state).TryGetNumber(out var position))
                return ItemAt.Pick(list, position);
            state.Forget(attempt);
        }
        var kept = new ListBuffer(this);
        for (var i = 0; i < list.Count; i++)
        {
            state.Step(this);
            state.Slots[itemSlot] = list[i];
            var fulfilled = condition.Evaluate(state);
            if (fulfilled.IsTrue)
                kept.Add(state, list[i]);
            else if (i == 0 && fulfilled.TryGetNumber(out var position))
                return ItemAt.Pick(list, position);
        }
        return kept.ToList(state);
    }
}
