using System.Text;
using Fairlead.Feel.Functions;
using Fairlead.Tests;

namespace Fairlead.Feel.Tests;

/// <summary>What an editor can propose. In the texts a bar marks the place.</summary>
public sealed class CompletionTests
{
    private static readonly FeelContext Variables = FeelContext.Of(
        ("order", FeelValue.FromJson(
            """{"id": 7, "customer": {"name": "Ada", "first name": "A"}, "lines": [{"price": 3, "product": {"sku": "x"}}]}"""u8.ToArray())),
        ("options", FeelValue.FromJson("""{"a": 1}"""u8.ToArray())),
        ("total price", FeelValue.From(3)));

    [Fact]
    public void Proposals_fit_their_place()
    {
        var text = new StringBuilder();
        foreach (var marked in (string[])
        [
            "o|",
            "order.|",
            "order.c|ustomer.name",
            "order.customer.|",
            "order.lines.|",
            "order.lines[1].product.|",
            "order.lines[p|",
            "order.lines[item.|",
            "for line in order.lines return line.|",
            "for line in order.lines return l|",
            "for x in order.lines, y in x.|",
            "for |",
            "for x |",
            "for x in order.lines |",
            "some x in order.lines |",
            "if order.id > 5 |",
            "if order.id > 5 then 1 |",
            "if a then (if b then c else d) |",
            "{base: order.id, sum: b|",
            "{base: {deep: 1}, sum: base.|",
            "{|",
            "{a: 1, |",
            "function(left, right) l|",
            "function(|",
            "upper|",
            "date and t|",
            "substring(|",
            "substring(order.id, st|",
            "substring(string: order.id, st|",
            "\"text |",
            "order.id // comment |",
            "order.id instance |",
            "order.id instance of d|",
            "date(\"2024-01-01\").|",
            "(now() + @\"PT1H\").ti|",
            "{a: order}.a.|",
            "order.customer.first|",
            "total|",
            "1 + 2|",
            "order.id |",
            ")]}|",
            "|",
        ])
        {
            var position = marked.IndexOf('|', StringComparison.Ordinal);
            var found = FeelExpression.Complete(marked.Remove(position, 1), position, Variables);
            text.AppendLine(marked);
            foreach (var completion in found.Take(14))
            {
                var applied = Apply(marked.Remove(position, 1), completion);
                text.AppendLine($"  {completion.Kind} {completion.Label} → {applied}  {completion.Detail}".TrimEnd());
            }
            if (found.Count > 14)
                text.AppendLine($"  … {found.Count - 14} more");
        }
        Snapshot.Match(text.ToString());
    }

    [Fact]
    public void Unary_tests_know_their_input() =>
        Assert.Contains(FeelExpression.CompleteUnaryTests("> 5, ", 5, FeelContext.Empty), completion => completion.Label == "?");

    [Fact]
    public void The_standard_has_no_quoted_names() => Assert.Equal(
        "total price",
        Assert.Single(
            FeelExpression.Complete("tot", 3, Variables, new FeelOptions { Dialect = FeelDialect.Dmn15 }),
            completion => completion.Kind == FeelCompletionKind.Variable).Insert);

    [Fact]
    public void Every_function_has_a_sentence_and_a_signature()
    {
        var functions = FeelExpression.Complete("", 0, FeelContext.Empty, new FeelOptions { Functions = FeelFunctions.Connectors })
            .Where(completion => completion.Kind == FeelCompletionKind.Function).ToArray();
        Assert.Equal(FeelFunctions.Connectors.Names.Count(), functions.Length);
        foreach (var function in functions)
        {
            Assert.True(function.Help.EndsWith('.') && function.Help.Length is > 10 and < 140, $"{function.Label}: {function.Help}");
            Assert.StartsWith(function.Label + "(", function.Detail, StringComparison.Ordinal);
        }
        Assert.Empty(FunctionHelp.Names.Except(FeelFunctions.Connectors.Names));
    }

    [Fact]
    public void Any_place_in_any_text_can_be_asked() => CsCheck.Check.Sample(
        CsCheck.Gen.Select(ExpressionGenerator.Texts, CsCheck.Gen.Int[0, 100]), (text, at) =>
        {
            var position = Math.Min(at, text.Length);
            foreach (var completion in FeelExpression.Complete(text, position, ExpressionGenerator.Variables))
            {
                Assert.InRange(completion.Start, 0, position);
                Assert.InRange(completion.Start + completion.Length, position, text.Length);
            }
        }, iter: 4_000);

    [Fact]
    public void Any_place_in_an_expression_can_be_asked() => CsCheck.Check.Sample(
        CsCheck.Gen.Select(ExpressionGenerator.Expressions, CsCheck.Gen.Int[0, 100]), (text, at) =>
            _ = FeelExpression.Complete(text, Math.Min(at, text.Length), ExpressionGenerator.Variables), iter: 1_000);

    private static string Apply(string text, FeelCompletion completion) =>
        text.Remove(completion.Start, completion.Length).Insert(completion.Start, completion.Insert);
}
