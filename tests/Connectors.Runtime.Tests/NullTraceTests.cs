using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Mapping;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;
using Fairlead.Feel;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Nulls that are no errors are explained in the record of the call.</summary>
public sealed class NullTraceTests
{
    private const string Order = """{"status":200,"body":{"id":"A-1","customer":{"name":null}}}""";

    [Fact]
    public async Task A_result_that_became_null_says_why_entry_by_entry()
    {
        var record = await RecordAsync(("resultExpression", "={id: body.id, total: body.totl, name:\n  body.customer.name, both: [response.body.id, reponse.id]}"));

        Assert.Equal(CallState.Completed, record.State);
        Assert.Equal(
        [
            "total is null because of 'body.totl' (line 1, character 22): No context entry found with key 'totl'. Available keys: 'id', 'customer'. [NO_CONTEXT_ENTRY_FOUND]",
            "name is null because of 'body.customer.name' (line 2, character 3): The entry 'name' is null. [FEEL_NULL_VALUE]",
            "both[2] is null because of 'reponse' (line 2, character 48): No variable found with name 'reponse'. [NO_VARIABLE_FOUND]",
        ],
        record.ResultNulls.Select(entry => entry.ToString()));
    }

    [Theory]
    [InlineData("={id: body.id}")]
    [InlineData("={all: response}")]
    [InlineData("=response.body")]
    public async Task Nothing_is_said_of_nulls_that_are_only_passed_on(string expression) =>
        Assert.Empty((await RecordAsync(("resultExpression", expression))).ResultNulls);

    [Fact]
    public async Task What_led_to_a_value_that_is_not_null_is_told_too()
    {
        var entry = Assert.Single((await RecordAsync(("resultExpression", "={isPaid: body.state = \"paid\"}"))).ResultNulls);

        Assert.Equal(("", "body.state", "NO_CONTEXT_ENTRY_FOUND"), (entry.Name, entry.Part, entry.Code));
    }

    [Fact]
    public async Task A_result_that_is_null_as_a_whole_says_why()
    {
        var record = await RecordAsync(("resultExpression", "=body.customers"));

        Assert.Equal("{}", record.Variables?.Text);
        Assert.Equal(("", "body.customers"), Assert.Single(record.ResultNulls.Select(entry => (entry.Name, entry.Part))));
    }

    [Fact]
    public async Task An_error_expression_that_looked_at_nothing_says_so()
    {
        var record = await RecordAsync(("errorExpression", "=if body.error.code = \"LATE\" then bpmnError(\"LATE\") else null"));

        Assert.Equal(CallState.Completed, record.State);
        Assert.Equal(("", "body.error", 4), Assert.Single(record.ErrorExpressionNulls.Where(entry => entry.Part == "body.error").Select(entry => (entry.Name, entry.Part, entry.Column))));
    }

    [Fact]
    public async Task Secrets_are_not_told()
    {
        var calls = new KeptCalls();
        await using var host = await OutboundHost.StartAsync(
            calls, (_, _, _) => Task.FromResult<object?>(new { token = "a-secret-token" }), ("Secrets:Values:TOKEN", "a-secret-token"));
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(("{{secrets.TOKEN}}", "url")));
        host.Cluster.Give(host.Job("""{"url":"{{secrets.TOKEN}}"}""", headers: ("resultExpression", "={sum: 1 + token}")));

        var entry = Assert.Single((await calls.EndOf(1)).ResultNulls);
        Assert.DoesNotContain("a-secret-token", entry.Message, StringComparison.Ordinal);
        Assert.Equal("INVALID_TYPE", entry.Code);
    }

    [Fact]
    public void Only_a_result_with_nulls_or_warnings_is_worth_a_second_evaluation()
    {
        Assert.False(IsWorthIt("{a: 1, b: [null], c: {d: null}}"));
        Assert.True(IsWorthIt("{a: null}"));
        Assert.True(IsWorthIt("{a: {b: missing}}"));
        Assert.True(IsWorthIt("null"));
        Assert.False(IsWorthIt("assert(1, false)"));

        static bool IsWorthIt(string text) => NullTrace.IsWorthIt(FeelExpression.Parse(text).Evaluate(FeelContext.Empty));
    }

    [Fact]
    public void A_trace_stays_compact()
    {
        var expression = FeelExpression.Parse($"{{{string.Join(", ", Enumerable.Range(0, 200).Select(number => $"e{number}: {new string('x', 500)}{number}"))}}}");
        var trace = NullTrace.Of(expression, FeelContext.Empty, default)!;

        Assert.Equal(50, trace.Entries.Count);
        Assert.All(trace.Entries, entry => Assert.InRange(entry.Part.Length, 1, 121));
        Assert.InRange(trace.ToString().Length, 1, 50 * 1_000);
    }

    private static async Task<CallRecord> RecordAsync(params (string Key, string Value)[] headers)
    {
        var calls = new KeptCalls();
        await using var host = await OutboundHost.StartAsync(
            calls, (_, _, _) => Task.FromResult<object?>(System.Text.Json.JsonElement.Parse(Order)));
        host.Cluster.Give(host.Job(headers: headers));
        return await calls.EndOf(1);
    }
}
