using Fairlead.Feel.Numbers;
using Fairlead.Feel.Runtime;
using Fairlead.Feel.Syntax;
using Fairlead.Feel.Temporal;
using Fairlead.Feel.Values;

namespace Fairlead.Feel.Nodes;

/// <summary>One operator between two operands.</summary>
internal sealed class Arithmetic(ArithmeticOperator operation, Node left, Node right) : Node
{
    public override FeelValue Evaluate(EvaluationState state) =>
        Apply(state, this, operation, left.Evaluate(state), right.Evaluate(state));

    public static FeelValue Apply(
        EvaluationState state, Node at, ArithmeticOperator operation, FeelValue left, FeelValue right)
    {
        if (left.TryGetNumber(out var a) && right.TryGetNumber(out var b))
            return ApplyNumbers(state, at, operation, a, b);
        if (operation == ArithmeticOperator.Add && left.Reference is string first && right.Reference is string second)
            return state.Checked(at, first + second);
        if (TemporalArithmetic.TryApply(operation, left, right, out var result))
            return result;
        if (state.Rules.ConvertsImplicitly && TemporalArithmetic.TrySubtractMidnight(operation, left, right, out result))
            return result;
        if (state.IsWarningEnough)
            return FeelValue.Null;
        var (x, y) = (ValueText.Excerpt(left), ValueText.Excerpt(right));
        return state.Warn(at, "INVALID_TYPE", operation switch
        {
            ArithmeticOperator.Add => $"Can't add '{y}' to '{x}'",
            ArithmeticOperator.Subtract => $"Can't subtract '{y}' from '{x}'",
            ArithmeticOperator.Multiply => $"Can't multiply '{x}' by '{y}'",
            ArithmeticOperator.Divide => $"Can't divide '{x}' by '{y}'",
            ArithmeticOperator.Power => $"Expected number but found '{(left.TryGetNumber(out _) ? y : x)}'",
        });
    }

    private static FeelValue ApplyNumbers(
        EvaluationState state, Node at, ArithmeticOperator operation, FeelNumber left, FeelNumber right)
    {
        switch (operation)
        {
            case ArithmeticOperator.Add:
                return FeelValue.From(NumberMath.Add(left, right));
            case ArithmeticOperator.Subtract:
                return FeelValue.From(NumberMath.Subtract(left, right));
            case ArithmeticOperator.Multiply when NumberMath.TryMultiply(left, right, out var product):
                return FeelValue.From(product);
            case ArithmeticOperator.Divide when NumberMath.TryDivide(left, right, out var quotient):
                return FeelValue.From(quotient);
            case ArithmeticOperator.Power when NumberMath.TryPower(left, right, out var power):
                return FeelValue.From(power);
            default:
                var symbol = operation switch
                {
                    ArithmeticOperator.Multiply => "*",
                    ArithmeticOperator.Divide => "/",
                    _ => "**",
                };
                return state.Warn(
                    at,
                    "INVALID_TYPE",
                    operation == ArithmeticOperator.Divide && right.Sign == 0
                        ? $"Can't divide '{left}' by zero"
                        : $"The result of '{left} {symbol} {right}' is not a number in range");
        }
    }
}

/// <summary>Several operators of one precedence, from left to right.</summary>
/// <param name="operators">One less than the operands, between them.</param>
internal sealed class ArithmeticChain(ArithmeticOperator[] operators, Node[] operands) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var value = operands[0].Evaluate(state);
        for (var i = 0; i < operators.Length; i++)
            value = Arithmetic.Apply(state, this, operators[i], value, operands[i + 1].Evaluate(state));
        return value;
    }
}

/// <summary>The value with the other sign.</summary>
internal sealed class Negation(Node operand) : Node
{
    public override FeelValue Evaluate(EvaluationState state)
    {
        var value = operand.Evaluate(state);
        if (value.TryGetNumber(out var number))
            return FeelValue.From(NumberMath.Negate(number));
        return TemporalArithmetic.TryNegate(value, out var negated) ? negated : state.Expected(this, "number", value);
    }
}
