using System.Text;

namespace Fairlead.Feel.Tests;

/// <summary>How many bytes an evaluation allocates. Unlike time that is the same on every machine, hence a limit.</summary>
public sealed class AllocationTests
{
    private static readonly FeelContext Variables = FeelContext.Of(
        ("x", FeelValue.From(21)),
        ("name", FeelValue.From("Jane")),
        ("order", FeelValue.FromJson("""{"id":"a-1","net":199.99,"tracking":{"id":"t-1"},"lines":[{"price":10.5},{"price":2}]}"""u8.ToArray())));

    [Theory]
    [InlineData("x = 21")]
    [InlineData("x between 10 and 30")]
    [InlineData("order.tracking.id")]
    [InlineData("(x + 1.25) * 2 - x / 4 + x ** 2")]
    [InlineData("if x >= 90 then \"A\" else if x >= 20 then \"B\" else \"C\"")]
    [InlineData("x > 1000 and name = \"Jane\" or name in (\"high\", \"Jane\")")]
    [InlineData("contains(name, \"an\")")]
    [InlineData("[1, 2, 3][2]")]
    [InlineData("{a: 1, b: [2, \"c\"]}.b[1]")]
    [InlineData("@\"P1DT1H\" between @\"P1D\" and @\"P2D\"")]
    [InlineData("some l in order.lines satisfies l.price > 10")]
    [InlineData("every i in 1..100 satisfies i < 101")]
    [InlineData("count(order.lines) + 1")]
    public void A_scalar_costs_nothing(string text) => Assert.Equal(0, BytesOf(FeelExpression.Parse(text)));

    [Fact]
    public void A_container_costs_itself() =>
        // An array of two values and the context around it.
        Assert.InRange(BytesOf(FeelExpression.Parse("{a: x, b: name}")), 1, 128);

    [Fact]
    public void Reading_an_expression_costs_its_tree()
    {
        const string Text = "for line in order.lines return line.price * 1.19";
        FeelExpression.Parse(Text);
        Assert.InRange(BytesOf(() => FeelExpression.Parse(Text)), 1, 40 * Encoding.UTF8.GetByteCount(Text));
    }

    private static long BytesOf(FeelExpression expression)
    {
        var result = expression.Evaluate(Variables);
        Assert.Null(result.Failure);
        Assert.Empty(result.Warnings);
        return BytesOf(() => expression.Evaluate(Variables));
    }

    private static long BytesOf(Action action)
    {
        const int Rounds = 50;
        const int Measurements = 5;
        // What is asked for again and again is made once.
        for (var i = 0; i < Rounds; i++)
            action();
        // What an evaluation costs, it costs in each. Once in a while the runtime itself allocates something on this thread.
        var least = long.MaxValue;
        for (var measurement = 0; measurement < Measurements; measurement++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < Rounds; i++)
                action();
            least = Math.Min(least, (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds);
        }
        return least;
    }
}
