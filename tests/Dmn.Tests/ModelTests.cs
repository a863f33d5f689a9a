using System.Text;
using CsCheck;
using Fairlead.Feel;

namespace Fairlead.Dmn.Tests;

/// <summary>What holds for every model and every input.</summary>
public sealed class ModelTests
{
    public static TheoryData<string> Namespaces => [.. Reading.XmlNames.Models.Select(model => model.NamespaceName)];

    [Theory, MemberData(nameof(Namespaces))]
    public void Every_version_of_the_standard_is_read(string space)
    {
        var model = Models.Read(Models.Decision("d", Models.Literal("6 * 7")), space: space);

        Assert.Equal("42", model.Evaluate("d", FeelContext.Empty).Output.ToString());
    }

    [Fact]
    public void A_requirement_may_name_the_namespace_of_its_own_file() => Assert.Equal("2", Models.Read(
        Models.Decision("one", Models.Literal("1"))
        + Models.Decision(
            "d",
            Models.NeedsAt("http://fairlead/tests#one") + Models.Literal("one + 1")))
        .Evaluate("d", FeelContext.Empty).Output.ToString());

    [Fact]
    public void A_decision_is_evaluated_once_however_many_others_need_it()
    {
        var body = new StringBuilder(Models.Decision("d0", Models.Literal("1")));
        for (var i = 1; i <= 30; i++)
        {
            body.Append(Models.Decision($"l{i}", Models.Needs($"d{i - 1}") + Models.Literal($"d{i - 1}")));
            body.Append(Models.Decision($"r{i}", Models.Needs($"d{i - 1}") + Models.Literal($"d{i - 1}")));
            body.Append(Models.Decision(
                $"d{i}", Models.Needs($"l{i}") + Models.Needs($"r{i}") + Models.Literal($"l{i} + r{i}")));
        }

        var result = Models.Read(body.ToString()).Evaluate("d30", FeelContext.Empty);

        Assert.Equal(FeelValue.From(1L << 30), result.Output);
        Assert.Equal(91, result.EvaluatedDecisions.Count);
        Assert.Equal(91, result.EvaluatedDecisions.Select(decision => decision.Id).Distinct().Count());
    }

    [Fact]
    public void Several_threads_evaluate_one_model()
    {
        var model = CaseTests.Read("dish").Model!;
        var wrong = 0;

        Parallel.For(0, 1_000, i =>
        {
            var variables = FeelContext.Of(("temperature", FeelValue.From(i % 2 == 0 ? 5 : 35)), ("dayType", FeelValue.From("Weekday")));
            if (model.Evaluate("dish", variables).Output.ToString() != (i % 2 == 0 ? "\"Roast\"" : "\"Steak\""))
                Interlocked.Increment(ref wrong);
        });

        Assert.Equal(0, wrong);
    }

    [Fact]
    public void An_imported_model_gives_its_decisions_functions_and_types_under_the_name_of_the_import()
    {
        var lower = Models.Read(
            "<itemDefinition name=\"Amount\"><typeRef>number</typeRef><allowedValues><text>&gt;= 0</text></allowedValues></itemDefinition>"
            + "<inputData id=\"net\" name=\"net\"><variable name=\"net\" typeRef=\"Amount\" /></inputData>"
            + Models.Decision("gross", Models.NeedsInput("#net") + Models.Literal("net * 2"))
            + Models.Function("add", "a", "a + 1"),
            FeelDialect.Dmn15,
            target: "http://lower");
        var upper = Models.Read(
            "<import name=\"prices\" namespace=\"http://lower\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" />"
            + Models.Decision(
                "d",
                "<variable name=\"d\" typeRef=\"prices.Amount\" />"
                + Models.NeedsAt("http://lower#gross") + Models.CallsAt("http://lower#add") + Models.Literal("prices.add(prices.gross)")),
            FeelDialect.Dmn15,
            imports: [lower]);

        Assert.Equal("21", upper.Evaluate("d", Prices(10)).Output.ToString());
        var refused = upper.Evaluate("d", Prices(-10));
        Assert.True(refused.Output.IsNull);
        Assert.Contains(refused.Warnings, warning => warning.Diagnostic.Code == DmnCode.Type);

        static FeelContext Prices(long net) => FeelContext.Of(("prices", FeelValue.From(FeelContext.Of(("net", FeelValue.From(net))))));
    }

    [Fact]
    public void An_import_without_a_name_qualifies_nothing()
    {
        var lower = Models.Read(
            "<itemDefinition name=\"Amount\"><typeRef>number</typeRef></itemDefinition>"
            + "<inputData id=\"net\" name=\"net\"><variable name=\"net\" typeRef=\"number\" /></inputData>"
            + Models.Decision("gross", Models.NeedsInput("#net") + Models.Literal("net * 2")),
            FeelDialect.Dmn15,
            target: "http://lower");
        var upper = Models.Read(
            "<import name=\"\" namespace=\"http://lower\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" />"
            + Models.Decision(
                "d",
                "<variable name=\"d\" typeRef=\"Amount\" />"
                + Models.NeedsAt("http://lower#gross") + Models.NeedsInput("http://lower#net") + Models.Literal("gross + net")),
            FeelDialect.Dmn15,
            imports: [lower]);

        Assert.Equal("30", upper.Evaluate("d", FeelContext.Of(("net", FeelValue.From(10)))).Output.ToString());
    }

    [Fact]
    public void A_model_that_is_imported_twice_over_has_the_input_of_each_way()
    {
        var bottom = Models.Read("<inputData id=\"who\" name=\"who\"><variable name=\"who\" typeRef=\"string\" /></inputData>",
            FeelDialect.Dmn15, target: "http://bottom");
        var left = Middle("http://left", "Hello ");
        var right = Middle("http://right", "Bye ");
        var top = Models.Read(
            Import("left", "http://left") + Import("right", "http://right")
            + Models.Decision(
                "d",
                Models.NeedsAt("http://left#greet") + Models.NeedsAt("http://right#greet")
                + Models.Literal("[left.greet, right.greet]")),
            FeelDialect.Dmn15,
            imports: [left, right]);

        var variables = FeelValue.FromJson("""{"left": {"base": {"who": "Ada"}}, "right": {"base": {"who": "Alan"}}}"""u8.ToArray());
        variables.TryGetContext(out var context);

        Assert.Equal("""["Hello Ada", "Bye Alan"]""", top.Evaluate("d", context).Output.ToString());

        DmnModel Middle(string target, string word) => Models.Read(
            Import("base", "http://bottom")
            + Models.Decision("greet", Models.NeedsInput("http://bottom#who") + Models.Literal($"\"{word}\" + base.who")),
            FeelDialect.Dmn15,
            target: target,
            imports: [bottom]);

        static string Import(string name, string space) =>
            $"<import name=\"{name}\" namespace=\"{space}\" importType=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" />";
    }

    [Fact]
    public void The_first_of_two_equal_priorities_wins_and_a_table_without_order_keeps_that_of_its_rules()
    {
        Gen.Int[0, 5].Array[1, 8].Sample(outputs =>
        {
            const string Listed = "<outputValues><text>\"f\", \"d\", \"b\"</text></outputValues>";
            var rules = string.Concat(outputs.Select(output => Models.Rule("-", $"\"{"abcdef"[output]}\"")));
            var model = Models.Read(Models.Decision("d", Models.Table("OUTPUT ORDER", rules, Listed)));

            var given = model.Evaluate("d", FeelContext.Empty).Output;

            var expected = outputs.OrderBy(output => "fdb".IndexOf("abcdef"[output]) is var rank and >= 0 ? rank : 3)
                .Select(output => FeelValue.From("abcdef"[output].ToString()));
            return given.Equals(FeelValue.FromList([.. expected]));
        });
    }

    [Fact]
    public void Text_and_number_cells_mean_what_the_language_means_by_them()
    {
        var cells = new[]
        {
            "1", "1.0", "01", "\"a\"", "\"\"", "\"1\"", "true", "null", "-1", "1,2", "\"a\",\"b\"", "\"\\\"\"", ">= 1", "not(1)",
        };
        var inputs = new[] { "1", "1.00", "\"a\"", "\"\"", "\"1\"", "true", "null", "-1", "\"\\\"\"", "[1]", "@\"2026-01-01\"" };
        (from cell in OneOf(cells) from input in OneOf(inputs) select (cell, input)).Sample(pair =>
        {
            var value = FeelExpression.Parse(pair.input).Evaluate(FeelContext.Empty).Value;
            var model = Models.Read(Models.Decision("d", Models.Table("UNIQUE", Models.Rule(Models.Escape(pair.cell), "1"))));

            var matches = model.Evaluate("d", FeelContext.Of(("x", value))).Output == FeelValue.From(1);

            var asked = FeelExpression.ParseUnaryTests(pair.cell).EvaluateTests(value, FeelContext.Empty).Value;
            return matches == (asked.TryGetBoolean(out var holds) && holds);
        });
    }

    [Fact]
    public void Whatever_the_file_is_reading_and_evaluating_it_does_not_throw()
    {
        var files = Directory.GetFiles(Path.Combine(TestFiles.Folder, "Cases"), "*.dmn").Select(File.ReadAllText).ToArray();
        (from file in OneOf(files)
         from cut in Gen.Int[0, 4_000]
         from length in Gen.Int[0, 60]
         from dialect in OneOf(FeelDialect.Camunda, FeelDialect.Dmn15)
         select (file, cut, length, dialect)).Sample(
            drawn =>
            {
                var (file, cut, length, dialect) = drawn;
                var start = Math.Min(cut, file.Length);
                var damaged = file.Remove(start, Math.Min(length, file.Length - start));
                var read = DmnModel.Read(Encoding.UTF8.GetBytes(damaged), "damaged.dmn", new DmnOptions { Dialect = dialect });
                if (read.Model is null)
                    return read.Diagnostics.Count > 0;
                return read.Model.Decisions.All(decision => read.Model.Evaluate(decision.Id, FeelContext.Empty) is not null);
            },
            iter: 1_000);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
