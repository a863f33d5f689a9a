using Fairlead.Feel.Runtime;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Nodes;

/// <summary>A variable that the expression itself defines.</summary>
internal sealed class LocalVariable(int slot) : Node
{
    public int Slot { get; } = slot;

    public override FeelValue Evaluate(EvaluationState state) => state.Slots[Slot];
}

/// <summary>A variable from outside.</summary>
/// <param name="otherwise">What the name means when there is no such variable; null when it means nothing.</param>
internal sealed class OuterVariable(int index, string name, FeelValue otherwise) : Node
{
    private ShapeCache _cache;

    public string Name { get; } = name;

    public override FeelValue Evaluate(EvaluationState state)
    {
        if (state.Context is { } context)
        {
            var place = _cache.IndexOf(context.Shape, Name);
            return place >= 0 ? context.At(place) : Missing(state);
        }
        var value = state.Global(index, Name);
        return ReferenceEquals(value.Reference, ValueTag.Absent) ? Missing(state) : value;
    }

    private FeelValue Missing(EvaluationState state) => otherwise.IsNull ? state.NoVariable(this, Name) : otherwise;
}

/// <summary>A variable from outside that a function has kept since it was made.</summary>
/// <param name="otherwise">What the name means when there was no such variable; null when it means nothing.</param>
internal sealed class KeptVariable(int slot, string name, FeelValue otherwise) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var value = state.Slots[slot];
        return !ReferenceEquals(value.Reference, ValueTag.Absent) ? value
            : otherwise.IsNull ? state.NoVariable(this, name)
            : otherwise;
    }
}

/// <summary>
/// A name inside a filter: an entry of the item, where it has one, otherwise what the name means around the filter.
/// While a filter is tried without an item, only the latter.
/// </summary>
/// <param name="filter">The innermost filter around the name.</param>
/// <param name="count">How many filters lie between the name and its meaning.</param>
internal sealed class ItemEntry(EnclosingFilter filter, int count, string name, Node otherwise) : Node
{
    private ShapeCache _cache;

    public override FeelValue Evaluate(EvaluationState state)
    {
        var around = filter;
        for (var i = 0; i < count; i++)
        {
            if (state.Slots[around!.ItemSlot].Reference is FeelContext item)
            {
                var index = i == 0 ? _cache.IndexOf(item.Shape, name) : item.Shape.IndexOf(name);
                if (index >= 0)
                    return item.At(index);
            }
            around = around.Outer;
        }
        return otherwise.Evaluate(state);
    }
}

/// <summary>A filter that a name lies in, and those around it. Names share them: there may be many of both.</summary>
internal sealed record EnclosingFilter(int ItemSlot, EnclosingFilter? Outer);

/// <summary>The item of a filter; nothing while the filter is tried without one.</summary>
internal sealed class FilterItem(int itemSlot) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var item = state.Slots[itemSlot];
        return ReferenceEquals(item.Reference, ValueTag.Absent) ? state.NoVariable(this, "item") : item;
    }
}

/// <summary>The input of a unary test where there is none.</summary>
internal sealed class MissingInput : Node
{
    public override FeelValue Evaluate(EvaluationState state) => throw state.Failed(
        "FEEL_NO_INPUT", this, "No input value available. '?' can only be used inside an unary-test expression.");
}
