using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Requests and answers over a real socket: traps 16 to 19, 22 to 25 of the contract.</summary>
public sealed class WebhookTests
{
    [Fact]
    public async Task A_request_starts_an_instance_of_the_deployed_version_and_is_answered_by_the_response_expression()
    {
        await using var host = await WebhookHost.StartingAsync(
            ("resultExpression", "={orderId: request.body.id, source: response.request.params.source}"),
            ("inbound.responseExpression", "={statusCode: 201, headers: {x: \"y\"}, body: {key: correlation.processInstanceKey, id: request.body.id}}"));

        using var content = new StringContent("""{"id":"A-1"}""", Encoding.UTF8, "application/json");
        using var response = await host.Http.PostAsync("/inbound/order?source=a%20b", content, TestContext.Current.CancellationToken);
        var created = await host.Cluster.NextAsync<CreateInstance>();

        Assert.True(response.StatusCode is HttpStatusCode.Created, host.Log.Text);
        Assert.Equal("""{"key":1001,"id":"A-1"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("y", response.Headers.GetValues("x").Single());
        Assert.Equal("""{"orderId":"A-1","source":"a b"}""", RecordingCluster.Text(created.Variables));
        Assert.Equal((1, false, null), (created.DefinitionKey!.Value.Value, created.AwaitCompletion, created.DeduplicationKey));
    }

    [Fact]
    public async Task Without_a_response_expression_the_answer_is_200_and_empty()
    {
        await using var host = await WebhookHost.StartingAsync();

        var answer = await host.PostAsync("{}");

        Assert.True(answer is { Status: HttpStatusCode.OK, Body: "" }, host.Log.Text);
    }

    [Theory]
    [InlineData("", "application/json", "{}")]
    [InlineData("[1]", "text/plain", "[1]")]
    [InlineData("a=1&b=x%26y%3Dz&a=2", "application/x-www-form-urlencoded", """{"a":["1","2"],"b":"x&y=z"}""")]
    [InlineData("a=1+2", "application/x-www-form-urlencoded; charset=UTF-8", """{"a":"1 2"}""")]
    [InlineData("<a/>", "application/xml", "\"<a/>\"")]
    [InlineData("<a/>", "text/xml; charset=utf-8", "\"<a/>\"")]
    public async Task Bodies_are_understood_by_their_media_type(string body, string contentType, string expected)
    {
        await using var host = await WebhookHost.StartingAsync(("resultExpression", "={body: request.body}"));

        await host.PostAsync(body, contentType);

        Assert.Equal($"{{\"body\":{expected}}}", RecordingCluster.Text((await host.Cluster.NextAsync<CreateInstance>()).Variables));
    }

    [Fact]
    public async Task Header_names_are_lower_case_and_parameters_give_their_first_value()
    {
        await using var host = await WebhookHost.StartingAsync(("resultExpression", "={h: request.headers.x_a, p: request.params, d: documents, c: connectorData}"));

        await host.SendAsync(HttpMethod.Get, "/inbound/order?p=1&p=2&q", ("X_A", "Value"));

        Assert.Equal(
            """{"h":"Value","p":{"p":"1","q":""},"d":[],"c":{}}""",
            RecordingCluster.Text((await host.Cluster.NextAsync<CreateInstance>()).Variables));
    }

    [Fact]
    public async Task Broken_JSON_is_refused_with_its_position_and_starts_nothing()
    {
        await using var host = await WebhookHost.StartingAsync();

        var answer = await host.PostAsync("{\"a\":\n oops}");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Contains("line 2", answer.Body, StringComparison.Ordinal);
        Assert.Equal("application/problem+json", answer.Headers["Content-Type"]);
        Assert.Empty(host.Cluster.Log);
    }

    [Fact]
    public async Task A_body_over_the_limit_is_refused_with_the_limit_whether_its_length_is_announced_or_not()
    {
        await using var host = await WebhookHost.StartingAsync();
        var large = new byte[10 * 1024 * 1024];

        foreach (var chunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/inbound/order") { Content = new ByteArrayContent(large) };
            request.Headers.TransferEncodingChunked = chunked;
            using var response = await host.Http.SendAsync(request, TestContext.Current.CancellationToken);

            Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
            Assert.Contains("1,048,576 bytes", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        Assert.Empty(host.Cluster.Log);
    }

    [Fact]
    public async Task An_unknown_path_tells_nothing_about_others()
    {
        await using var host = await WebhookHost.StartingAsync();

        var answer = await host.SendAsync(HttpMethod.Post, "/inbound/nothing");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Contains("No webhook is active at this path.", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("order", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_method_than_the_modelled_one_is_refused_with_the_right_one()
    {
        await using var host = await WebhookHost.StartingAsync(("inbound.method", "post"));

        var answer = await host.SendAsync(HttpMethod.Put, "/inbound/order");

        Assert.Equal((HttpStatusCode.MethodNotAllowed, "POST"), (answer.Status, answer.Headers["Allow"]));
    }

    [Fact]
    public async Task Activation_conditions_see_the_event_without_response_and_only_true_activates()
    {
        await using var host = await WebhookHost.StartingAsync(("activationCondition", "=request.body.go = true and response = null"));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.PostAsync("{}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("""{"go":true}""")).Status);
    }

    [Theory]
    [InlineData("true", HttpStatusCode.OK)]
    [InlineData("false", HttpStatusCode.UnprocessableEntity)]
    public async Task An_unmatched_event_is_consumed_only_where_the_model_says_so(string consume, HttpStatusCode expected)
    {
        await using var host = await WebhookHost.StartingAsync(("activationCondition", "=false"), ("consumeUnmatchedEvents", consume));

        Assert.Equal(expected, (await host.PostAsync("{}")).Status);
        Assert.Empty(host.Cluster.Log);
    }

    [Fact]
    public async Task A_repeated_event_with_a_message_id_starts_one_instance_and_gets_the_first_answer()
    {
        await using var host = await WebhookHost.StartingAsync(
            ("messageIdExpression", "=request.headers.delivery"),
            ("inbound.responseExpression", "={body: correlation.processInstanceKey}"));

        var first = await host.PostAsync("{}", headers: ("Delivery", "d-1"));
        var second = await host.PostAsync("{}", headers: ("Delivery", "d-1"));
        var other = await host.PostAsync("{}", headers: ("Delivery", "d-2"));

        Assert.Equal(("1001", "1001", "1002"), (first.Body, second.Body, other.Body));
        Assert.Equal(["<default>/process/start/d-1", "<default>/process/start/d-2"], host.Cluster.Log.OfType<CreateInstance>().Select(create => create.DeduplicationKey));
    }

    [Fact]
    public async Task A_synchronous_start_waits_for_the_end_and_gives_the_variables()
    {
        await using var host = await WebhookHost.StartingAsync(
            ("synchronousResponse", "true"), ("inbound.responseExpression", "={body: correlation.variables.total}"));
        host.Cluster.ResultVariables = """{"total":42}""";

        Assert.Equal("42", (await host.PostAsync("{}")).Body);
        Assert.True((await host.Cluster.NextAsync<CreateInstance>()).AwaitCompletion);
    }

    [Fact]
    public async Task A_catch_event_publishes_its_message_with_key_id_and_time_to_live()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync(Diagrams.Definition(1), Diagrams.WebhookCatch("process", "paid", WebhookHost.Settings(
            ("correlationKeyExpression", "=request.body.orderId"), ("messageIdExpression", "=request.body.id"), ("messageTtl", "PT5M"))));

        await host.PostAsync("""{"orderId":17,"id":"m1"}""");
        var message = await host.Cluster.NextAsync<PublishMessage>();

        Assert.Equal(("paid", "17", "m1", TimeSpan.FromMinutes(5)), (message.Name, message.CorrelationKey, message.MessageId, message.TimeToLive));
        Assert.Equal("<default>/process/catch/m1", message.DeduplicationKey);
    }

    [Fact]
    public async Task A_synchronous_catch_event_correlates_at_once_without_id_and_time_to_live()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync(Diagrams.Definition(1), Diagrams.WebhookCatch("process", "paid", WebhookHost.Settings(
            ("correlationKeyExpression", "=request.body.orderId"),
            ("synchronousResponse", "true"),
            ("inbound.responseExpression", "={body: correlation.processInstanceKey}"))));

        Assert.Equal("77", (await host.PostAsync("""{"orderId":"o"}""")).Body);
        Assert.Equal(("paid", "o"), await host.Cluster.NextAsync<CorrelateMessage>() is var message ? (message.Name, message.CorrelationKey) : default);
    }

    [Fact]
    public async Task A_missing_correlation_key_is_the_senders_fault()
    {
        await using var host = await WebhookHost.StartAsync();
        await host.DeployAsync(Diagrams.Definition(1), Diagrams.WebhookCatch(
            "process", "paid", WebhookHost.Settings(("correlationKeyExpression", "=request.body.orderId"))));

        var answer = await host.PostAsync("{}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("INBOUND_NO_CORRELATION_KEY", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failing_expression_is_422_and_shows_the_sender_nothing_of_its_text()
    {
        await using var host = await WebhookHost.StartingAsync(("activationCondition", "=assert(request.body.inner, false, \"hidden rule\")"));

        var answer = await host.PostAsync("{}");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.DoesNotContain("inner", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", answer.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=assert(null, false, \"broken\")")]
    [InlineData("=5")]
    [InlineData("={statusCode: 9999}")]
    [InlineData("={headers: {\"bad name\": \"x\"}}")]
    public async Task An_answer_that_cannot_be_composed_does_not_make_the_sender_repeat_an_accepted_event(string expression)
    {
        await using var host = await WebhookHost.StartingAsync(("inbound.responseExpression", expression));

        var answer = await host.PostAsync("{}");

        Assert.Equal((HttpStatusCode.OK, "failed"), (answer.Status, answer.Headers["Fairlead-Answer"]));
        Assert.Contains("WEBHOOK_ANSWER_FAILED", answer.Body, StringComparison.Ordinal);
        Assert.Contains("Warning 3201", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Text_goes_out_as_it_is_and_never_as_a_page()
    {
        await using var host = await WebhookHost.StartingAsync(("inbound.responseExpression", "={body: request.params.echo}"));

        var answer = await host.SendAsync(HttpMethod.Get, "/inbound/order?echo=%3Cscript%3E%26");

        Assert.Equal("<script>&", answer.Body);
        Assert.Equal(("text/plain; charset=utf-8", "nosniff"), (answer.Headers["Content-Type"], answer.Headers["X-Content-Type-Options"]));
    }

    [Fact]
    public async Task A_page_that_a_model_answers_with_has_neither_scripts_nor_our_origin()
    {
        await using var host = await WebhookHost.StartingAsync(
            ("inbound.responseExpression", "={body: \"<b>hi</b>\", headers: {\"Content-Type\": \"text/html\"}}"));

        Assert.Equal("sandbox", (await host.PostAsync("{}")).Headers["Content-Security-Policy"]);
    }

    [Theory]
    [InlineData(ClusterError.InvalidArgument, 400)]
    [InlineData(ClusterError.NotFound, 404)]
    [InlineData(ClusterError.InvalidState, 412)]
    [InlineData(ClusterError.ResourceExhausted, 429)]
    [InlineData(ClusterError.Unavailable, 503)]
    [InlineData(ClusterError.DeadlineExceeded, 504)]
    [InlineData(ClusterError.Internal, 500)]
    [InlineData(ClusterError.AlreadyExists, 200)]
    public async Task What_the_cluster_says_becomes_a_status_and_its_words_stay_inside(ClusterError error, int status)
    {
        await using var host = await WebhookHost.StartingAsync();
        host.Cluster.Before = command =>
        {
            if (command is CreateInstance)
                throw new ClusterException(error, "inside");
        };

        var answer = await host.PostAsync("{}");

        Assert.Equal(status, (int)answer.Status);
        Assert.DoesNotContain("inside", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Variables_over_the_limit_are_refused()
    {
        await using var host = await WebhookHost.StartingAsync(
            ("resultExpression", "={twice: [request.body, request.body]}"));

        var answer = await host.PostAsync(JsonSerializer.Serialize(new string('x', 900_000)));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("VARIABLES_TOO_LARGE", answer.Body, StringComparison.Ordinal);
        Assert.Empty(host.Cluster.Log);
    }

    [Fact]
    public async Task A_defect_is_answered_without_details_and_logged()
    {
        await using var host = await WebhookHost.StartingAsync();
        host.Cluster.Before = command =>
        {
            if (command is CreateInstance)
                throw new InvalidOperationException("defect inside");
        };

        var answer = await host.PostAsync("{}");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.DoesNotContain("inside", answer.Body, StringComparison.Ordinal);
        Assert.Contains("defect inside", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_that_does_not_finish_is_told_to_go()
    {
        await using var host = await WebhookHost.StartAsync(("Webhooks:ReadTimeout", "00:00:01"));
        await host.DeployAsync("process");
        using var socket = new TcpClient();
        await socket.ConnectAsync(host.Http.BaseAddress!.Host, host.Http.BaseAddress.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();

        await stream.WriteAsync("POST /inbound/order HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{"u8.ToArray(), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);

        Assert.StartsWith("HTTP/1.1 408", await reader.ReadLineAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_bytes_than_may_be_held_at_once_are_refused_for_now()
    {
        await using var host = await WebhookHost.StartAsync(("Webhooks:BytesInFlightAtMost", "10"));
        await host.DeployAsync("process");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.PostAsync("\"0123456789\"")).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("{}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.PostAsync("12345678")).Status);
    }

    [Fact]
    public async Task An_option_out_of_its_bounds_stops_the_start_and_is_named()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => WebhookHost.StartAsync(("Webhooks:BodyBytesAtMost", "0")));

        Assert.Contains("BodyBytesAtMost", refused.Message, StringComparison.Ordinal);
    }
}
