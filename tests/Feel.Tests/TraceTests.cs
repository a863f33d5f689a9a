using System.Text;
using CsCheck;
using Fairlead.Feel.Tests.Tables;
using Fairlead.Tests;

namespace Fairlead.Feel.Tests;

/// <summary>How evaluations explain themselves. The snapshots are read in review: they are what people see.</summary>
public sealed class TraceTests
{
    private static readonly FeelEvaluation Limits = new() { StepsAtMost = 20_000, ListItemsAtMost = 2_000 };

    private static readonly FeelContext Order = Context(
        """
        {
          "order": {"id": 7, "customer": {"name": "Ada", "address": null}, "lines": [
            {"price": 3, "count": 2}, {"price": 4, "count": 1}, {"price": 5}, {"price": 6, "count": 1}, {"count": 9}]},
          "empty": null,
          "response": {"status": 200, "body": {"items": []}}
        }
        """);

    [Fact]
    public void A_tree_shows_every_part_with_its_value_and_the_reason_of_a_null()
    {
        var text = new StringBuilder();
        foreach (var expression in (string[])
        [
            "order.customer.nam",
            "1 + 2 * 3 > order.id and order.customer.name = \"Ada\"",
            "if response.status = \"200\" then \"ok\" else response.body.error.message",
            "upper case(order.customer.address.city)",
            "order.lines[count > 1].price",
            "order.lines[7].price",
            "for line in order.lines return line.price * line.count",
            "some line in order.lines satisfies line.price > 100",
            "{base: order.total, tax: base * 0.19, sum: base + tax}.sum",
            "sort([3, 1, 2], function(x, y) x < y)",
            "{fac: function(n, f) if n < 2 then 1 else n * f(n - 1, f), result: fac(3, fac)}.result",
            "assert(order.id, order.id > 10, \"the order is too old\")",
            "@\"2024-13-01\"",
            "order.id in (1, [5..8])",
            "substring(\"abc\",\n    order.id)",
            "not(empty)",
            "frobnicate(order)",
        ])
        {
            var result = FeelExpression.Parse(expression).Evaluate(Order, new FeelEvaluation { Trace = new() });
            text.Append($"=== {expression.ReplaceLineEndings(" ")}\n{result.Trace}\n");
        }
        Snapshot.Match(text.ToString());
    }

    [Theory]
    [InlineData("order.total", "No context entry found with key 'total'. Available keys: 'id', 'customer', 'lines'", 0, 11)]
    [InlineData("upper case(order.customer.address.city)", "The entry 'address' is null.", 11, 22)]
    [InlineData("1 + missing * 2", "No variable found with name 'missing'", 4, 7)]
    [InlineData("if missing > 5 then 1 else null", "No variable found with name 'missing'", 3, 7)]
    [InlineData("if order.id > 5 then null else 1", "Null is written here.", 21, 4)]
    [InlineData("if order.id > 5 then order.x else null", "No context entry found with key 'x'. Available keys: 'id', 'customer', 'lines'", 21, 7)]
    [InlineData("order.lines[9]", "The list has 5 items, and none at position 9.", 0, 14)]
    [InlineData("order.lines[order.id + 2].price", "The list has 5 items, and none at position 9.", 0, 25)]
    [InlineData("all([true, null])", "The function 'all' gives null for these arguments.", 0, 17)]
    [InlineData("empty", "The variable 'empty' is null.", 0, 5)]
    [InlineData("{a: order.x, b: a, c: b + 1}.c", "No context entry found with key 'x'. Available keys: 'id', 'customer', 'lines'", 4, 7)]
    [InlineData("{name: order.customer.name, city: order.customer.city}", "No context entry found with key 'city'. Available keys: 'name', 'address'", 34, 19)]
    [InlineData("{f: function(x) x.y + 1, r: f(order)}.r", "No context entry found with key 'y'. Available keys: 'id', 'customer', 'lines'", 16, 3)]
    [InlineData("sum(for l in order.lines return l.price)", "No context entry found with key 'price'. Available keys: 'count'", 32, 7)]
    [InlineData("\"a\" + order.id", "Can't add '7' to '\"a\"'", 0, 14)]
    [InlineData("number(from: \"x\")", "Failed to invoke function 'number': Can't parse 'x' as a number", 0, 17)]
    [InlineData("true and order.id", "Expected boolean but found '7'", 9, 8)]
    [InlineData("bpmnErrer(\"x\")", "No function found with name 'bpmnErrer' and 1 parameters", 0, 14)]
    [InlineData("for i in 1..3 return assert(i, i < 3)", "Assertion failure on evaluate the expression 'for i in 1..3 return assert(i, i < 3)': The condition is not fulfilled", 21, 16)]
    public void The_cause_is_the_innermost_part_to_blame(string expression, string message, int start, int length)
    {
        var result = FeelExpression.Parse(expression).Evaluate(Order, new FeelEvaluation { Trace = new() });
        Assert.Equal((message, start, length), (result.Trace?.Cause?.Message, result.Trace?.Cause?.Start ?? 0, result.Trace?.Cause?.Length ?? 0));
    }

    [Theory]
    [InlineData("1 + 2")]
    [InlineData("null = null")]
    [InlineData("order.lines[count > 100]")]
    public void Nothing_is_to_blame_for_a_value(string expression) => Assert.Null(
        FeelExpression.Parse(expression).Evaluate(Order, new FeelEvaluation { Trace = new() }).Trace?.Cause);

    [Fact]
    public void Rounds_beyond_the_first_are_counted_but_the_first_bad_one_stays()
    {
        var list = FeelValue.FromList([.. Enumerable.Range(1, 500).Select(n => n is 400 or 450 ? FeelValue.From("x") : FeelValue.From(n))]);
        var result = FeelExpression.Parse("for n in list return n * 2").Evaluate(
            FeelContext.Of(("list", list)), new FeelEvaluation { Trace = new() { RoundsAtMost = 2, CharactersAtMost = 20 } });
        var root = result.Trace!.Root;
        Assert.Equal([0, 1, 2, 400], root.Parts.Select(part => part.Round));
        Assert.Equal(497, root.PartsLeftOut);
        Assert.Equal("Can't multiply '\"x\"' by '2'", root.Parts[^1].Reason?.Message);
        Assert.Equal("[1, 2, 3, 4, 5, 6, 7…", root.Parts[0].ValueText);
        Assert.EndsWith("└─ … and 497 more\n", result.Trace.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_keeps_to_its_limits()
    {
        var deep = string.Concat(Enumerable.Repeat("-(1 + ", 100)) + "x" + new string(')', 100);
        var result = FeelExpression.Parse($"[{deep}, a + 1, b + 2, c + 3]").Evaluate(
            FeelContext.Empty, new FeelEvaluation { Trace = new() { DepthAtMost = 10, EntriesAtMost = 14 } });
        Assert.Equal(14, result.Trace!.EntryCount);
        Assert.Equal(14, Count(result.Trace.Root));
        Assert.Equal(10, Depth(result.Trace.Root));
        Assert.Equal(1, result.Trace.Root.PartsLeftOut);

        static int Count(FeelTraceEntry entry) => 1 + entry.Parts.Sum(Count);
        static int Depth(FeelTraceEntry entry) => 1 + entry.Parts.Select(Depth).DefaultIfEmpty().Max();
    }

    [Fact]
    public void The_deepest_trace_is_JSON_that_any_writer_takes()
    {
        var result = FeelExpression.Parse("{f: function(n, f) if n = 0 then 0 else 1 + f(n - 1, f), r: f(300, f)}.r").Evaluate(
            FeelContext.Empty, new FeelEvaluation { Trace = new() { DepthAtMost = int.MaxValue, EntriesAtMost = 100_000 } });
        using var writer = new System.Text.Json.Utf8JsonWriter(Stream.Null);
        result.Trace!.WriteJson(writer);
        writer.Flush();
        Assert.True(writer.BytesCommitted > 10_000);
    }

    [Fact]
    public void A_failure_shows_how_far_the_evaluation_came()
    {
        var result = FeelExpression.Parse("some i in 1..1000000000 satisfies i + 1 < 0").Evaluate(
            FeelContext.Empty, Limits with { Trace = new() });
        Assert.Equal("FEEL_STEPS", result.Trace?.Cause?.Code);
        Assert.False(result.Trace!.Root.IsComplete);
        Assert.True(result.Trace.EntryCount < 20, result.Trace.ToString());
    }

    [Fact]
    public void Unary_tests_are_traced_with_their_input()
    {
        var result = FeelExpression.ParseUnaryTests("< limit, [5..maximum]").EvaluateTests(
            FeelValue.From(7), FeelContext.Of(("limit", FeelValue.From(3))), new FeelEvaluation { Trace = new() });
        Assert.True(result.Value.IsNull);
        Assert.Equal("No variable found with name 'maximum'", result.Trace?.Cause?.Message);
        Assert.Equal(["< limit = false", "[5..maximum] = null"], result.Trace!.Root.Parts.Select(part => $"{part.Text} = {part.ValueText}"));
    }

    [Theory]
    [InlineData("order.total", ": No context entry found with key 'total'")]
    [InlineData("{name: order.customer.name, city: order.customer.city, tags: [1, order.tag], deep: {none: empty}}",
        "city: No context entry found with key 'city'|tags[2]: No context entry found with key 'tag'|deep.none: The variable 'empty' is null")]
    [InlineData("if order.id = 7 then {a: 1, b: missing} else {c: missing}", "b: No variable found with name 'missing'")]
    [InlineData("{a: null, a: 1, b: 2}", "")]
    [InlineData("{order: order}", "")]
    [InlineData("assert(order.id, false)", "")]
    public void Every_null_that_is_written_out_has_its_path_and_its_reason(string expression, string expected)
    {
        var result = FeelExpression.Parse(expression).Evaluate(Order, new FeelEvaluation { Trace = new() });
        Assert.Equal(
            expected,
            string.Join('|', result.Trace!.Nulls.Select(found => $"{found.Path}: {found.Reason.Message.Split('.')[0]}")));
    }

    [Theory]
    [InlineData("order.total", "[NO_CONTEXT_ENTRY_FOUND] No context entry found with key 'total'. Available keys: 'id', 'customer', 'lines'.")]
    [InlineData("1 + missing * 2", "[NO_VARIABLE_FOUND] No variable found with name 'missing' (at 'missing', character 5).")]
    [InlineData("1 +\n  order\n    .customer.city", "[NO_CONTEXT_ENTRY_FOUND] No context entry found with key 'city'. Available keys: 'name', 'address' (at 'order .customer.city', line 2, character 3).")]
    public void A_cause_is_told_in_one_sentence_with_its_place(string expression, string sentence)
    {
        var text = expression.Replace("\\n", "\n", StringComparison.Ordinal);
        var result = FeelExpression.Parse(text).Evaluate(Order, new FeelEvaluation { Trace = new() });
        Assert.Equal(sentence, result.Trace!.Cause!.Describe(text));
    }

    [Fact]
    public void A_sentence_is_as_long_as_it_may_be()
    {
        var problem = new FeelDiagnostic("CODE", new string('x', 2_000) + ".", 3, 500);
        var sentence = problem.Describe($"1 +{new string('y', 500)}", charactersAtMost: 50);
        Assert.Equal($"[CODE] {new string('x', 50)}… (at '{new string('y', 80)}…', character 4).", sentence);
    }

    [Fact]
    public void An_expression_with_a_trace_gives_what_it_gives_without() => ExpressionGenerator.Expressions.Sample(
        text => AssertSame(FeelExpression.Parse(text), ExpressionGenerator.Variables, FeelValue.Null), iter: 3_000);

    [Fact]
    public void So_does_one_of_the_standard()
    {
        var options = new FeelOptions { Dialect = FeelDialect.Dmn15 };
        ExpressionGenerator.Expressions.Sample(
            text => AssertSame(FeelExpression.Parse(text, options), ExpressionGenerator.Variables, FeelValue.Null), iter: 2_000);
    }

    [Fact]
    public void A_row_of_a_table_with_a_trace_gives_what_it_gives_without()
    {
        foreach (var row in TableRow.ReadAll(SharedData.Require("feel/feel-scala-cases.dev.jsonl")))
        {
            var expression = row.IsUnary ? FeelExpression.ParseUnaryTests(row.Expression) : FeelExpression.Parse(row.Expression);
            AssertSame(expression, row.Variables, row.Input);
        }
        foreach (var row in TckRow.ReadAll(SharedData.Require("feel/tck-feel.dev.jsonl")))
            AssertSame(row.Read(), row.Variables, FeelValue.Null);
    }

    private static void AssertSame(FeelExpression expression, FeelContext variables, FeelValue input)
    {
        // The same chances and the same time for both.
        var plain = expression.EvaluateTests(input, variables, Limits with { Random = new Random(1) });
        var traced = expression.EvaluateTests(input, variables, Limits with { Random = new Random(1), Trace = new() { EntriesAtMost = 200 } });
        Assert.Equal(plain.Value.ToString(), traced.Value.ToString());
        Assert.Equal(plain.Failure, traced.Failure);
        Assert.Equal(plain.Warnings, traced.Warnings);
        if (!expression.IsValid)
            return;
        Assert.Equal(plain.Value.ToString(), traced.Trace!.Root.Value.ToString());
        _ = traced.Trace.ToString();
        Assert.All(traced.Trace.Nulls, found => Assert.NotEmpty(found.Reason.Describe(expression.Text)));
        Check(traced.Trace.Root, expression.Text);
        if (plain.Value.IsNull)
            Assert.True(traced.Trace.Cause is not null, $"Nothing explains the null of {expression.Text}\n{traced.Trace}");
    }

    private static void Check(FeelTraceEntry entry, string text)
    {
        Assert.InRange(entry.Start, 0, text.Length);
        Assert.InRange(entry.Length, 0, text.Length - entry.Start);
        _ = entry.Cause;
        foreach (var part in entry.Parts)
            Check(part, text);
    }

    private static FeelContext Context(string json)
    {
        Assert.True(FeelValue.FromJson(Encoding.UTF8.GetBytes(json)).TryGetContext(out var context));
        return context;
    }
}
