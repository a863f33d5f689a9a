using System.Globalization;

namespace Fairlead.Feel.Tests;

/// <summary>No text and no value can use up the stack, the memory or the time of the process.</summary>
public sealed class LimitTests
{
    private const int Many = 100_000;

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("{a: ", "1", "}")]
    [InlineData("-", "1", "")]
    [InlineData("not(", "true", ")")]
    [InlineData("x[", "1", "]")]
    [InlineData("x in (", "1", ")")]
    [InlineData("if true then ", "1", " else 2")]
    [InlineData("for i in ", "[1]", " return i")]
    [InlineData("some i in [1] satisfies ", "true", "")]
    [InlineData("function(x) ", "1", "")]
    [InlineData("[1..", "2", "]")]
    [InlineData("x", "", ".y")]
    [InlineData("x", "", "[1]")]
    [InlineData("x", "", "(1)")]
    [InlineData("(< ", "1", ")")]
    [InlineData("]", "1", "..2]")]
    [InlineData("1 between ", "1", " and 2")]
    [InlineData("x in < ", "1", "")]
    [InlineData("x instance of ", "list<", "list<")]
    public void A_text_nested_a_million_levels_deep_gets_a_diagnostic(string open, string middle, string close)
    {
        const int Levels = 1_000_000;
        var text = Repeat(open, open == "x" ? 1 : Levels) + middle + Repeat(close, Levels);
        foreach (var dialect in new[] { FeelDialect.Camunda, FeelDialect.Dmn15 })
        {
            var expression = FeelExpression.Parse(text, new FeelOptions { Dialect = dialect, CharactersAtMost = int.MaxValue });
            Assert.False(expression.IsValid);
            var diagnostic = Assert.Single(expression.Diagnostics);
            Assert.True(diagnostic.Code is "FEEL_DEPTH" or "FEEL_SYNTAX", diagnostic.Code);
        }
    }

    [Theory]
    [InlineData("(", "1", ")")]
    [InlineData("[", "1", "]")]
    [InlineData("{a: ", "1", "}")]
    [InlineData("-", "1", "")]
    [InlineData("if true then ", "1", " else 2")]
    [InlineData("for i in [1] return ", "i", "")]
    [InlineData("string(", "1", ")")]
    [InlineData("[1][item = ", "1", "]", 250)]
    public void What_is_allowed_to_nest_runs_or_is_refused_on_a_small_stack(
        string open, string middle, string close, int levels = 500)
    {
        var text = Repeat(open, levels) + middle + Repeat(close, levels);
        foreach (var stackKilobytes in new[] { 192, 256, 384, 512, 1_024, 8_192 })
        {
            foreach (var dialect in Enum.GetValues<FeelDialect>())
            {
                var options = new FeelOptions { Dialect = dialect };
                FeelDiagnostic? problem = null;
                var thread = new Thread(
                    () => problem = FeelExpression.Parse(text, options).Evaluate(FeelContext.Empty).Failure,
                    stackKilobytes * 1_024);
                thread.Start();
                thread.Join();
                Assert.True(problem is null or { Code: "FEEL_DEPTH" }, problem?.Message);
                Assert.False(stackKilobytes == 8_192 && problem is not null, problem?.Message);
            }
        }
    }

    [Fact]
    public void What_an_expression_reads_can_be_asked_on_any_thread()
    {
        var expression = FeelExpression.Parse(string.Concat(Enumerable.Repeat("if a then b else ", 400)) + "c");
        IReadOnlyList<string> names = [];
        var thread = new Thread(() => names = expression.VariableReferences, 160 * 1_024);
        thread.Start();
        thread.Join();

        Assert.Equal(["a", "b", "c"], names);
    }

    [Theory]
    [InlineData(" + 1")]
    [InlineData(" - 1")]
    [InlineData(" * 1")]
    [InlineData(" and true")]
    [InlineData(" or false")]
    public void Long_chains_of_operators_are_not_deep(string link)
    {
        var result = FeelExpression.Parse("1" + Repeat(link, Many)).Evaluate(FeelContext.Empty);
        Assert.Null(result.Failure);
    }

    [Theory]
    [InlineData("for i in 1..1000000000 return i", "FEEL_STEPS")]
    [InlineData("for i in 1..100000, j in 1..100000 return 1", "FEEL_STEPS")]
    [InlineData("some i in 1..1000000000 satisfies false", "FEEL_STEPS")]
    [InlineData("{f: function(g, n) g(g, n), r: f(f, 1)}", "FEEL_DEPTH")]
    [InlineData("for i in 1..2000 return [partial[-1]]", "FEEL_DEPTH")]
    [InlineData("for i in 1..100 return [partial[-1], partial[-1]]", "FEEL_LIST_SIZE")]
    [InlineData("for i in 1..100 return if i = 1 then \"ab\" else partial[-1] + partial[-1]", "FEEL_TEXT_SIZE", 1_000_000)]
    [InlineData("for i in 1..40 return concatenate([i], flatten(partial))", "FEEL_STEPS")]
    [InlineData("for i in 1..200 return replace(if i = 1 then \"ab\" else partial[-1], \"a\", \"aab\")", "FEEL_TEXT_SIZE", 1_000)]
    public void What_would_not_end_is_ended(string text, string code, int itemsAtMost = 1_000_000)
    {
        var limits = new FeelEvaluation
        {
            StepsAtMost = 300_000,
            ListItemsAtMost = itemsAtMost,
            TextCharactersAtMost = itemsAtMost,
        };
        var result = FeelExpression.Parse(text).Evaluate(FeelContext.Empty, limits);
        Assert.NotNull(result.Failure);
        Assert.Equal(code, result.Failure.Code);
        Assert.StartsWith("failed to evaluate expression '", result.Failure.Message, StringComparison.Ordinal);
        Assert.True(result.Value.IsNull);
    }

    [Fact]
    public void A_pattern_that_multiplies_itself_does_no_harm()
    {
        var result = FeelExpression.Parse("matches(\"aaaa\", \"((a{1000}){1000}){1000}\")").Evaluate(FeelContext.Empty);
        Assert.False(result.Value.IsNull && result.Warnings.Count == 0 && result.Failure is null);
    }

    [Fact]
    public void Many_warnings_are_cut_at_a_hundred()
    {
        var result = FeelExpression.Parse("for i in 1..10000 return missing + i").Evaluate(FeelContext.Empty);
        Assert.Equal(100, result.Warnings.Count);
    }

    [Fact]
    public void Deep_JSON_is_refused_and_not_overflowed() => Assert.ThrowsAny<System.Text.Json.JsonException>(
        () => FeelValue.FromJson(System.Text.Encoding.UTF8.GetBytes(Repeat("[", Many) + Repeat("]", Many))));

    [Fact]
    public void A_number_may_be_as_long_as_it_likes()
    {
        var text = "0." + Repeat("0", Many) + "1" + Repeat("2", Many);
        var result = FeelExpression.Parse(text).Evaluate(FeelContext.Empty);
        Assert.Equal(
            "1.222222222222222222222222222222222E-100001",
            result.Value.ToString().ToUpper(CultureInfo.InvariantCulture));
    }

    private static string Repeat(string piece, int count) => string.Concat(Enumerable.Repeat(piece, count));
}
