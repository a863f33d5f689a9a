using Fairlead.Feel.Nodes;
using Fairlead.Feel.Runtime;
using Fairlead.Feel.Syntax;

namespace Fairlead.Feel.Tracing;

/// <summary>Around one of several unary tests: tells whether it passes.</summary>
internal sealed class TracedTest(UnaryTest inner, TracedNode place) : UnaryTest
{
    /// <param name="text">The text of the expression.</param>
    public static TracedTest Around(UnaryTest inner, Test test, string text)
    {
        var (start, end) = (test.Operand.Start, test.Operand.End);
        if (test.Operator is { } comparison)
            start = Math.Max(text.LastIndexOf(Symbol(comparison), start, StringComparison.Ordinal), 0);
        var syntax = new SyntaxNode.UnaryTests(new Tests(false, [test]));
        syntax.Place(start, end);
        var place = new TracedNode(Constant.Nothing, syntax, text);
        place.At(start, end - start);
        return new TracedTest(inner, place);
    }

    public override FeelValue Check(EvaluationState state, FeelValue input)
    {
        if (state.Tracer is not { } tracer)
            return inner.Check(state, input);
        tracer.Enter(place);
        var passed = inner.Check(state, input);
        tracer.Leave(passed);
        return passed;
    }

    private static string Symbol(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "=",
        ComparisonOperator.NotEqual => "!=",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        ComparisonOperator.GreaterOrEqual => ">=",
    };
}
