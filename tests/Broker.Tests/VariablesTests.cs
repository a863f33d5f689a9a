using System.Text;
using Fairlead.Broker.Translating;
using Fairlead.Protocol;

namespace Fairlead.Broker.Tests;

public sealed class VariablesTests
{
    [Theory]
    [InlineData("")]
    [InlineData("  \n\t")]
    public void Nothing_is_an_empty_object(string text) => Assert.Equal("{}", Check(text));

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "a": [1, {"b": null}] }""")]
    public void An_object_is_taken_as_it_is(string text) => Assert.Equal(text, Check(text));

    [Theory]
    [InlineData("[]", "an array")]
    [InlineData("\"a\"", "a string")]
    [InlineData("1", "a number")]
    [InlineData("null", "null")]
    [InlineData("{", "not valid JSON")]
    [InlineData("{} {}", "not valid JSON")]
    [InlineData("{a: 1}", "not valid JSON")]
    public void Anything_else_is_refused_and_named(string text, string named)
    {
        var refusal = Assert.Throws<ClusterException>(() => Check(text));

        Assert.Equal(ClusterError.InvalidArgument, refusal.Error);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void More_than_the_limit_is_refused_with_the_limit()
    {
        var refusal = Assert.Throws<ClusterException>(() => Check($$"""{"a": "{{new string('x', 4 << 20)}}"}"""));

        Assert.Equal(ClusterError.InvalidArgument, refusal.Error);
        Assert.Contains("4194304 bytes", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bytes_are_not_shared_with_the_caller()
    {
        var bytes = """{"a": 1}"""u8.ToArray();
        var taken = Variables.Check(bytes);
        bytes.AsSpan().Clear();

        Assert.Equal("""{"a": 1}""", Encoding.UTF8.GetString(taken.Span));
    }

    private static string Check(string text) => Encoding.UTF8.GetString(Variables.Check(Encoding.UTF8.GetBytes(text)).Span);
}
