using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Results and errors of jobs: traps 1 to 11, 14 and 15 of the contract.</summary>
public sealed class OutboundMappingTests
{
    private const string Order = """{"status":200,"body":{"id":"A-1","total":12.50}}""";

    [Fact]
    public async Task Without_mapping_a_job_completes_without_variables()
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);

        Assert.Equal("{}", (await host.DoAsync<RecordingCluster.Completed>()).Variables);
    }

    [Fact]
    public async Task The_result_variable_takes_the_whole_response()
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);

        var completed = await host.DoAsync<RecordingCluster.Completed>(("resultVariable", "answer"));

        Assert.Equal($"{{\"answer\":{Order}}}", completed.Variables);
    }

    [Theory]
    [InlineData("={id: body.id}")]
    [InlineData(" = {id: response.body.id} ")]
    [InlineData("{id: body.id}")]
    [InlineData("\t=\n  {id: body.id} // one sign only\n")]
    public async Task The_result_expression_sees_the_response_spread_and_whole_with_or_without_equals_sign(string expression)
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);

        Assert.Equal("""{"id":"A-1"}""", (await host.DoAsync<RecordingCluster.Completed>(("resultExpression", expression))).Variables);
    }

    [Fact]
    public async Task The_result_expression_wins_over_the_result_variable()
    {
        await using var host = await OutboundHost.AnsweringAsync("""{"a":1}""");

        var completed = await host.DoAsync<RecordingCluster.Completed>(("resultVariable", "x"), ("resultExpression", "={x: a + 1, y: 3}"));

        Assert.Equal("""{"x":2,"y":3}""", completed.Variables);
    }

    [Fact]
    public async Task A_missing_path_gives_null_and_a_null_result_maps_nothing()
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);

        Assert.Equal("""{"x":null}""", (await host.DoAsync<RecordingCluster.Completed>(("resultExpression", "={x: nothing.there}"))).Variables);
        Assert.Equal("{}", (await host.DoAsync<RecordingCluster.Completed>(("resultExpression", "=null"))).Variables);
    }

    [Fact]
    public async Task A_response_field_named_response_is_shadowed()
    {
        await using var host = await OutboundHost.AnsweringAsync("""{"response":"inner"}""");

        var completed = await host.DoAsync<RecordingCluster.Completed>(("resultExpression", "={x: response.response}"));

        Assert.Equal("""{"x":"inner"}""", completed.Variables);
    }

    [Theory]
    [InlineData("=5")]
    [InlineData("=[1, 2]")]
    [InlineData("=\"text\"")]
    public async Task A_result_expression_that_gives_no_object_raises_an_incident_at_once(string expression)
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);

        var failed = await host.DoAsync<RecordingCluster.Failed>(("resultExpression", expression));

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains("RESULT_NOT_AN_OBJECT", failed.Message, StringComparison.Ordinal);
    }

    /// <summary>What the list holds is there once, and in its JSON several million times.</summary>
    [Theory]
    [InlineData("resultExpression", "The result has more than")]
    [InlineData("errorExpression", "The error expression's result has more than")]
    public async Task A_result_too_large_for_variables_raises_an_incident_at_once(string header, string message)
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);
        const string Large = "{inner: for i in 1..1000 return body.id, outer: for i in 1..4900 return inner}.outer";

        var failed = await host.DoAsync<RecordingCluster.Failed>(
            (header, header == "resultExpression" ? $"={{x: {Large}}}" : $"=bpmnError(\"code\", \"text\", {{x: {Large}}})"));

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains(message, failed.Message, StringComparison.Ordinal);
        Assert.Contains("VARIABLES_TOO_LARGE", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_broken_result_expression_names_text_and_position()
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);

        var failed = await host.DoAsync<RecordingCluster.Failed>(("resultExpression", "={x: 1 +}"));

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains("{x: 1 +}", failed.Message, StringComparison.Ordinal);
        Assert.Contains("[FEEL_SYNTAX]", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"camunda.function.type":"base64"}""")]
    [InlineData("""{"a":[{"camunda.function.type":"base64"}]}""")]
    public async Task A_response_cannot_smuggle_in_a_function_call(string response)
    {
        await using var host = await OutboundHost.AnsweringAsync(response);

        Assert.Equal(0, (await host.DoAsync<RecordingCluster.Failed>(("resultExpression", "={x: response}"))).RetriesLeft);
        Assert.Contains("FORBIDDEN_FUNCTION", (await host.DoAsync<RecordingCluster.Failed>(("resultVariable", "x"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_size_guard_measures_variables_and_not_the_response()
    {
        await using var host = await OutboundHost.StartAsync((_, _) => Task.FromResult<object?>(new { big = new string('x', 1_572_864), small = 1 }));

        var completed = await host.DoAsync<RecordingCluster.Completed>(("resultExpression", "={small: small}"));
        var failed = await host.DoAsync<RecordingCluster.Failed>(("resultVariable", "all"));

        Assert.Equal("""{"small":1}""", completed.Variables);
        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains("1,572,864", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_expression_sees_the_mapped_variables_and_not_the_response_once_anything_is_mapped()
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);

        var thrown = await host.DoAsync<RecordingCluster.Thrown>(
            ("resultExpression", "={id: body.id}"),
            ("errorExpression", "=if response.body = null and response.id = id then bpmnError(\"MAPPED\", id) else null"));

        Assert.Equal(("MAPPED", "A-1"), (thrown.Code, thrown.Message));
    }

    [Fact]
    public async Task An_error_expression_turns_a_success_into_a_bpmn_error()
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);

        var thrown = await host.DoAsync<RecordingCluster.Thrown>(
            ("errorExpression", "=if body.total > 10 then bpmnError(\"EXPENSIVE\", \"too much\", {total: body.total}) else null"));

        Assert.Equal(("EXPENSIVE", "too much", """{"total":12.5}"""), (thrown.Code, thrown.Message, thrown.Variables));
    }

    [Fact]
    public async Task An_error_expression_sees_the_retries_left_and_job_hides_a_field_of_that_name()
    {
        await using var host = await OutboundHost.AnsweringAsync("""{"job":"mine"}""");

        Assert.Equal("3", (await host.DoAsync<RecordingCluster.Thrown>(("errorExpression", "=bpmnError(string(job.retries))"))).Code);
    }

    [Theory]
    [InlineData("errorExpression", "=bpmnError(404)", "'errorCode' must be a string")]
    [InlineData("errorExpression", "=jobError(body.reason)", "'errorMessage' must be a string")]
    [InlineData("errorExpression", "=jobError(body.reason)", "[NO_CONTEXT_ENTRY_FOUND] No context entry found with key 'reason'.")]
    public async Task A_connector_function_that_cannot_do_its_part_fails_the_job_for_good(string header, string text, string reason)
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);

        var failed = await host.DoAsync<RecordingCluster.Failed>((header, text));

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains(reason, failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=null")]
    [InlineData("={}")]
    [InlineData("=bpmnError(null)")]
    public async Task No_error_completes_the_job(string expression)
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);

        await host.DoAsync<RecordingCluster.Completed>(("errorExpression", expression));
    }

    [Fact]
    public async Task A_failure_is_seen_as_error_with_type_message_code_and_variables()
    {
        await using var host = await OutboundHost.ThrowingAsync(new ConnectorException("404", "Not there.") { Variables = new { id = 5 } });

        var thrown = await host.DoAsync<RecordingCluster.Thrown>((
            "errorExpression",
            "=if error.code = \"404\" and response.error.code = \"404\" then bpmnError(error.type, error.message, error.variables) else null"));

        Assert.Equal("io.camunda.connector.api.error.ConnectorException", thrown.Code);
        Assert.Equal(("Not there.", """{"id":5}"""), (thrown.Message, thrown.Variables));
    }

    [Fact]
    public async Task A_job_error_has_no_retries_unless_it_says_so_and_overwrites_a_variable_named_error()
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);

        var failed = await host.DoAsync<RecordingCluster.Failed>(("errorExpression", "=jobError(\"no\", {error: \"mine\", other: 1})"));

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Equal("""{"error":"no","other":1}""", failed.Variables);
        Assert.StartsWith("no | Error variables: ", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_error_may_give_retries_and_backoff()
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);

        var failed = await host.DoAsync<RecordingCluster.Failed>(
            ("errorExpression", "=jobError(\"again\", {}, job.retries - 1, duration(\"PT30S\"))"));

        Assert.Equal((2, TimeSpan.FromSeconds(30)), (failed.RetriesLeft, failed.Backoff));
    }

    [Fact]
    public async Task An_ignored_error_drops_what_the_result_was_mapped_to()
    {
        await using var host = await OutboundHost.AnsweringAsync(Order);

        var completed = await host.DoAsync<RecordingCluster.Completed>(
            ("resultVariable", "answer"), ("errorExpression", "=ignoreError({ignored: true})"));

        Assert.Equal("""{"ignored":true}""", completed.Variables);
    }

    [Theory]
    [InlineData("=assert(null, false, \"broken\")")]
    [InlineData("=5")]
    [InlineData("={errorType: \"other\"}")]
    [InlineData("=1 +")]
    public async Task An_error_expression_that_fails_raises_an_incident_and_keeps_the_failure_it_was_asked_about(string expression)
    {
        await using var host = await OutboundHost.ThrowingAsync(new ConnectorException("X", "The original failure."));

        var failed = await host.DoAsync<RecordingCluster.Failed>(("errorExpression", expression));

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains("The original failure.", failed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("P1M")]
    public async Task A_retry_backoff_that_cannot_be_read_fails_the_job_before_the_call(string backoff)
    {
        var calls = 0;
        await using var host = await OutboundHost.StartAsync((_, _) => Task.FromResult<object?>(calls++));

        var failed = await host.DoAsync<RecordingCluster.Failed>(("retryBackoff", backoff));

        Assert.Equal((0, 0), (failed.RetriesLeft, calls));
        Assert.Contains("RETRY_BACKOFF_INVALID", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_uses_one_retry_and_the_modelled_backoff()
    {
        await using var host = await OutboundHost.ThrowingAsync(new ConnectorException("X", "no"));

        var failed = await host.DoAsync<RecordingCluster.Failed>(("retryBackoff", "PT7S"));

        Assert.Equal((2, TimeSpan.FromSeconds(7)), (failed.RetriesLeft, failed.Backoff));
        Assert.Equal("""{"error":{"type":"io.camunda.connector.api.error.ConnectorException","message":"no","code":"X"}}""", failed.Variables);
    }

    [Fact]
    public async Task Advice_to_wait_wins_over_the_modelled_backoff()
    {
        await using var host = await OutboundHost.ThrowingAsync(
            new ConnectorException("429", "slow down") { Retry = RetryAdvice.After(TimeSpan.FromSeconds(90)) });

        var failed = await host.DoAsync<RecordingCluster.Failed>(("retryBackoff", "PT7S"));

        Assert.Equal((2, TimeSpan.FromSeconds(90)), (failed.RetriesLeft, failed.Backoff));
        Assert.Contains("ConnectorRetryException", failed.Variables, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_input_error_stops_retries_also_as_the_direct_cause_but_not_deeper()
    {
        var input = new ConnectorInputException("bad");
        await using var itself = await OutboundHost.ThrowingAsync(input);
        await using var direct = await OutboundHost.ThrowingAsync(new InvalidOperationException("outer", input));
        await using var deeper = await OutboundHost.ThrowingAsync(new InvalidOperationException("1", new InvalidOperationException("2", input)));

        Assert.Equal(0, (await itself.DoAsync<RecordingCluster.Failed>()).RetriesLeft);
        Assert.Equal(0, (await direct.DoAsync<RecordingCluster.Failed>()).RetriesLeft);
        Assert.Equal(2, (await deeper.DoAsync<RecordingCluster.Failed>()).RetriesLeft);
    }

    [Fact]
    public async Task A_long_message_is_cut_at_6000_characters()
    {
        await using var host = await OutboundHost.ThrowingAsync(new ConnectorException("X", new string('m', 10_000)));

        Assert.Equal(6_000, (await host.DoAsync<RecordingCluster.Failed>()).Message.Length);
    }
}
