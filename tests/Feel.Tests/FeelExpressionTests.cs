using System.Text;

namespace Fairlead.Feel.Tests;

public sealed class FeelExpressionTests
{
    [Fact]
    public void Variable_references_are_the_names_that_come_from_outside()
    {
        var expression = FeelExpression.Parse(
            "for l in order.lines return l.price * rate + partial[1] + {a: b, c: a}.c + items[x > limit][1] + order.id");
        Assert.Equal(["order", "rate", "b", "items", "x", "limit"], expression.VariableReferences);
    }

    [Fact]
    public void Text_literals_are_found_with_the_keys_they_lie_under()
    {
        var literals = FeelExpression.Parse("{a: {b: \"x\"}, c: [\"y\", {d: \"z\"}], e: f + \"w\"}").StringLiterals;
        Assert.Equal(
            ["a.b: x", "c: y", "c: z", "e: w"],
            literals.Select(literal => $"{string.Join('.', literal.Path)}: {literal.Text}"));
        Assert.Empty(Assert.Single(FeelExpression.Parse("[\"x\"]").StringLiterals).Path);
    }

    [Theory]
    [InlineData("\"x\"", "= x")]
    [InlineData("{a: [1, {b: \"x\"}, c], d: \"y\"}", "a/1/b = x; d = y")]
    [InlineData("if c then {a: \"x\"} else {a: \"y\", b: [\"z\"]}", "a = x; a = y; b/0 = z")]
    [InlineData("{a: if c then \"x\" else null}", "a = x")]
    // What could put anything to the place takes the certainty away.
    [InlineData("if c then {a: \"x\"} else d", "")]
    [InlineData("if c then {a: \"x\", b: \"y\"} else {a: d}", "b = y")]
    [InlineData("{a: d, a: \"x\"}", "")]
    [InlineData("context put({a: \"x\"}, \"b\", d)", "")]
    [InlineData("[\"x\"][1]", "")]
    [InlineData("for i in [1] return {a: \"x\"}", "")]
    [InlineData("{a: {b: \"x\"}}.a", "")]
    [InlineData("{a: (\"x\")}", "a = x")]
    [InlineData("{a: ", "")]
    public void The_texts_that_only_the_expression_writes_are_known_with_their_place(string text, string expected) => Assert.Equal(
        expected,
        string.Join("; ", FeelExpression.Parse(text).WrittenTexts.Select(written =>
            $"{string.Join('/', written.Path.Select(step => step.Key ?? $"{step.Index}"))} = {written.Text}".TrimStart())));

    [Fact]
    public void An_expression_that_cannot_be_read_says_where_and_evaluates_to_a_failure()
    {
        var expression = FeelExpression.Parse("order.total >");
        Assert.False(expression.IsValid);
        var diagnostic = Assert.Single(expression.Diagnostics);
        Assert.Equal(("FEEL_SYNTAX", 13, 0), (diagnostic.Code, diagnostic.Start, diagnostic.Length));
        var failure = expression.Evaluate(FeelContext.Empty).Failure;
        Assert.Equal(
            "failed to parse expression 'order.total >': Expected an expression, but the expression ends here.",
            failure?.Message);
    }

    [Fact]
    public void A_warning_points_at_the_part_it_is_about()
    {
        var result = FeelExpression.Parse("1 + (order.totl * 2)").Evaluate(
            FeelContext.Of(("order", FeelValue.From(FeelContext.Of(("total", FeelValue.From(3)))))));
        var warning = result.Warnings[0];
        Assert.Equal("No context entry found with key 'totl'. Available keys: 'total'", warning.Message);
        Assert.Equal(("NO_CONTEXT_ENTRY_FOUND", 5, 10), (warning.Code, warning.Start, warning.Length));
    }

    [Fact]
    public void A_variable_is_asked_for_once_an_evaluation()
    {
        var variables = new CountingVariables();
        var expression = FeelExpression.Parse("for i in 1..10 return x + i");
        expression.Evaluate(variables);
        Assert.Equal(1, variables.Asked);
        expression.Evaluate(variables);
        Assert.Equal(2, variables.Asked);
    }

    [Fact]
    public void Many_threads_may_evaluate_one_expression()
    {
        var expression = FeelExpression.Parse("[{k: n}, {k: 2, l: 3}][k = n][1].k + count(for i in 1..n return i)");
        Parallel.For(1, 2_000, n =>
        {
            var result = expression.Evaluate(FeelContext.Of(("n", FeelValue.From(n))));
            Assert.True(result.Value.TryGetInt64(out var value));
            Assert.Equal(n * 2, value);
        });
    }

    [Fact]
    public void An_evaluation_inside_another_one_of_the_same_expression_is_its_own()
    {
        var expression = FeelExpression.Parse("if n > 0 then [n, next] else []");
        var result = expression.Evaluate(new Countdown(expression, 3));
        Assert.Equal("[3, [2, [1, []]]]", result.Value.ToString());
    }

    [Fact]
    public void A_function_that_another_expression_made_sees_what_it_saw_there()
    {
        var made = FeelExpression.Parse("{unused: a + b, f: function(n) n + c + (if n > 1 then 0 else missing)}.f").Evaluate(FeelContext.Of(
            ("a", FeelValue.From(1)), ("b", FeelValue.From(2)), ("c", FeelValue.From(30))));
        foreach (IFeelVariables variables in new IFeelVariables[]
            {
                FeelContext.Of(("f", made.Value), ("c", FeelValue.From(400)), ("x", FeelValue.From(7))),
                new Named(("f", made.Value), ("c", FeelValue.From(400)), ("x", FeelValue.From(7))),
            })
        {
            var result = FeelExpression.Parse("x + f(2) + c").Evaluate(variables);
            Assert.Equal("439", result.Value.ToString());
            Assert.Empty(result.Warnings);
            Assert.Equal("No variable found with name 'missing'", FeelExpression.Parse("f(1)").Evaluate(variables).Warnings[0].Message);
        }
    }

    [Fact]
    public void What_a_large_expression_left_behind_is_not_there_in_the_next_one()
    {
        var many = string.Join(" + ", Enumerable.Range(0, 400).Select(i => $"v{i}"));
        for (var round = 0; round < 3; round++)
        {
            Assert.Equal("400", FeelExpression.Parse(many).Evaluate(new CountingVariables()).Value.ToString());
            var result = FeelExpression.Parse("[w0, w1]").Evaluate(new Named(("w1", FeelValue.From(5))));
            Assert.Equal("[null, 5]", result.Value.ToString());
        }
    }

    [Fact]
    public void Results_become_JSON_with_exact_numbers()
    {
        var result = FeelExpression.Parse(
            "{whole: 2.00, exact: 1.10 + 0.05, big: 2 ** 70, small: 1 / 8000, d: @\"2024-01-01T10:00:00@Europe/Berlin\", "
            + "t: @\"10:00:00\", p: @\"P1Y2M\", f: function(x) x, r: [1..2], n: null, s: \"ä\\\"\", huge: 10 ** 50}").Evaluate(FeelContext.Empty);
        Assert.Equal(
            "{\"whole\":2,\"exact\":1.15,\"big\":1180591620717411303424,\"small\":0.000125,"
            + "\"d\":\"2024-01-01T10:00:00+01:00\",\"t\":\"10:00:00\",\"p\":\"P1Y2M\",\"f\":null,\"r\":null,\"n\":null,"
            + "\"s\":\"ä\\\"\",\"huge\":1E+50}",
            Encoding.UTF8.GetString(result.Value.ToJson()));
    }

    [Theory]
    [InlineData("""{"a":[1,2.5,"x",null,true,{"b":{}}],"c":[]}""")]
    [InlineData("""[{"a":1,"b":2},{"a":3,"b":4},{"b":5,"a":6},{"a":7},{}]""")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("-0.000001")]
    public void JSON_is_the_same_after_reading_and_writing(string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(FeelValue.FromJson(Encoding.UTF8.GetBytes(json)).ToJson()));

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("1 2")]
    [InlineData("{\"a\":}")]
    [InlineData("\"\\ud800\"")]
    [InlineData("1e9999999999")]
    public void What_is_no_JSON_is_refused(string json) =>
        Assert.ThrowsAny<System.Text.Json.JsonException>(() => FeelValue.FromJson(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void Of_a_key_that_comes_twice_the_last_value_counts() => Assert.Equal(
        """[{"a":1},{"a":3}]""",
        Encoding.UTF8.GetString(FeelValue.FromJson("""[{"a":1},{"a":2,"a":3}]"""u8.ToArray()).ToJson()));

    [Fact]
    public void A_later_context_wins_and_keeps_the_place_of_the_earlier()
    {
        var merged = FeelContext.Merge(
            FeelContext.Of(("a", FeelValue.From(1)), ("b", FeelValue.From(2))), FeelContext.Of(("a", FeelValue.From("x"))));
        Assert.Equal("{a: \"x\", b: 2}", FeelValue.From(merged).ToString());
    }

    [Fact]
    public void Durations_come_and_go_as_time_spans()
    {
        Assert.True(FeelExpression.Parse("@\"PT1.5S\" * 2").Evaluate(FeelContext.Empty).Value.TryGetDuration(out var span));
        Assert.Equal(TimeSpan.FromSeconds(3), span);
        Assert.Equal("-P1DT1H", FeelValue.From(TimeSpan.FromHours(-25)).ToString());
    }

    private sealed class CountingVariables : IFeelVariables
    {
        public int Asked { get; private set; }

        public bool TryGet(string name, out FeelValue value)
        {
            Asked++;
            value = FeelValue.From(1);
            return true;
        }
    }

    private sealed class Named(params (string Name, FeelValue Value)[] entries) : IFeelVariables
    {
        public bool TryGet(string name, out FeelValue value)
        {
            value = entries.FirstOrDefault(entry => entry.Name == name).Value;
            return entries.Any(entry => entry.Name == name);
        }
    }

    private sealed class Countdown(FeelExpression expression, int n) : IFeelVariables
    {
        public bool TryGet(string name, out FeelValue value)
        {
            value = name == "n" ? FeelValue.From(n) : expression.Evaluate(new Countdown(expression, n - 1)).Value;
            return true;
        }
    }
}
