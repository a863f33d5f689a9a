using Fairlead.Dmn.Evaluation;
using Fairlead.Feel;

namespace Fairlead.Dmn.Logic;

/// <summary>The items of a list that match a condition, in which they are called <c>item</c> and their entries by their names.</summary>
internal sealed class BoxedFilter(Boxed source, Boxed match) : Boxed
{
    protected override FeelValue Compute(Run run, Scope scope)
    {
        if (!run.TryGetItems(source.Evaluate(run, scope), source.Place, out var items))
            return FeelValue.Null;
        var matching = new List<FeelValue>();
        foreach (var item in items)
        {
            if (!run.TryStep(Place))
                return FeelValue.Null;
            var inside = scope.With("item", item);
            var value = match.Evaluate(run, item.TryGetContext(out var context) ? inside.With(context) : inside);
            if (!value.TryGetBoolean(out var matches) && !value.IsNull)
                return run.NotBoolean(value, match.Place);
            if (matches)
                matching.Add(item);
        }
        return FeelValue.FromList(matching);
    }
}

/// <summary>The values of the body for all items; those so far are called <c>partial</c> in it.</summary>
internal sealed class BoxedFor(string variable, Boxed source, Boxed body) : Boxed
{
    protected override FeelValue Compute(Run run, Scope scope)
    {
        if (!run.TryGetItems(source.Evaluate(run, scope), source.Place, out var items))
            return FeelValue.Null;
        var results = new List<FeelValue>(items.Count);
        var partial = new Partial(results);
        foreach (var item in items)
        {
            if (!run.TryStep(Place))
                return FeelValue.Null;
            results.Add(body.Evaluate(run, scope.With(partial).With(variable, item)));
        }
        return FeelValue.FromList(results);
    }

    // A list is made only for a body that asks for it.
    private sealed class Partial(List<FeelValue> results) : IFeelVariables
    {
        public bool TryGet(string name, out FeelValue value)
        {
            var isAsked = name == "partial";
            value = isAsked ? FeelValue.FromList([.. results]) : FeelValue.Null;
            return isAsked;
        }
    }
}

/// <summary>Whether a condition holds for some, or for every item.</summary>
internal sealed class BoxedQuantified(bool every, string variable, Boxed source, Boxed condition) : Boxed
{
    protected override FeelValue Compute(Run run, Scope scope)
    {
        if (!run.TryGetItems(source.Evaluate(run, scope), source.Place, out var items))
            return FeelValue.Null;
        var unknown = false;
        foreach (var item in items)
        {
            if (!run.TryStep(Place))
                return FeelValue.Null;
            var value = condition.Evaluate(run, scope.With(variable, item));
            if (!value.TryGetBoolean(out var holds) && !value.IsNull)
                return run.NotBoolean(value, condition.Place);
            if (!value.IsNull && holds != every)
                return value;
            unknown |= value.IsNull;
        }
        return unknown ? FeelValue.Null : FeelValue.From(every);
    }
}
