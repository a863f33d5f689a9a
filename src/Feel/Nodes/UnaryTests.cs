using Fairlead.Feel.Runtime;
using Fairlead.Feel.Syntax;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Nodes;

/// <summary>One question about an input.</summary>
internal abstract class UnaryTest
{
    public abstract FeelValue Check(EvaluationState state, FeelValue input);
}

/// <summary>Compares the input with a value.</summary>
internal sealed class ComparisonTest(ComparisonOperator comparison, Node operand) : UnaryTest
{
    public override FeelValue Check(EvaluationState state, FeelValue input) =>
        Comparison.Compare(state, operand, comparison, input, operand.Evaluate(state));
}

/// <summary>Whether the input lies in an interval; the interval itself is never made.</summary>
internal sealed class RangeTest(Node low, Node high, bool lowIncluded, bool highIncluded) : UnaryTest
{
    public override FeelValue Check(EvaluationState state, FeelValue input)
    {
        var (from, to) = (low.Evaluate(state), high.Evaluate(state));
        var instants = state.Rules.ComparesInstants;
        return Ordering.TryCompare(input, from, out var above, instants)
            && Ordering.TryCompare(input, to, out var below, instants)
            ? FeelValue.From((lowIncluded ? above >= 0 : above > 0) && (highIncluded ? below <= 0 : below < 0))
            : state.NotComparable(low, input, from, to);
    }
}

/// <summary>An expression that mentions the input decides itself.</summary>
internal sealed class DecidingTest(Node expression) : UnaryTest
{
    public override FeelValue Check(EvaluationState state, FeelValue input)
    {
        var value = expression.Evaluate(state);
        return value.IsTrue || value.IsFalse ? value : FeelValue.Null;
    }
}

/// <summary>An expression that does not mention the input says what it should be equal to or contained in.</summary>
internal sealed class MatchingTest(Node expression) : UnaryTest
{
    public override FeelValue Check(EvaluationState state, FeelValue input)
    {
        var value = expression.Evaluate(state);
        switch (value.Reference)
        {
            case null:
                return FeelValue.From(input.IsNull);
            case FeelRange range:
                return range.Contains(input, state.Rules.ComparesInstants) is { } contained
                    ? FeelValue.From(contained)
                    : state.NotComparable(expression, input, range.Low, range.High);
            case FeelList list:
                state.StepThrough(expression, value);
                return FeelValue.From(Ordering.AreSame(input, value, state.Rules.ComparesInstants) || Contains(state, list, input));
            case ValueTag { Kind: FeelKind.Boolean } when input.Kind != FeelKind.Boolean:
                return value;
            default:
                return Comparison.Compare(state, expression, ComparisonOperator.Equal, input, value);
        }
    }

    private bool Contains(EvaluationState state, FeelList list, FeelValue input)
    {
        var instants = state.Rules.ComparesInstants;
        foreach (var item in list.Items)
        {
            state.Step(expression);
            if (Ordering.AreSame(item, input, instants) || (item.Reference is FeelRange range && range.Contains(input, instants) == true))
                return true;
        }
        return false;
    }
}

/// <summary>Whether a value passes one of several tests.</summary>
internal sealed class PassesOne(Node value, int inputSlot, UnaryTest[] tests, bool negated) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var input = value.Evaluate(state);
        var outer = state.Slots[inputSlot];
        state.Slots[inputSlot] = input;
        var result = Check(state, input);
        state.Slots[inputSlot] = outer;
        return !negated || result.IsNull ? result : FeelValue.From(!result.IsTrue);
    }

    private FeelValue Check(EvaluationState state, FeelValue input)
    {
        var unknown = false;
        foreach (var test in tests)
        {
            var passed = test.Check(state, input);
            if (passed.IsTrue)
                return passed;
            unknown |= passed.IsNull;
        }
        return unknown ? FeelValue.Null : FeelValue.From(tests.Length == 0);
    }
}
