using System.Net;
using System.Text.Json;

using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests.Webhooks;

/// <summary>The status table of the contract (§3.7), row by row, safe where the original is not (traps 22 to 25).</summary>
public sealed class AnswerTests
{
    private const string Fails = "=assert(request.body.inner, false, \"hidden rule\")";

    /// <summary>Name of the row, properties, what is sent, what the cluster says, and the answer: status, beginning of the body, a header.</summary>
    public static TheoryData<string, (string, string)[], string, ClusterError?, int, string, string?> Rows => new()
    {
        { "success without expression", [], "{}", null, 200, "", null },
        { "success with expression", [Answer("={statusCode: 201, headers: {\"x-a\": \"b\"}, body: {a: 1}}")], "{}", null, 201, "{\"a\":1}", "x-a=b" },
        { "text is not escaped and no page", [Answer("={body: \"<b>&\"}")], "{}", null, 200, "<b>&", "X-Content-Type-Options=nosniff" },
        { "XML goes out as XML", [Answer("={body: \"<a/>\", headers: {\"content-type\": \"application/xml\"}}")], "{}", null, 200, "<a/>", "Content-Type=application/xml" },
        { "expression gives null", [Answer("=null")], "{}", null, 200, "", null },
        { "consumed, and the expression is not asked", [Never, ("consumeUnmatchedEvents", "true"), Answer(Fails)], "{}", null, 200, "", null },
        { "known before", [Answer("={body: correlation = null}")], "{}", ClusterError.AlreadyExists, 200, "true", null },
        { "not matched", [Never], "{}", null, 422, "WEBHOOK_NOT_MATCHED", "Content-Type=application/problem+json" },
        { "condition fails", [("activationCondition", Fails)], "{}", null, 422, "INBOUND_EXPRESSION_FAILED", null },
        { "message id fails", [("messageIdExpression", Fails)], "{}", null, 422, "INBOUND_EXPRESSION_FAILED", null },
        { "result fails", [("resultExpression", Fails)], "{}", null, 422, "RESULT_EXPRESSION_FAILED", null },
        { "verification fails", [("inbound.verificationExpression", Fails)], "{}", null, 422, "WEBHOOK_EXPRESSION_FAILED", null },
        { "answer fails", [Answer(Fails)], "{}", null, 200, "WEBHOOK_ANSWER_FAILED", "Fairlead-Answer=failed" },
        { "no JSON", [], "{", null, 400, "WEBHOOK_BAD_JSON", null },
        { "signature missing", Signed, "{}", null, 401, "WEBHOOK_UNAUTHORIZED", null },
        { "password missing", [("inbound.auth.type", "BASIC"), ("inbound.auth.username", "u"), ("inbound.auth.password", "p")], "{}", null, 401, "WEBHOOK_UNAUTHORIZED", "WWW-Authenticate=Basic realm=\"webhook\", charset=\"UTF-8\"" },
        { "other method", [("inbound.method", "put")], "{}", null, 405, "WEBHOOK_METHOD", "Allow=PUT" },
        { "other path", [("inbound.context", "elsewhere")], "{}", null, 404, "WEBHOOK_NOT_FOUND", null },
        { "invalid", [], "{}", ClusterError.InvalidArgument, 400, "WEBHOOK_CLUSTER", null },
        { "nobody waits", [], "{}", ClusterError.NotFound, 404, "WEBHOOK_CLUSTER", null },
        { "wrong state", [], "{}", ClusterError.InvalidState, 412, "WEBHOOK_CLUSTER", null },
        { "busy", [], "{}", ClusterError.ResourceExhausted, 429, "WEBHOOK_CLUSTER", "Retry-After=1" },
        { "away", [], "{}", ClusterError.Unavailable, 503, "WEBHOOK_CLUSTER", "Retry-After=1" },
        { "late", [("synchronousResponse", "true")], "{}", ClusterError.DeadlineExceeded, 504, "was accepted", null },
        { "broken", [], "{}", ClusterError.Internal, 500, "WEBHOOK_CLUSTER", null },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public async Task What_happens_is_answered_by_the_table(
        string row, (string, string)[] properties, string body, ClusterError? says, int status, string contains, string? header)
    {
        await using var host = await WebhookHost.StartingAsync(properties);
        host.Cluster.Before = command =>
        {
            if (says is { } error && command is CreateInstance)
                throw new ClusterException(error, "inside");
        };

        var answer = await host.PostAsync(body);

        Assert.True(status == (int)answer.Status, $"{row}: {(int)answer.Status} {answer.Body}");
        if (contains.Length is 0)
            Assert.Equal("", answer.Body);
        else
            Assert.Contains(contains, answer.Body, StringComparison.Ordinal);
        if (header is not null)
            Assert.Equal(header[(header.IndexOf('=', StringComparison.Ordinal) + 1)..], answer.Headers[header.Split('=')[0]]);
        // No text of an expression, no word of the cluster, and nothing that a client could not read.
        Assert.DoesNotContain("hidden", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("inner", answer.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("inside", answer.Body, StringComparison.Ordinal);
        if (status >= 400)
            Assert.Equal(status, JsonElement.Parse(answer.Body).GetProperty("status").GetInt32());
        Assert.Equal((0L, 0), (host.Load.Bytes, host.Load.Requests));
    }

    [Fact]
    public async Task A_sender_that_hangs_up_while_its_instance_runs_changes_nothing()
    {
        await using var host = await WebhookHost.StartingAsync(("synchronousResponse", "true"), Answer("={body: correlation.variables}"));
        var gate = new TaskCompletionSource();
        host.Cluster.Until = command => command is CreateInstance ? gate.Task : Task.CompletedTask;
        using (var sender = host.Connect())
        {
            await sender.SendAsync("POST /inbound/order HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}");
            await Wait.UntilAsync(() => host.Load.Requests is 1);
        }

        gate.SetResult();
        await host.Cluster.NextAsync<CreateInstance>();
        await Wait.UntilAsync(() => host.Load.Requests is 0);

        Assert.Single(host.Cluster.Log.OfType<CreateInstance>());
        Assert.DoesNotContain("Error", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sender_that_does_not_take_a_long_answer_is_let_go()
    {
        await using var host = await WebhookHost.StartAsync(
            ("Webhooks:ReadTimeout", "00:00:01"), ("Webhooks:BytesPerSecondAtLeast", $"{int.MaxValue}"));
        await host.DeployAsync("process", Answer("={body: for i in 1..20 return request.body}"));
        using var sender = host.Connect();

        await sender.SendAsync($"POST /inbound/order HTTP/1.1\r\nHost: x\r\nContent-Length: 700002\r\n\r\n\"{new string('x', 700_000)}\"");
        await host.Cluster.NextAsync<CreateInstance>();
        await Wait.UntilAsync(() => host.Load.Requests is 0);

        Assert.Equal(0, host.Load.Bytes);
        Assert.DoesNotContain("Error", host.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_synchronous_answer_has_the_variables_of_the_end_and_of_a_repetition_too()
    {
        await using var host = await WebhookHost.StartingAsync(
            ("synchronousResponse", "true"), ("messageIdExpression", "=request.headers.id"), Answer("={body: correlation.variables.total}"));
        host.Cluster.ResultVariables = """{"total":42}""";

        var first = await host.PostAsync("{}", headers: ("Id", "1"));
        var again = await host.PostAsync("{}", headers: ("Id", "1"));

        Assert.Equal(((HttpStatusCode, string))(HttpStatusCode.OK, "42"), (first.Status, first.Body));
        Assert.Equal((first.Status, first.Body), (again.Status, again.Body));
    }

    private static (string, string) Never => ("activationCondition", "=false");

    private static (string, string)[] Signed =>
        [("inbound.shouldValidateHmac", "enabled"), ("inbound.hmacSecret", "key"), ("inbound.hmacHeader", "X-Signature")];

    private static (string, string) Answer(string expression) => ("inbound.responseExpression", expression);
}
