using System.Diagnostics;

namespace Fairlead.Feel.Syntax;

/// <summary>Walks over what was written.</summary>
internal static class SyntaxTree
{
    public static IEnumerable<SyntaxNode> Children(SyntaxNode node) => node switch
    {
        SyntaxNode.Constant or SyntaxNode.Temporal or SyntaxNode.Variable or SyntaxNode.Input => [],
        SyntaxNode.Path path => [path.Source],
        SyntaxNode.Filter filter => [filter.Source, filter.Condition],
        SyntaxNode.Negation negation => [negation.Operand],
        SyntaxNode.Arithmetic arithmetic => arithmetic.Operands,
        SyntaxNode.Comparison comparison => [comparison.Left, comparison.Right],
        SyntaxNode.Between between => [between.Value, between.Low, between.High],
        SyntaxNode.In test => Operands(test.Tests).Prepend(test.Value),
        SyntaxNode.InstanceOf instance => [instance.Value],
        SyntaxNode.Logic logic => logic.Operands,
        SyntaxNode.If choice => [choice.Condition, choice.Then, choice.Otherwise],
        SyntaxNode.For loop => loop.Iterators.SelectMany(iterator => iterator.Parts).Append(loop.Body),
        SyntaxNode.Quantified loop => loop.Iterators.SelectMany(iterator => iterator.Parts).Append(loop.Condition),
        SyntaxNode.Function function => [function.Body],
        SyntaxNode.Call call => call.Target is null ? call.Arguments : call.Arguments.Prepend(call.Target),
        SyntaxNode.Invocation call => call.Arguments.Prepend(call.Callee),
        SyntaxNode.List list => list.Items,
        SyntaxNode.Context context => context.Values,
        SyntaxNode.Range range => [range.Low, range.High],
        SyntaxNode.ComparisonRange range => [range.Operand],
        SyntaxNode.UnaryTests tests => Operands(tests.Tests),
        _ => throw new UnreachableException($"No rule for {node.GetType().Name}."),
    };

    private static IEnumerable<SyntaxNode> Operands(Tests tests) => tests.Alternatives.Select(test => test.Operand);
}
