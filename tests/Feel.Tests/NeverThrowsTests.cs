using System.Text.Json;
using CsCheck;

namespace Fairlead.Feel.Tests;

/// <summary>Whatever is written: a value or a failure comes back, and the value can be written and read.</summary>
public sealed class NeverThrowsTests
{
    private static readonly FeelEvaluation Limits = new() { StepsAtMost = 20_000, ListItemsAtMost = 2_000 };

    [Fact]
    public void Any_text_is_read_without_an_exception() =>
        ExpressionGenerator.Texts.Sample(Run, iter: 4_000);

    [Fact]
    public void Any_text_is_read_as_unary_tests_without_an_exception() => ExpressionGenerator.Texts.Sample(text =>
        FeelExpression.ParseUnaryTests(text).Evaluate(ExpressionGenerator.Variables, Limits, FeelValue.From(3)), iter: 4_000);

    [Fact]
    public void Any_expression_is_evaluated_without_an_exception() =>
        ExpressionGenerator.Expressions.Sample(Run, iter: 4_000);

    [Fact]
    public void What_was_valid_gives_the_same_result_again() => ExpressionGenerator.Expressions.Sample(text =>
    {
        var expression = FeelExpression.Parse(text);
        var first = expression.Evaluate(ExpressionGenerator.Variables, Limits);
        var second = expression.Evaluate(ExpressionGenerator.Variables, Limits);
        // Functions are the same only to the eye.
        Assert.Equal(first.Value.ToString(), second.Value.ToString());
        Assert.Equal(first.Failure, second.Failure);
        Assert.Equal(first.Warnings, second.Warnings);
    });

    [Fact]
    public void Diagnostics_lie_within_the_text() => ExpressionGenerator.Texts.Sample(text =>
    {
        foreach (var diagnostic in FeelExpression.Parse(text).Diagnostics)
        {
            Assert.InRange(diagnostic.Start, 0, text.Length);
            Assert.InRange(diagnostic.Length, 0, text.Length - diagnostic.Start);
        }
    });

    [Theory]
    [InlineData("feel-scala-cases.dev.jsonl")]
    [InlineData("tck-feel.dev.jsonl")]
    [InlineData("feelin-cases.dev.jsonl")]
    public void No_row_of_any_table_throws(string table)
    {
        if (TestFiles.SharedTable(table) is not { } path)
            return;
        foreach (var line in File.ReadLines(path))
            Run(JsonDocument.Parse(line).RootElement.GetProperty("expr").GetString()!);
    }

    private static void Run(string text)
    {
        var result = FeelExpression.Parse(text).Evaluate(ExpressionGenerator.Variables, Limits);
        Assert.True(result.Failure is null || result.Value.IsNull);
        _ = result.Value.ToString();
        _ = FeelValue.FromJson(result.Value.ToJson());
    }
}
