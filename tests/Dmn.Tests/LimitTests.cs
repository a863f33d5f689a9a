using System.Text;
using Fairlead.Feel;

namespace Fairlead.Dmn.Tests;

/// <summary>Files and evaluations that are too large end with a reason.</summary>
public sealed class LimitTests
{
    [Fact]
    public void A_large_file_is_refused() => Refuses(Encoding.UTF8.GetBytes(new string(' ', 5_000_000)));

    [Fact]
    public void A_deep_file_is_refused() => Refuses(Encoding.UTF8.GetBytes(Times(200, "<a>") + Times(200, "</a>")));

    [Fact]
    public void A_file_of_too_many_elements_is_refused()
    {
        var read = Models.ReadAny(string.Concat(Enumerable.Range(0, 100_001).Select(i => $"<a id=\"{i}\"/>")));
        Assert.Equal(DmnCode.Limit, Assert.Single(read.Diagnostics).Code);
    }

    [Fact]
    public void Steps_of_all_expressions_count_together()
    {
        var model = Models.Read(Models.Decision("d", Models.Table("COLLECT", Times(100, Models.Rule("? > 1", "x")))));

        Assert.Null(Evaluate(model, 10_000).Failure);
        var failure = Evaluate(model, 250).Failure;
        Assert.Equal(("FEEL_STEPS", "d"), (failure?.Code, failure?.DecisionId));
    }

    [Theory]
    [InlineData(FeelDialect.Camunda)]
    [InlineData(FeelDialect.Dmn15)]
    public void A_function_that_calls_itself_for_ever_ends_with_a_failure(FeelDialect dialect)
    {
        var model = Models.Read(
            Models.Function("f", "n", "1 + f(n + 1)") + Models.Decision("d", Models.Calls("f") + Models.Literal("f(1)")), dialect);

        var result = model.Evaluate("d", FeelContext.Empty);

        Assert.True(result.Output.IsNull);
        Assert.Equal(DmnCode.Depth, result.Failure?.Code);
    }

    [Fact]
    public void A_function_that_calls_itself_twice_ends_by_its_steps()
    {
        var model = Models.Read(
            Models.Function("f", "n", "if n = 0 then 1 else f(n - 1) + f(n - 1)")
            + Models.Decision("d", Models.Calls("f") + Models.Literal("f(n)")));

        Assert.Equal("1024", model.Evaluate("d", FeelContext.Of(("n", FeelValue.From(10)))).Output.ToString());
        var limits = new FeelEvaluation { StepsAtMost = 20_000 };
        Assert.Equal("FEEL_STEPS", model.Evaluate("d", FeelContext.Of(("n", FeelValue.From(60))), limits).Failure?.Code);
    }

    [Fact]
    public void A_failure_inside_a_function_ends_the_expression_that_calls_it_at_once()
    {
        var clock = new CountingClock();
        var twice = Models.Rule("-", "1") + Models.Rule("-", "2");
        var model = Models.Read(
            "<businessKnowledgeModel id=\"f\" name=\"f\"><encapsulatedLogic><formalParameter name=\"x\" />"
            + $"{Models.Table("UNIQUE", twice)}</encapsulatedLogic></businessKnowledgeModel>"
            + Models.Decision("d", Models.Calls("f") + Models.Literal("count(for i in 1..100000 return f(i))")));

        var result = model.Evaluate("d", FeelContext.Empty, new FeelEvaluation { Clock = clock });

        Assert.Equal(DmnCode.HitPolicy, result.Failure?.Code);
        // The clock is looked at every 1,024 steps.
        Assert.InRange(clock.Looks, 0, 10);
    }

    [Theory]
    [InlineData("1 + 1", 2)]
    [InlineData("assert(1, false)", 2)]
    public void Steps_that_were_taken_are_missing_from_a_shared_budget(string text, int steps)
    {
        var model = Models.Read(
            Models.Decision("d", Models.Literal("[x]")) + Models.Decision("e", Models.Needs("d") + Models.Literal(text)));
        var budget = new FeelBudget(1_000);

        model.Evaluate("e", FeelContext.Of(("x", FeelValue.From(1))), new FeelEvaluation { Budget = budget });

        Assert.InRange(1_000 - budget.StepsLeft, steps, steps + 1);
    }

    [Fact]
    public void A_row_of_decisions_may_be_long_but_not_endless()
    {
        var body = new StringBuilder(Models.Decision("d0", Models.Literal("0")));
        for (var i = 1; i <= 20_000; i++)
            body.Append(Models.Decision($"d{i}", Models.Needs($"d{i - 1}") + Models.Literal($"d{i - 1} + 1")));
        var model = Models.ReadAny(body.ToString()).Model!;

        Assert.Equal("200", model.Evaluate("d200", FeelContext.Empty).Output.ToString());
        Assert.Equal(DmnCode.Depth, model.Evaluate("d20000", FeelContext.Empty).Failure?.Code);
    }

    [Fact]
    public void On_a_small_stack_everything_ends_with_a_reason()
    {
        const string Open = "<context><contextEntry><variable name=\"a\" />";
        const string Close = "</contextEntry></context>";
        var deep = Models.Decision("deep", Models.Calls("f") + Times(50, Open) + Models.Literal("f(1)") + Times(50, Close));
        var model = Models.Read(Models.Function("f", "n", "1 + f(n + 1)") + deep, FeelDialect.Dmn15);
        var codes = new List<string?>();

        foreach (var size in new[] { 192, 256, 512, 1_024 })
        {
            var thread = new Thread(() => codes.Add(model.Evaluate("deep", FeelContext.Empty).Failure?.Code), size * 1_024);
            thread.Start();
            thread.Join();
        }

        Assert.All(codes, code => Assert.Contains(code, new[] { DmnCode.Depth, "FEEL_DEPTH" }));
    }

    [Fact]
    public void Warnings_are_counted()
    {
        var model = Models.Read(Models.Decision("d", Models.Table("COLLECT", Times(500, Models.Rule("> 1", "1")))));

        Assert.Equal(100, model.Evaluate("d", FeelContext.Of(("x", FeelValue.From("text")))).Warnings.Count);
    }

    private static string Times(int count, string text) => string.Concat(Enumerable.Repeat(text, count));

    private static DecisionResult Evaluate(DmnModel model, long steps) =>
        model.Evaluate("d", FeelContext.Of(("x", FeelValue.From(2))), new FeelEvaluation { StepsAtMost = steps });

    private static void Refuses(byte[] xml)
    {
        var read = DmnModel.Read(xml, "m.dmn");
        Assert.Null(read.Model);
        Assert.Equal(DmnCode.Limit, Assert.Single(read.Diagnostics).Code);
    }

    private sealed class CountingClock : TimeProvider
    {
        public int Looks { get; private set; }

        public override long GetTimestamp() => ++Looks;
    }
}
