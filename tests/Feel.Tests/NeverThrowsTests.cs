using System.Text.Json;
using CsCheck;
using Fairlead.Tests;

namespace Fairlead.Feel.Tests;

/// <summary>Whatever is written: a value or a failure comes back, within the limits, and the value can be written and read.</summary>
public sealed class NeverThrowsTests
{
    private const long BytesAtMost = 100_000_000;

    private static readonly FeelEvaluation Limits = new()
    {
        StepsAtMost = 20_000,
        ListItemsAtMost = 2_000,
        TextCharactersAtMost = 100_000,
        Now = new DateTimeOffset(2026, 3, 14, 15, 9, 26, TimeSpan.FromHours(1)),
    };

    private static readonly FeelOptions[] Dialects =
    [
        new() { Functions = FeelFunctions.Connectors },
        new() { Functions = FeelFunctions.Connectors, Dialect = FeelDialect.Dmn15 },
    ];

    [Fact]
    public void Any_text_is_read_without_an_exception() => ExpressionGenerator.Texts.Try(Run, 2_000);

    [Fact]
    public void Any_damaged_expression_is_read_without_an_exception() => ExpressionGenerator.Damaged.Try(Run, 2_000);

    [Fact]
    public void Any_text_is_read_as_unary_tests_without_an_exception() =>
        Gen.OneOf(ExpressionGenerator.Texts, ExpressionGenerator.Expressions, ExpressionGenerator.Damaged).Try(
            text =>
            {
                foreach (var options in Dialects)
                {
                    var tests = FeelExpression.ParseUnaryTests(text, options);
                    Check(text, tests.EvaluateTests(FeelValue.From(3), ExpressionGenerator.Variables, Limits));
                }
            },
            2_000);

    [Fact]
    public void Any_expression_is_evaluated_without_an_exception() => ExpressionGenerator.Expressions.Try(Run, 4_000);

    [Fact]
    public void Any_text_can_be_looked_at_without_an_evaluation()
    {
        var texts = Gen.OneOf(ExpressionGenerator.Texts, ExpressionGenerator.Expressions, ExpressionGenerator.Damaged);
        Gen.Select(texts, Gen.Int[0, 10_000]).Try(chosen => LookAt(chosen.Item1, chosen.Item2), 2_000);
    }

    [Fact]
    public void Any_bytes_are_JSON_or_refused_as_such() => ExpressionGenerator.Json.Try(
        bytes =>
        {
            FeelValue value;
            try
            {
                value = FeelValue.FromJson(bytes);
            }
            catch (JsonException)
            {
                return;
            }
            _ = value.ToString();
            _ = value.GetHashCode();
            Assert.Equal(value, FeelValue.FromJson(value.ToJson()));
        },
        4_000);

    [Fact]
    public void What_was_valid_gives_the_same_result_again() => ExpressionGenerator.Expressions.Try(
        text =>
        {
            var expression = FeelExpression.Parse(text, Dialects[0]);
            var first = expression.Evaluate(ExpressionGenerator.Variables, Limits with { Random = new Random(1) });
            var second = expression.Evaluate(ExpressionGenerator.Variables, Limits with { Random = new Random(1) });
            // Functions are the same only to the eye.
            Assert.Equal(first.Value.ToString(), second.Value.ToString());
            Assert.Equal(first.Failure, second.Failure);
            Assert.Equal(first.Warnings, second.Warnings);
        },
        2_000);

    [Fact]
    public void Most_generated_expressions_can_be_read_and_many_have_a_value()
    {
        // Otherwise the tests above would try little.
        var (read, given, total) = (0, 0, 0);
        ExpressionGenerator.Expressions.Sample(
            text =>
            {
                var expression = FeelExpression.Parse(text, Dialects[0]);
                Interlocked.Increment(ref total);
                if (expression.IsValid)
                    Interlocked.Increment(ref read);
                if (!expression.Evaluate(ExpressionGenerator.Variables, Limits).Value.IsNull)
                    Interlocked.Increment(ref given);
            },
            iter: 2_000);
        Assert.InRange(read, total * 7 / 10, total);
        Assert.InRange(given, total / 5, total);
    }

    [Theory]
    [InlineData("feel-scala-cases.dev.jsonl")]
    [InlineData("tck-feel.dev.jsonl")]
    [InlineData("feelin-cases.dev.jsonl")]
    public void No_row_of_any_table_throws(string table)
    {
        foreach (var line in File.ReadLines(SharedData.Require($"feel/{table}")))
            Run(JsonDocument.Parse(line).RootElement.GetProperty("expr").GetString()!);
    }

    private static void LookAt(string text, int place)
    {
        var variables = ExpressionGenerator.Variables;
        foreach (var options in Dialects)
        {
            var expression = FeelExpression.Parse(text, options);
            Assert.All(expression.References, reference => Within(text, reference.Start, reference.Length));
            Assert.All(expression.GetCalls("fromAi"), call => Within(text, call.Start, call.Length));
            Assert.All(expression.Check(variables), diagnostic => Within(text, diagnostic.Start, diagnostic.Length));
            Assert.All(expression.StringLiterals, literal => Assert.NotNull(literal.Text));
            var position = place % (text.Length + 1);
            Assert.All(
                FeelExpression.Complete(text, position, variables, options),
                completion => Within(text, completion.Start, completion.Length));
            FeelExpression.CompleteUnaryTests(text, position, variables, options);
        }
    }

    private static void Run(string text)
    {
        foreach (var options in Dialects)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var expression = FeelExpression.Parse(text, options);
            var result = expression.Evaluate(ExpressionGenerator.Variables, Limits with { Documents = new FeelDocuments() });
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, BytesAtMost);
            Assert.All(expression.Diagnostics, diagnostic => Within(text, diagnostic));
            Check(text, result);
        }
    }

    private static void Check(string text, FeelResult result)
    {
        Assert.True(result.Failure is null || result.Value.IsNull);
        Assert.InRange(result.Warnings.Count, 0, 100);
        foreach (var told in result.Warnings.Append(result.Failure).OfType<FeelDiagnostic>())
        {
            Within(text, told);
            Assert.NotEmpty(told.Message);
        }
        _ = result.Value.ToString();
        _ = FeelValue.FromJson(result.Value.ToJson());
    }

    private static void Within(string text, FeelDiagnostic diagnostic) => Within(text, diagnostic.Start, diagnostic.Length);

    private static void Within(string text, int start, int length)
    {
        Assert.InRange(start, 0, text.Length);
        Assert.InRange(length, 0, text.Length - start);
    }
}
