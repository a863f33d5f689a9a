using System.Text;

using Fairlead.Feel;

namespace Fairlead.Connectors.Sdk.Tests;

public sealed class WebhookAnswerTests
{
    [Fact]
    public void What_is_no_text_goes_out_as_JSON()
    {
        var answer = WebhookAnswer.FromFeel(Answer("{statusCode: 201, body: {a: [1, \"é\"]}, headers: {x-count: 5}}"));

        Assert.Equal((201, "application/json", "{\"a\":[1,\"é\"]}"), (answer.StatusCode, answer.ContentType, Encoding.UTF8.GetString(answer.Body.Span)));
        Assert.Equal("5", answer.Headers["x-count"]);
    }

    /// <summary>The JSON of this list has 313 MB; the list has little.</summary>
    [Theory]
    [InlineData("{body: large}", "the body has more than 16,777,216 bytes")]
    [InlineData("{headers: {x: large}}", "a header has more than 16,777,216 bytes")]
    public void A_body_that_is_too_large_is_refused_before_it_is_written_out(string text, string problem)
    {
        var large = Answer($"{{text: \"{new string('x', 63)}\", inner: for i in 1..1000 return text, outer: for i in 1..4800 return inner}}.outer");
        var value = FeelExpression.Parse(text).Evaluate(FeelContext.Of(("large", large))).Value;

        var before = GC.GetAllocatedBytesForCurrentThread();
        var refusal = Assert.Throws<ConnectorException>(() => WebhookAnswer.FromFeel(value));

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 1, 96 << 20);
        Assert.Equal(WebhookAnswer.Invalid, refusal.Code);
        Assert.Contains(problem, refusal.Message, StringComparison.Ordinal);
    }

    private static FeelValue Answer(string text) => FeelExpression.Parse(text).Evaluate(FeelContext.Empty).Value;
}
