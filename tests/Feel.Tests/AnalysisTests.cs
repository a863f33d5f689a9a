using System.Text;
using Fairlead.Tests;

namespace Fairlead.Feel.Tests;

/// <summary>What is known about an expression before any evaluation.</summary>
public sealed class AnalysisTests
{
    [Theory]
    [InlineData("order.customer.name + order.id", "order.customer.name@0-19, order.id@22-30")]
    [InlineData("for l in order.lines return l.price * rate + partial[1]", "order.lines@9-20, rate@38-42")]
    [InlineData("{a: b, c: a, d: c.e}.f", "b@4-5")]
    [InlineData("items[x > limit.max and item.y = 1]", "items@0-5, x@6-7, limit.max@10-19")]
    [InlineData("function(p, q) p.x + q + r", "r@25-26")]
    [InlineData("some x in xs, y in x.ys satisfies y > z", "xs@10-12, z@38-39")]
    [InlineData("order.`first name`.x", "order.first name.x@0-20")]
    [InlineData("f(a).b", "a@2-3")]
    [InlineData("a in (b, > c)", "a@0-1, b@6-7, c@11-12")]
    [InlineData("1 +", "")]
    public void References_are_paths_with_their_places(string text, string expected) => Assert.Equal(
        expected,
        string.Join(", ", FeelExpression.Parse(text).References.Select(
            reference => $"{reference}@{reference.Start}-{reference.Start + reference.Length}")));

    [Fact]
    public void Calls_tell_what_is_constant_in_their_arguments()
    {
        var expression = FeelExpression.Parse(
            """
            {q: fromAi(toolCall.searchQuery, "What to " + "look for", "string", {enum: ["a", "b"]}),
             n: fromAi(value: toolCall.n, type: kind, description: null),
             t: fromAi(now(), f(1))}
            """);
        var text = new StringBuilder();
        foreach (var call in expression.GetCalls("fromAi"))
        {
            text.Append(expression.Text.AsSpan(call.Start, call.Length)).AppendLine();
            foreach (var argument in call.Arguments)
            {
                var written = expression.Text.AsSpan(argument.Start, argument.Length);
                text.AppendLine($"  {argument.Parameter}: {written} = {argument.Constant?.ToString() ?? "?"} ({argument.Reference})");
            }
        }
        Assert.Equal(
            """
            fromAi(toolCall.searchQuery, "What to " + "look for", "string", {enum: ["a", "b"]})
              value: toolCall.searchQuery = ? (toolCall.searchQuery)
              description: "What to " + "look for" = "What to look for" ()
              type: "string" = "string" ()
              schema: {enum: ["a", "b"]} = {enum: ["a", "b"]} ()
            fromAi(value: toolCall.n, type: kind, description: null)
              value: toolCall.n = ? (toolCall.n)
              type: kind = ? (kind)
              description: null = null ()
            fromAi(now(), f(1))
              value: now() = ? ()
              description: f(1) = ? ()

            """,
            text.ToString(),
            ignoreLineEndingDifferences: true);
        Assert.Equal("null", expression.GetCalls("fromAi")[1].Argument("description")?.Constant?.ToString());
        Assert.Null(expression.GetCalls("fromAi")[1].Argument("schema"));
        Assert.Empty(expression.GetCalls("toAi"));
    }

    [Fact]
    public void What_will_go_wrong_is_told_before()
    {
        var known = FeelContext.Of(("order", FeelValue.Null), ("amount", FeelValue.Null), ("format", FeelValue.Null));
        var text = new StringBuilder();
        foreach (var expression in (string[])
        [
            "upperCase(order.name)",
            "strng length(order.name)",
            "frobnicate(order)",
            "substring(order.name)",
            "substring(strin: order.name, start position: 1)",
            "substring(string: order.name)",
            "date(order, amount)",
            "bpmnError(\"x\")",
            "oder.name + amout",
            "order[x > limit]",
            "upper case(5)",
            "upper case(string: 5)",
            "1 + \"a\"",
            "amount - \"a\" * 2",
            "amount + true",
            "amount > null",
            "amount and 5 or \"x\"",
            "if 1 then amount else 2",
            "for i in [1, 2] return date(\"2024-13-01\") + i * amount",
            "@\"2024-02-30\"",
            "{f: function(x) x, r: f(1, 2), g: f(1)}",
            "format(1)",
            "\"a\" + \"b\" + order.name",
            "1 +",
        ])
        {
            text.AppendLine(expression);
            foreach (var warning in FeelExpression.Parse(expression).Check(known))
            {
                text.AppendLine($"{new string(' ', warning.Start)}{new string('^', Math.Max(warning.Length, 1))}");
                text.AppendLine($"  {warning.Severity} {warning.Code}: {warning.Message}");
            }
            text.AppendLine();
        }
        Snapshot.Match(text.ToString());
    }

    [Fact]
    public void All_problems_of_a_text_are_told_where_that_is_possible()
    {
        var text = new StringBuilder();
        foreach (var broken in (string[])
        [
            "1 +",
            "{a: 1 +, b: (2, c: }",
            "if x > 1 then else 2",
            "if x > 1 then 2",
            "for i in [1, 2] i * ",
            "[1 2 3",
            "a b",
            "a ) + (b",
            "order..name + order.",
            "# + 1 + #",
            "f(1,, 2)",
            "\"never ends",
            "{\n  name: order.name,\n  total: order.total *,\n  city order.city\n}",
            "some x in xs x > ",
            "1 < 2 < 3",
            "x instance of nothing + ",
        ])
        {
            var expression = FeelExpression.Parse(broken);
            Assert.False(expression.IsValid);
            text.AppendLine(broken.ReplaceLineEndings("⏎"));
            foreach (var problem in expression.Diagnostics)
            {
                text.AppendLine($"{new string(' ', problem.Start)}{new string('^', Math.Max(problem.Length, 1))}");
                text.AppendLine($"  {problem.Message}");
            }
            text.AppendLine();
        }
        Snapshot.Match(text.ToString());
    }

    [Fact]
    public void The_first_problem_is_the_one_that_an_evaluation_fails_with() => CsCheck.Check.Sample(ExpressionGenerator.Texts, text =>
    {
        var expression = FeelExpression.Parse(text);
        if (expression.IsValid)
            return;
        Assert.InRange(expression.Diagnostics.Count, 1, 5);
        var failure = expression.Evaluate(FeelContext.Empty).Failure!;
        Assert.EndsWith(expression.Diagnostics[0].Message, failure.Message, StringComparison.Ordinal);
        Assert.Equal(expression.Diagnostics.OrderBy(problem => problem.Start), expression.Diagnostics);
        foreach (var problem in expression.Diagnostics)
            Assert.InRange(problem.Start + problem.Length, problem.Start, text.Length);
    }, iter: 3_000);

    [Fact]
    public void Any_variable_may_be_there_when_none_are_given() =>
        Assert.Empty(FeelExpression.Parse("oder.name + amout").Check());

    [Fact]
    public void Whatever_is_written_can_be_checked() => CsCheck.Check.Sample(ExpressionGenerator.Texts, text =>
    {
        foreach (var found in FeelExpression.Parse(text).Check(ExpressionGenerator.Variables))
            Assert.InRange(found.Start + found.Length, found.Start, text.Length);
    }, iter: 2_000);

    [Fact]
    public void Whatever_can_be_read_can_be_analysed() => CsCheck.Check.Sample(ExpressionGenerator.Expressions, text =>
    {
        var expression = FeelExpression.Parse(text);
        foreach (var found in expression.Check(ExpressionGenerator.Variables))
            Assert.InRange(found.Start + found.Length, found.Start, text.Length);
        _ = expression.References.Count + expression.GetCalls("count").Count;
    }, iter: 2_000);

    [Fact]
    public void A_diagnostic_knows_its_line_and_column() => Assert.Equal(
        (3, 3), new FeelDiagnostic("X", "", 10, 1).PositionIn("a +\nb +\n  !c"));
}
