using Fairlead.Feel.Runtime;
using Fairlead.Feel.Temporal;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Nodes;

/// <summary>An entry of a context, a property of a value, or either of each item of a list.</summary>
internal sealed class Member(Node source, string name) : Node
{
    private ShapeCache _cache;

    public override FeelValue Evaluate(EvaluationState state)
    {
        var value = source.Evaluate(state);
        return value.Reference is FeelList list ? Project(state, list) : Select(state, value);
    }

    private FeelValue Select(EvaluationState state, FeelValue value)
    {
        switch (value.Reference)
        {
            case FeelContext context:
                var index = _cache.IndexOf(context.Shape, name);
                return index >= 0 ? context.At(index) : state.NoEntry(this, name, context);
            case null:
                return state.NoEntry(this, name, null);
            case FeelList list:
                return Project(state, list);
            default:
                return Properties.TryGet(value, name, out var property)
                    ? property
                    : state.NoProperty(this, name, value, Properties.Of(value));
        }
    }

    private FeelValue Project(EvaluationState state, FeelList list)
    {
        var items = new FeelValue[list.Count];
        for (var i = 0; i < items.Length; i++)
        {
            state.Step(this);
            items[i] = Select(state, list[i]);
        }
        return state.NewList(this, items);
    }
}
