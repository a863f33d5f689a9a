namespace Fairlead.Feel.Tests;

/// <summary>Functions that leave the expression they were made in, or come from elsewhere.</summary>
public sealed class FunctionValueTests
{
    [Fact]
    public void A_function_keeps_the_variables_it_was_made_with()
    {
        var made = Value("function(a) function(b) a * b * rate + offset", FeelContext.Of(("offset", One), ("rate", FeelValue.From(10))));
        var variables = FeelContext.Of(("twice", FeelValue.From(2)), ("f", made), ("rate", FeelValue.From(99)));

        Assert.Equal(FeelValue.From(121), Value("{g: f(twice), r: g(6)}.r", variables));
    }

    [Fact]
    public void A_function_tells_which_variable_it_did_not_find_where_it_was_made()
    {
        var made = Value("function(a) a + missing", FeelContext.Empty);

        var result = FeelExpression.Parse("f(1)").Evaluate(FeelContext.Of(("f", made), ("missing", One)));

        Assert.True(result.Value.IsNull);
        Assert.Contains(result.Warnings, warning => warning.Code == "NO_VARIABLE_FOUND");
    }

    [Theory]
    [InlineData("f(7, 2)", "5")]
    [InlineData("f(second: 2, first: 7)", "5")]
    [InlineData("f(first: 7)", "null")]
    [InlineData("f(7)", "null")]
    [InlineData("{minus: f, r: minus(3, 1)}.r", "2")]
    [InlineData("sort([1, 3, 2], greater)", "[3, 2, 1]")]
    public void A_function_of_the_host_is_called_like_any_other(string expression, string value)
    {
        var minus = FeelExpression.Parse("a - b");
        var compare = FeelExpression.Parse("a > b");
        var variables = FeelContext.Of(
            ("f", FeelValue.FromFunction(
                ["first", "second"], given => minus.Evaluate(FeelContext.Of(("a", given[0]), ("b", given[1]))).Value)),
            ("greater", FeelValue.FromFunction(
                ["x", "y"], given => compare.Evaluate(FeelContext.Of(("a", given[0]), ("b", given[1]))).Value)));

        Assert.Equal(value, Value(expression, variables).ToString());
    }

    [Fact]
    public void A_function_of_the_host_shares_the_budget_of_the_evaluation_that_calls_it()
    {
        var budget = new FeelBudget(1_000);
        var evaluation = new FeelEvaluation { Budget = budget };
        var inner = FeelExpression.Parse("count(for x in 1..100 return x)");
        var calls = 0;
        var variables = FeelContext.Of(("f", FeelValue.FromFunction([], _ =>
        {
            calls++;
            return inner.Evaluate(FeelContext.Empty, evaluation).Value;
        })));

        var result = FeelExpression.Parse("for i in 1..1000 return f()").Evaluate(variables, evaluation);

        Assert.Equal("FEEL_STEPS", result.Failure?.Code);
        Assert.True(budget.StepsLeft < 0);
        Assert.InRange(calls, 9, 10);
    }

    [Fact]
    public void Evaluations_that_share_a_budget_share_the_time()
    {
        var clock = new TickingClock();
        var evaluation = new FeelEvaluation { Budget = new FeelBudget(1_000_000), Clock = clock, TimeAtMost = TimeSpan.FromSeconds(5) };
        var expression = FeelExpression.Parse("count(for x in 1..500 return x)");

        var ends = Enumerable.Range(0, 100).Select(_ => expression.Evaluate(FeelContext.Empty, evaluation).Failure?.Code).ToList();

        Assert.Null(ends[0]);
        Assert.Contains("FEEL_TIME", ends);
    }

    [Theory]
    [InlineData("{f: abs, r: f(-3)}.r", "3")]
    [InlineData("{f: contains, r: f(\"abc\", \"b\")}.r", "true")]
    [InlineData("{f: sum, r: f([1, 2])}.r", "3")]
    [InlineData("{f: abs, r: f(1, 2)}.r", "null")]
    [InlineData("(function(g) g(16) = 4)(sqrt)", "true")]
    [InlineData("(function() abs)()", "function(n)")]
    public void In_the_standard_a_function_of_the_language_is_a_value(string expression, string value)
    {
        var options = new FeelOptions { Dialect = FeelDialect.Dmn15 };

        Assert.Equal(value, FeelExpression.Parse(expression, options).Evaluate(FeelContext.Empty).Value.ToString());
    }

    [Fact]
    public void A_variable_hides_a_function_of_its_name_and_in_Camunda_there_is_no_such_value()
    {
        var options = new FeelOptions { Dialect = FeelDialect.Dmn15 };

        Assert.Equal("1", FeelExpression.Parse("abs", options).Evaluate(FeelContext.Of(("abs", One))).Value.ToString());
        Assert.Equal("NO_VARIABLE_FOUND", Assert.Single(FeelExpression.Parse("abs").Evaluate(FeelContext.Empty).Warnings).Code);
    }

    [Fact]
    public void The_parameters_of_a_function_can_be_read()
    {
        Assert.True(Value("function(a, b) a", FeelContext.Empty).TryGetFunction(out var parameters));
        Assert.Equal(["a", "b"], parameters);
        Assert.False(One.TryGetFunction(out _));
    }

    // Each look takes a second.
    private sealed class TickingClock : TimeProvider
    {
        private long _ticks;

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => _ticks++;
    }

    private static FeelValue One => FeelValue.From(1);

    private static FeelValue Value(string expression, FeelContext variables) => FeelExpression.Parse(expression).Evaluate(variables).Value;
}
