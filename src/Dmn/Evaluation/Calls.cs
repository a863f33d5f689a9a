using Fairlead.Feel;

namespace Fairlead.Dmn.Evaluation;

/// <summary>What is asked of the language itself: to call a function value, to walk through a range, to add numbers up.</summary>
internal static class Calls
{
    private static readonly FeelExpression Walk = FeelExpression.Parse("for x in values return x");
    private static readonly FeelExpression Sum = FeelExpression.Parse("sum(values)");
    private static readonly FeelExpression Least = FeelExpression.Parse("min(values)");
    private static readonly FeelExpression Greatest = FeelExpression.Parse("max(values)");

    // By the number of arguments.
    private static readonly FeelExpression[] ByCount = [.. Enumerable.Range(0, 10).Select(OfCount)];

    /// <summary>Calls a function with one argument for each of its parameters.</summary>
    public static FeelValue Call(this Run run, FeelValue function, FeelValue[] arguments, Place place)
    {
        var variables = new (string, FeelValue)[arguments.Length + 1];
        variables[0] = ("f", function);
        for (var i = 0; i < arguments.Length; i++)
            variables[i + 1] = ($"a{i}", arguments[i]);
        var call = arguments.Length < ByCount.Length ? ByCount[arguments.Length] : OfCount(arguments.Length);
        return run.Evaluate(new FeelText(call, place), new Scope(FeelContext.Of(variables)));
    }

    /// <summary>The items of a list, the values of a range, or the value alone. False, with a warning, when it is null.</summary>
    public static bool TryGetItems(this Run run, FeelValue value, Place place, out IReadOnlyList<FeelValue> items)
    {
        items = [];
        if (run.IsOver)
            return false;
        if (value.Kind == FeelKind.Range)
            value = run.Evaluate(new FeelText(Walk, place), new Scope(FeelContext.Of(("values", value))));
        if (value.TryGetList(out items))
            return true;
        if (value.IsNull)
        {
            run.Warn("INVALID_TYPE", "Expected list but found 'null'", place);
            return false;
        }
        items = [value];
        return true;
    }

    /// <summary>Null, with a warning: a condition is something else than true, false or null.</summary>
    public static FeelValue NotBoolean(this Run run, FeelValue value, Place place) =>
        run.Warn("INVALID_TYPE", $"Expected boolean but found {Words.Of(value)}", place);

    public static FeelValue Aggregate(this Run run, Logic.Aggregation aggregation, IReadOnlyList<FeelValue> values, Place place)
    {
        var expression = aggregation switch
        {
            Logic.Aggregation.Sum => Sum,
            Logic.Aggregation.Min => Least,
            Logic.Aggregation.Max => Greatest,
            Logic.Aggregation.Count or Logic.Aggregation.None => null,
        };
        return expression is null
            ? FeelValue.From(values.Count)
            : run.Evaluate(new FeelText(expression, place), new Scope(FeelContext.Of(("values", FeelValue.FromList(values)))));
    }

    private static FeelExpression OfCount(int count) =>
        FeelExpression.Parse($"f({string.Join(", ", Enumerable.Range(0, count).Select(i => $"a{i}"))})");
}
