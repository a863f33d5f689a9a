using CsCheck;

namespace Fairlead.Feel.Tests;

/// <summary>What holds for all values, whatever they are.</summary>
public sealed class LawTests
{
    private static readonly FeelEvaluation Limits = new() { StepsAtMost = 20_000, ListItemsAtMost = 2_000 };

    private static readonly Gen<FeelContext> Pairs = Gen.Select(
        ExpressionGenerator.Expressions, ExpressionGenerator.Expressions).Select((p, q) => FeelContext.Of(
            ("p", FeelExpression.Parse(p).Evaluate(ExpressionGenerator.Variables, Limits).Value),
            ("q", FeelExpression.Parse(q).Evaluate(ExpressionGenerator.Variables, Limits).Value)));

    private static readonly Gen<FeelContext> Truths = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2]).Select((p, q) =>
        FeelContext.Of(("p", Truth(p)), ("q", Truth(q))));

    [Theory]
    [InlineData("p < q", "q > p")]
    [InlineData("p <= q", "q >= p")]
    [InlineData("p = q", "q = p")]
    [InlineData("p != q", "not(p = q)")]
    [InlineData("p between q and q", "p >= q and p <= q")]
    [InlineData("p in [q..q]", "p between q and q")]
    public void For_all_values(string left, string right)
    {
        var (first, second) = (FeelExpression.Parse(left), FeelExpression.Parse(right));
        Pairs.Try(pair => Same(first, second, pair), 500);
    }

    [Theory]
    [InlineData("not(p and q)", "not(p) or not(q)")]
    [InlineData("not(p or q)", "not(p) and not(q)")]
    [InlineData("p and q", "q and p")]
    [InlineData("p and q", "all(p, q)")]
    [InlineData("p or q", "any([p, q])")]
    [InlineData("if p then q else null", "if not(not(p)) then q else null")]
    public void For_all_three_truths(string left, string right)
    {
        var (first, second) = (FeelExpression.Parse(left), FeelExpression.Parse(right));
        Truths.Sample(pair => Same(first, second, pair));
    }

    [Fact]
    public void What_is_written_as_JSON_is_read_as_the_same_value() => Pairs.Sample(pair =>
    {
        var json = pair.Entries.First().Value.ToJson();
        Assert.Equal(FeelValue.FromJson(json), FeelValue.FromJson(FeelValue.FromJson(json).ToJson()));
    });

    [Theory]
    [InlineData("\"\ud800\"")]
    [InlineData("{\"\udc00\": \"\\ud800\"}")]
    [InlineData("substring(\"\ud83d\ude00\", 2)")]
    public void Half_a_character_can_be_written(string text) =>
        FeelValue.FromJson(FeelExpression.Parse(text).Evaluate(FeelContext.Empty).Value.ToJson());

    [Fact]
    public void Equal_values_have_equal_hashes() => Pairs.Sample(pair =>
    {
        var (p, q) = (pair.Entries.First().Value, pair.Entries.Last().Value);
        Assert.Equal(p.GetHashCode(), p.GetHashCode());
        Assert.True(!p.Equals(q) || p.GetHashCode() == q.GetHashCode());
    });

    private static FeelValue Truth(int choice) => choice switch
    {
        0 => FeelValue.From(false),
        1 => FeelValue.From(true),
        _ => FeelValue.Null,
    };

    private static void Same(FeelExpression left, FeelExpression right, FeelContext variables)
    {
        var (first, second) = (left.Evaluate(variables, Limits), right.Evaluate(variables, Limits));
        Assert.Null(first.Failure);
        Assert.Equal(first.Value.ToString(), second.Value.ToString());
    }
}
