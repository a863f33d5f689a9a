using Fairlead.Engine.Model;
using Fairlead.Feel;

namespace Fairlead.Engine.Tests;

public sealed class PlainPathTests
{
    [Theory]
    [InlineData("order")]
    [InlineData(" order.total_2 ")]
    [InlineData("_order.items.first")]
    public void A_variable_or_a_path_in_one_is_plain(string text) =>
        Assert.Equal(text.Trim().Split('.'), PlainPath.Of(FeelExpression.Parse(text)));

    [Theory]
    [InlineData("order.total+1")]
    [InlineData("order.items[1]")]
    [InlineData("order.total.")]
    [InlineData("order+1")]
    [InlineData("order.a + other.b")]
    [InlineData("1.5")]
    [InlineData("null")]
    public void Everything_else_is_not(string text) => Assert.Null(PlainPath.Of(FeelExpression.Parse(text)));
}
