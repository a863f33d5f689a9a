namespace Fairlead.Feel.Tests;

/// <summary>Ways to make a process slow, full or wrong with a short text or with data from outside; each was a hole once.</summary>
public sealed class SafetyTests
{
    private const long BytesAtMost = 300_000_000;

    [Theory]
    // Texts that grow while they are passed on.
    [InlineData("{f: function(g, t) g(g, to base64(t)), r: f(f, \"x\")}", "FEEL_TEXT_SIZE")]
    [InlineData("{f: function(g, t) g(g, t + t), r: f(f, \"x\")}", "FEEL_TEXT_SIZE")]
    [InlineData("{f: function(g, t) g(g, string join([t, t], \"-\")), r: f(f, \"x\")}", "FEEL_TEXT_SIZE")]
    [InlineData("{f: function(g, t) g(g, replace(t, \"x\", \"xx\")), r: f(f, \"x\")}", "FEEL_STEPS or FEEL_LIST_SIZE or FEEL_TEXT_SIZE")]
    [InlineData("{f: function(g, t) g(g, to json(t)), r: f(f, \"\\\"\\\"\")}", "FEEL_TEXT_SIZE")]
    [InlineData("{f: function(g, t) g(g, string([t, t])), r: f(f, \"\\\"\")}", "FEEL_TEXT_SIZE")]
    // Lists and contexts that do.
    [InlineData("{f: function(g, l) g(g, concatenate(l, l)), r: f(f, [1])}", "FEEL_STEPS or FEEL_LIST_SIZE or FEEL_TEXT_SIZE")]
    [InlineData("{f: function(g, l) g(g, [l, l]), r: f(f, [1])}", "FEEL_LIST_SIZE")]
    [InlineData("{f: function(g, l) g(g, append(l, l)), r: f(f, [1])}", "FEEL_LIST_SIZE")]
    [InlineData("{f: function(g, c) g(g, {a: c, b: c}), r: f(f, {})}", "FEEL_LIST_SIZE")]
    [InlineData("{f: function(g, c) g(g, context put({}, \"a\", c)), r: f(f, {})}", "FEEL_DEPTH")]
    [InlineData("{f: function(g, l) g(g, [l]), r: f(f, [])}", "FEEL_DEPTH")]
    // Little is asked, much is copied or compared.
    [InlineData("{l: big, r: for i in 1..100000 return count(reverse(l))}", "FEEL_STEPS")]
    [InlineData("{l: big, r: for i in 1..100000 return count(remove(l, 1))}", "FEEL_STEPS")]
    [InlineData("{l: big, r: for i in 1..100000 return count(insert before(l, 1, i))}", "FEEL_STEPS")]
    [InlineData("{l: big, r: for i in 1..100000 return count(list replace(l, 1, i))}", "FEEL_STEPS")]
    [InlineData("{l: big, r: for i in 1..100000 return count(sublist(l, 2))}", "FEEL_STEPS")]
    [InlineData("{l: big, r: for i in 1..100000 return count(l.x)}", "FEEL_STEPS")]
    [InlineData("{a: [big], b: [copy], r: for i in 1..100000 return a = b}", "FEEL_STEPS")]
    [InlineData("{a: [big], b: copy, r: for i in 1..100000 return list contains(a, b)}", "FEEL_STEPS")]
    [InlineData("{a: [big], b: copy, r: for i in 1..100000 return index of(a, b)}", "FEEL_STEPS")]
    [InlineData("{a: [big], b: copy, r: for i in 1..100000 return b in (a)}", "FEEL_STEPS")]
    [InlineData("{a: [big, copy], r: for i in 1..100000 return count(distinct values(a))}", "FEEL_STEPS")]
    [InlineData("{a: [big, copy], r: for i in 1..100000 return count(duplicate values(a))}", "FEEL_STEPS")]
    [InlineData("{a: [big], b: [copy], r: for i in 1..100000 return count(union(a, b))}", "FEEL_STEPS")]
    [InlineData("for i in 1..100000 return is(big, copy)", "FEEL_STEPS")]
    [InlineData("for i in 1..100000 return big instance of list<number>", "FEEL_STEPS")]
    [InlineData("for i in 1..100000 return min(big)", "FEEL_STEPS")]
    [InlineData("for i in 1..100000 return count(string(big)) + count(to json(big))", "FEEL_STEPS")]
    [InlineData("for i in 1..1000000, j in 1..1000000, k in 1..1000000 return null", "FEEL_STEPS or FEEL_LIST_SIZE or FEEL_TEXT_SIZE")]
    [InlineData("every i in 1..1000000000000000000 satisfies true", "FEEL_STEPS")]
    [InlineData("for d in @\"-999999999-01-01\"..@\"999999999-12-31\" return d", "FEEL_STEPS or FEEL_LIST_SIZE or FEEL_TEXT_SIZE")]
    [InlineData("sort(big, function(x, y) count(sort(big, function(a, b) a > b)) > 0)", "FEEL_STEPS")]
    // A function keeps all that it can see.
    [InlineData("for i in 1..1000000 return function(x) x", "FEEL_STEPS or FEEL_LIST_SIZE or FEEL_TEXT_SIZE")]
    public void What_would_fill_the_memory_or_never_end_is_ended(string text, string code)
    {
        var big = FeelExpression.Parse("for i in 1..20000 return i").Evaluate(FeelContext.Empty).Value;
        var copy = FeelExpression.Parse("for i in 1..20000 return i").Evaluate(FeelContext.Empty).Value;
        var variables = FeelContext.Of(("big", big), ("copy", copy));
        var limits = new FeelEvaluation { StepsAtMost = 200_000, ListItemsAtMost = 100_000, TextCharactersAtMost = 1_000_000 };
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = FeelExpression.Parse(text).Evaluate(variables, limits with { TimeAtMost = Timeout.InfiniteTimeSpan });
        Assert.Contains(result.Failure?.Code, code.Split(" or "));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, BytesAtMost);
    }

    [Fact]
    public void Functions_inside_a_large_expression_do_not_copy_all_of_it_again_and_again()
    {
        var text = "{" + string.Concat(Enumerable.Range(0, 5_000).Select(i => $"k{i}: {i} + k0, "))
            + "r: for i in 1..1000000 return function(x) x + k0}";
        var before = GC.GetAllocatedBytesForCurrentThread();
        var result = FeelExpression.Parse(text).Evaluate(FeelContext.Empty);
        Assert.Equal("FEEL_STEPS", result.Failure?.Code);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, BytesAtMost);
    }

    [Fact]
    public void Many_names_inside_many_filters_take_little_room()
    {
        var text = string.Concat(Enumerable.Repeat("x[", 200)) + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"n{i} + "))
            + "1" + string.Concat(Enumerable.Repeat("]", 200));
        var before = GC.GetAllocatedBytesForCurrentThread();
        FeelExpression.Parse(text).Evaluate(FeelContext.Empty);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 50_000_000);
    }

    [Theory]
    [InlineData("date(t)")]
    [InlineData("matches(t, t)")]
    [InlineData("number(t)")]
    [InlineData("range(t)")]
    [InlineData("duration(t) + 1")]
    [InlineData("date and time(@\"2024-01-01T10:00:00\", t)")]
    [InlineData("decimal(1, 2, t)")]
    [InlineData("assert(1, false, t)")]
    [InlineData("t + 1")]
    [InlineData("from json(t)")]
    [InlineData("{}.`NAME`")]
    [InlineData("`NAME`")]
    [InlineData("`NAME`(1)")]
    public void What_is_told_about_a_long_text_is_short(string expression)
    {
        var text = FeelValue.From("[" + new string('x', 900_000));
        var result = FeelExpression.Parse(expression.Replace("NAME", new string('n', 500_000), StringComparison.Ordinal))
            .Evaluate(FeelContext.Of(("t", text)));
        var told = result.Warnings.Append(result.Failure).OfType<FeelDiagnostic>().ToList();
        Assert.NotEmpty(told);
        Assert.All(told, diagnostic => Assert.InRange(diagnostic.Message.Length, 1, 3_500));
    }

    [Fact]
    public void A_text_of_more_than_a_million_characters_is_not_read()
    {
        var list = "[" + string.Concat(Enumerable.Repeat("1,", 500_000));
        foreach (var text in new[] { new string('1', 1_000_001), list, new string(' ', 10_000_000) })
        {
            Assert.Equal("FEEL_TEXT_SIZE", Assert.Single(FeelExpression.Parse(text).Diagnostics).Code);
            Assert.Equal("FEEL_TEXT_SIZE", Assert.Single(FeelExpression.ParseUnaryTests(text).Diagnostics).Code);
        }
        Assert.True(FeelExpression.Parse(new string('1', 1_000_000)).IsValid);
        Assert.True(FeelExpression.Parse(new string('1', 1_000_001), new FeelOptions { CharactersAtMost = 2_000_000 }).IsValid);
    }

    [Fact]
    public void What_is_read_from_JSON_keeps_to_the_limits()
    {
        var limits = new FeelEvaluation { ListItemsAtMost = 10 };
        FeelResult Run(string json) => FeelExpression.Parse("from json(t)").Evaluate(FeelContext.Of(("t", FeelValue.From(json))), limits);
        Assert.Null(Run("[1,2,3,4,5,6,7,8,9,10]").Failure);
        Assert.Equal("FEEL_LIST_SIZE", Run("[1,2,3,4,5,6,7,8,9,10,11]").Failure?.Code);
        Assert.Equal("FEEL_LIST_SIZE", Run("[" + string.Join(',', Enumerable.Repeat("[1,2,3,4,5,6,7,8,9,10]", 10)) + "]").Failure?.Code);
        Assert.Equal("FUNCTION_INVOCATION_FAILURE", Run(new string('[', 600)).Warnings[0].Code);
        Assert.Equal("FEEL_DEPTH", FeelExpression.Parse("from json(t)", new FeelOptions { DepthAtMost = 20 })
            .Evaluate(FeelContext.Of(("t", FeelValue.From(new string('[', 30) + new string(']', 30))))).Failure?.Code);
    }

    [Theory]
    [InlineData("range(\"[count(for i in 1..100000 return i)..200000]\")")]
    [InlineData("range(\"[1..(for i in 1..100000 return i)[-1]]\")")]
    public void A_range_in_a_text_is_not_a_way_around_the_limits(string text)
    {
        var result = FeelExpression.Parse(text).Evaluate(FeelContext.Empty, new FeelEvaluation { StepsAtMost = 1_000 });
        Assert.True(result.Value.IsNull);
    }

    [Fact]
    public void Patterns_run_when_the_expression_is_evaluated_and_not_when_it_is_read() => Assert.DoesNotContain(
        FeelFunctions.Engine.All, function => function.Name is "matches" or "replace" or "split" or "extract" && function.IsPure);

    [Fact]
    public void Midnights_of_different_days_are_told_apart_by_their_hashes()
    {
        var hashes = Enumerable.Range(1, 1_000)
            .Select(day => FeelExpression.Parse($"@\"2024-01-01T00:00:00Z\" + @\"P{day}D\"").Evaluate(FeelContext.Empty).Value)
            .Select(moment => moment.GetHashCode())
            .Distinct();
        Assert.InRange(hashes.Count(), 990, 1_000);
    }

    [Theory]
    [InlineData("10 ** 999999999 * 10 ** 999999999")]
    [InlineData("10 ** 10 ** 10 ** 10 ** 10")]
    [InlineData("(1 / 3) ** 999999999")]
    [InlineData("2 ** -9223372036854775808")]
    [InlineData("1E999999999 + 1E-999999999")]
    [InlineData("1E-999999999 / 1E999999999")]
    [InlineData("modulo(1E999999999, 7)")]
    [InlineData("modulo(1E999999999, 1E-999999999)")]
    [InlineData("decimal(1 / 3, 1000000000)")]
    [InlineData("decimal(1E999999999, -1000000000)")]
    [InlineData("floor(1E-999999999, 999999999)")]
    [InlineData("sqrt(1E999999999)")]
    [InlineData("exp(1E999999999)")]
    [InlineData("odd(1E999999999)")]
    [InlineData("string(1E-999999999)")]
    [InlineData("1E999999999 = 1E-999999999")]
    [InlineData("[1, 2, 3][1E999999999]")]
    [InlineData("substring(\"abc\", 1E999999999, -1E999999999)")]
    [InlineData("partition([1, 2], 1E999999999)")]
    [InlineData("sublist([1, 2], -1E999999999)")]
    [InlineData("date(1E999999999, 1, 1)")]
    [InlineData("time(1E999999999, -1E999999999, 1E-999999999)")]
    [InlineData("time(12, 0, 0, @\"P999999999D\")")]
    [InlineData("@\"999999999-12-31T23:59:59.999999999Z\" + @\"PT0.000000001S\"")]
    [InlineData("@\"-999999999-01-01T00:00:00+18:00\" - @\"P1D\"")]
    [InlineData("@\"999999999-12-31T23:59:59@Europe/Berlin\" + @\"P999999999999999999D\"")]
    [InlineData("@\"999999999-12-31\" + @\"P999999999999999999Y\"")]
    [InlineData("@\"P999999999999999999D\" * 999999999999999999999999")]
    [InlineData("@\"P999999999999999999D\" / 1E-999999999")]
    [InlineData("@\"P999999999999999999Y\" * -999999999999999999")]
    [InlineData("-@\"P999999999999999999D\" - @\"P999999999999999999D\"")]
    [InlineData("years and months duration(@\"-999999999-01-01\", @\"999999999-12-31\")")]
    [InlineData("@\"999999999-12-31T23:59:59Z\" - @\"-999999999-01-01T00:00:00Z\"")]
    [InlineData("last day of month(@\"999999999-12-31\")")]
    [InlineData("week of year(@\"-999999999-01-01\")")]
    [InlineData("@\"999999999-12-31\".weekday")]
    [InlineData("date and time(@\"999999999-12-31T23:59:59Z\", \"Pacific/Kiritimati\")")]
    [InlineData("date and time(@\"-999999999-01-01T00:00:00Z\", \"America/Anchorage\")")]
    [InlineData("for i in 9223372036854775806..9223372036854775807 return i")]
    [InlineData("for i in [-9223372036854775808..-9223372036854775807] return i")]
    [InlineData("for i in (5..5) return i")]
    [InlineData("@\"\"")]
    [InlineData("@\"P\"")]
    [InlineData("@\"T\"")]
    [InlineData("@\"2024-01-01T\"")]
    [InlineData("@\"2024-01-01T10:00:00@\"")]
    [InlineData("@\"2024-01-01T10:00:00[\"")]
    [InlineData("@\"10:00:00+99:99\"")]
    [InlineData("@\"PT\u0660S\"")]
    [InlineData("@\"٢٠٢٤-01-01\"")]
    [InlineData("\"\ud800\" + \"\udc00\"")]
    [InlineData("string length(\"\ud800\u0000\ufeff\")")]
    [InlineData("\ufeff1 + 1\ufeff")]
    [InlineData("1 +\u0000 1")]
    [InlineData("\ud800 + 1")]
    [InlineData("matches(\"\ud800\", \"[\ud800]\")")]
    [InlineData("replace(\"\ud83d\ude00\", \".\", \"\ud800\")")]
    [InlineData("upper case(\"\udc00ß\")")]
    [InlineData("to base64(\"\ud800\")")]
    [InlineData("from json(\"\\\"\\\\ud800\\\"\")")]
    [InlineData("to json({\"\ud800\": \"\udc00\"})")]
    [InlineData("sort([3, \"a\", null, true, [1], {}, @\"P1D\"], function(x, y) x < y)")]
    [InlineData("sort([3, 1, 2], function(x, y) random number() < 0.5)")]
    [InlineData("sort([3, 1, 2], function(x, y) null)")]
    [InlineData("context merge([{}, {\"\": 1}, {\"\": {}}])")]
    [InlineData("put({}, \"\", {})")]
    public void Extremes_give_a_value_or_a_reason(string text)
    {
        foreach (var dialect in new[] { FeelDialect.Camunda, FeelDialect.Dmn15 })
        {
            var result = FeelExpression.Parse(text, new FeelOptions { Dialect = dialect }).Evaluate(FeelContext.Empty);
            var isExplained = result.Failure is not null || result.Warnings.Count > 0;
            Assert.True(isExplained || !result.Value.IsNull || text[0] is '[' or '@', $"{dialect}: no reason");
            FeelValue.FromJson(result.Value.ToJson());
            _ = result.Value.ToString();
        }
    }
}
