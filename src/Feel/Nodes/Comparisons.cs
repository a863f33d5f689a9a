using Fairlead.Feel.Runtime;
using Fairlead.Feel.Syntax;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Nodes;

/// <summary>Two values side by side.</summary>
internal sealed class Comparison(ComparisonOperator comparison, Node left, Node right) : Node
{
    public override FeelValue Evaluate(EvaluationState state) =>
        Compare(state, this, comparison, left.Evaluate(state), right.Evaluate(state));

    public static FeelValue Compare(
        EvaluationState state, Node at, ComparisonOperator comparison, FeelValue left, FeelValue right)
    {
        if (comparison is ComparisonOperator.Equal or ComparisonOperator.NotEqual)
        {
            if (left.Reference is FeelList or FeelContext)
                state.StepThrough(at, left);
            return Ordering.AreEqual(left, right, state.Rules.ComparesInstants) is { } equal
                ? FeelValue.From(equal == (comparison == ComparisonOperator.Equal))
                : state.NotComparable(at, left, right);
        }
        return Ordering.TryCompare(left, right, out var order, state.Rules.ComparesInstants)
            ? FeelValue.From(Holds(comparison, order))
            : state.NotComparable(at, left, right);
    }

    private static bool Holds(ComparisonOperator comparison, int order) => comparison switch
    {
        ComparisonOperator.Equal => order == 0,
        ComparisonOperator.NotEqual => order != 0,
        ComparisonOperator.Less => order < 0,
        ComparisonOperator.LessOrEqual => order <= 0,
        ComparisonOperator.Greater => order > 0,
        ComparisonOperator.GreaterOrEqual => order >= 0,
    };
}

/// <summary>Whether a value lies between two others, both included.</summary>
internal sealed class Between(Node value, Node low, Node high) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var (tested, from, to) = (value.Evaluate(state), low.Evaluate(state), high.Evaluate(state));
        var instants = state.Rules.ComparesInstants;
        return Ordering.TryCompare(tested, from, out var above, instants)
            && Ordering.TryCompare(tested, to, out var below, instants)
            ? FeelValue.From(above >= 0 && below <= 0)
            : state.NotComparable(this, tested, from, to);
    }
}

/// <summary>Makes a range of all values on one side of another.</summary>
/// <remarks>Source: DMN 1.5 §10.3.2.7, unary ranges.</remarks>
internal sealed class ComparisonRangeMaker(ComparisonOperator comparison, Node operand) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var end = operand.Evaluate(state);
        if (end.IsNull || (comparison > ComparisonOperator.NotEqual && !Ordering.TryCompare(end, end, out _)))
            return state.NotComparable(operand, end, end);
        var none = FeelValue.Null;
        return new FeelValue(comparison switch
        {
            ComparisonOperator.Equal => new FeelRange(end, end, true, true, RangeForm.Comparison),
            ComparisonOperator.NotEqual => new FeelRange(end, end, false, false, RangeForm.Difference),
            ComparisonOperator.Less => new FeelRange(none, end, false, false, RangeForm.Comparison),
            ComparisonOperator.LessOrEqual => new FeelRange(none, end, false, true, RangeForm.Comparison),
            ComparisonOperator.Greater => new FeelRange(end, none, false, false, RangeForm.Comparison),
            ComparisonOperator.GreaterOrEqual => new FeelRange(end, none, true, false, RangeForm.Comparison),
        });
    }
}

/// <summary>Makes an interval; null when its ends cannot be compared.</summary>
internal sealed class RangeMaker(Node low, Node high, bool lowIncluded, bool highIncluded) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var (from, to) = (low.Evaluate(state), high.Evaluate(state));
        return Ordering.TryCompare(from, to, out _) || (state.Rules.RangesMayHaveNullEnds && from.IsNull != to.IsNull)
            ? new FeelValue(new FeelRange(from, to, lowIncluded, highIncluded))
            : state.NotComparable(this, from, to);
    }
}
