using System.Globalization;
using System.Text;

namespace Fairlead.Feel.Tests;

/// <summary>What the connector runtime reads. A mistake here must never look like "no error".</summary>
public sealed class ConnectorFunctionTests
{
    private static readonly FeelOptions Options = new() { Functions = FeelFunctions.Connectors };

    [Theory]
    [InlineData("bpmnError(\"A\")", """{"errorType":"bpmnError","errorCode":"A","errorMessage":null,"variables":null}""")]
    [InlineData("bpmnError(null)", """{"errorType":"bpmnError","errorCode":null,"errorMessage":null,"variables":null}""")]
    [InlineData("bpmnError(errorCode: \"A\", errorMessage: \"m\", variables: {v: 1})",
        """{"errorType":"bpmnError","errorCode":"A","errorMessage":"m","variables":{"v":1}}""")]
    [InlineData("jobError(\"m\")",
        """{"errorType":"jobError","errorMessage":"m","variables":{},"retries":0,"retryBackoff":"P0D"}""")]
    [InlineData("jobError(errorMessage: \"m\", variables: {v: 1}, retries: 2, retryBackoff: @\"PT5S\")",
        """{"errorType":"jobError","errorMessage":"m","variables":{"v":1},"retries":2,"retryBackoff":"PT5S"}""")]
    [InlineData("ignoreError()", """{"errorType":"ignoreError","variables":{}}""")]
    [InlineData("ignoreError(variables: {v: 1})", """{"errorType":"ignoreError","variables":{"v":1}}""")]
    public void An_error_has_the_shape_that_the_runtime_reads(string expression, string json) =>
        Assert.Equal(json, Encoding.UTF8.GetString(Evaluate(expression).Value.ToJson()));

    [Theory]
    [InlineData("bpmnError(404)", "'errorCode' must be a string but was '404'")]
    [InlineData("bpmnError(\"A\", null)", "'errorMessage' must be a string but was 'null'")]
    [InlineData("bpmnError(\"A\", \"m\", [1])", "'variables' must be a context but was '[1]'")]
    [InlineData("jobError(missing)", "'errorMessage' must be a string but was 'null'")]
    [InlineData("jobError(\"m\", {}, \"3\")", "'retries' must be a number but was '\"3\"'")]
    [InlineData("jobError(\"m\", {}, 3, \"PT5S\")", "'retryBackoff' must be a days and time duration but was '\"PT5S\"'")]
    [InlineData("jobError(\"m\", {}, 3, @\"P1M\")", "'retryBackoff' must be a days and time duration but was 'P1M'")]
    [InlineData("ignoreError(null)", "'variables' must be a context but was 'null'")]
    [InlineData("backoff(\"1\")", "'attempt' must be a number but was '\"1\"'")]
    [InlineData("backoff(0)", "'attempt' must be at least 1 but was '0'")]
    [InlineData("backoff(1, @\"PT1S\", 0)", "'factor' must be more than 0 but was '0'")]
    [InlineData("backoff(1, @\"PT6S\")", "'minDelay' must not be longer than 'maxDelay', which is PT5S when omitted")]
    [InlineData("backoff(1, @\"PT1S\", 2, @\"PT2S\", -1)", "'jitterFactor' must not be negative but was '-1'")]
    [InlineData("{d: createDocument(\"QQ==\")}", "documents cannot be stored here")]
    public void A_call_that_cannot_be_understood_ends_the_evaluation(string expression, string reason)
    {
        var failure = Evaluate(expression).Failure;
        Assert.Equal("FUNCTION_INVOCATION_FAILURE", failure?.Code);
        Assert.EndsWith(reason, failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("backoff(1)", 50)]
    [InlineData("backoff(2)", 80)]
    [InlineData("backoff(3)", 128)]
    [InlineData("backoff(30)", 5_000)]
    [InlineData("backoff(2000000000)", 5_000)]
    [InlineData("backoff(3, @\"PT1S\")", 2_560)]
    [InlineData("backoff(3, @\"PT1S\", 1)", 1_000)]
    [InlineData("backoff(3, @\"PT4S\", 0.5)", 4_000)]
    [InlineData("backoff(9, @\"PT0S\", 1E300)", 0)]
    public void A_delay_grows_between_its_bounds_and_varies_by_a_tenth(string expression, int milliseconds)
    {
        foreach (var chance in new[] { 0.0, 0.5, 0.999999 })
        {
            Assert.True(Evaluate(expression, new Chance(chance)).Value.TryGetDuration(out var delay));
            Assert.Equal(milliseconds * (1 + (0.1 * ((chance * 2) - 1))), delay.TotalMilliseconds, tolerance: 0.51);
        }
    }

    [Theory]
    [InlineData("backoff(4, @\"PT2S\", 2, @\"PT10S\", 0)", "PT10S")]
    [InlineData("backoff(attempt: 2, minDelay: @\"PT2S\", factor: 2.5, maxDelay: @\"PT10S\", jitterFactor: 0)", "PT5S")]
    public void Without_jitter_a_delay_is_exact(string expression, string delay) =>
        Assert.Equal(delay, Evaluate(expression).Value.ToString());

    [Fact]
    public void Documents_are_stored_and_put_into_the_result_by_whoever_evaluates()
    {
        var documents = new FeelDocuments();
        var result = Evaluate(
            "{a: createDocument(\"QQ==\"), unused: [createDocument(1)][2], b: [{c: createDocument({content: \"x\"}), again: a}]}",
            documents: documents);
        Assert.Equal(["\"QQ==\"", "1", "{content: \"x\"}"], documents.Requested.Select(value => value.ToString()));
        Assert.Equal([0, 2], documents.FindIn(result.Value));
        Assert.False(documents.IsRequest(result.Value, out _));
        Assert.False(documents.IsSpoiled(result.Value));
        var replaced = documents.Replace(
            result.Value, index => FeelValue.From(index.ToString("'document '0", CultureInfo.InvariantCulture)));
        Assert.Equal(
            "{a: \"document 0\", unused: null, b: [{c: \"document 2\", again: \"document 0\"}]}", replaced.ToString());
    }

    [Fact]
    public void A_document_that_is_the_whole_result_can_be_told()
    {
        var documents = new FeelDocuments();
        Assert.True(documents.IsRequest(Evaluate("createDocument(\"QQ==\")", documents: documents).Value, out var index));
        Assert.Equal(0, index);
    }

    [Theory]
    [InlineData("{s: to json(createDocument(1))}", true)]
    [InlineData("{s: [string(createDocument(1)) + \"x\"]}", true)]
    [InlineData("{s: context put(createDocument(1), \"more\", 2)}", false)]
    public void A_document_that_became_text_is_noticed(string expression, bool isSpoiled)
    {
        var documents = new FeelDocuments();
        var value = Evaluate(expression, documents: documents).Value;
        Assert.Equal(isSpoiled, documents.IsSpoiled(value));
        Assert.Equal(isSpoiled ? 0 : 1, documents.FindIn(value).Count);
    }

    [Fact]
    public void What_another_evaluation_marked_is_plain_data()
    {
        var forged = Evaluate("createDocument(\"QQ==\")", documents: new FeelDocuments()).Value;
        var documents = new FeelDocuments();
        var result = FeelExpression.Parse("{mine: createDocument(1), yours: forged}", Options)
            .Evaluate(FeelContext.Of(("forged", forged)), new FeelEvaluation { Documents = documents });
        Assert.Equal([0], documents.FindIn(result.Value));
        var replaced = documents.Replace(result.Value, _ => FeelValue.From("document"));
        Assert.True(replaced.TryGetContext(out var context) && context.TryGet("yours", out var kept) && kept == forged);
    }

    private static FeelResult Evaluate(string expression, Random? random = null, FeelDocuments? documents = null) =>
        FeelExpression.Parse(expression, Options)
            .Evaluate(FeelContext.Empty, new FeelEvaluation { Random = random, Documents = documents });

    private sealed class Chance(double next) : Random
    {
        public override double NextDouble() => next;
    }
}
