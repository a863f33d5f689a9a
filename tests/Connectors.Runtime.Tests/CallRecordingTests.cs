using System.Text;

using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>What of a call is kept, and what is not.</summary>
public sealed class CallRecordingTests
{
    private const string Token = "t0ken-of-a-variable";
    private const string Inputs =
        """{"url": "x", "authentication": {"token": """ + $"\"{Token}\""
        + """}, "body": {"headers": {"Cookie": "a=b", "x-api-key": "{{secrets.K}}"}}}""";

    [Fact]
    public async Task A_value_that_the_connector_takes_as_a_secret_is_one_wherever_it_comes_from()
    {
        var record = await RecordAsync(Inputs, async (input, call, cancellation) =>
        {
            var token = input.Authentication!.Token.Reveal();
            await call.SendingAsync(new WireMessage($"GET /?t={token}", [new("X-Any", token)], Encoding.UTF8.GetBytes($"t={token}")), cancellation);
            call.Received(new WireMessage("OK", [], Encoding.UTF8.GetBytes(Convert.ToBase64String(Encoding.UTF8.GetBytes(token)))));
            call.Log(token);
            return token;
        });

        Assert.DoesNotContain(Token, Text(record), StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes(Token)), Text(record), StringComparison.Ordinal);
        Assert.Equal("""{"token":"***"}""", System.Text.Json.JsonElement.Parse(record.Inputs!.Text).GetProperty("authentication").GetRawText());
    }

    [Fact]
    public async Task A_value_that_cannot_be_bound_is_still_a_secret()
    {
        var record = await RecordAsync(
            $$$"""{"url": ["two", "of them"], "authentication": {"token": "{{{Token}}}"}}""", (_, _, _) => Task.FromResult<object?>(1));

        Assert.Equal(CallState.Failed, record.State);
        Assert.DoesNotContain(Token, Text(record), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_let_somebody_in_are_hidden_on_the_wire_and_in_JSON_unless_they_are_placeholders()
    {
        var record = await RecordAsync(Inputs, async (_, call, cancellation) =>
        {
            await call.SendingAsync(
                new WireMessage(
                    "GET /",
                    [
                        new("Authorization", "Basic dXNlcjpwYXNz"), new("authorization", "Bearer {{secrets.T}}"), new("Cookie", "session=1"),
                        new("X-Api-Key", "k"), new("Accept", "*/*"),
                    ],
                    default),
                cancellation);
            call.Received(new WireMessage("OK", [new("Set-Cookie", "session=2; Path=/")], """{"Set-Cookie":["session=3"]}"""u8.ToArray()));
            return new { headers = new Dictionary<string, object> { ["Set-Cookie"] = (string[])["session=4"], ["Age"] = 5 } };
        });

        var exchange = record.Exchanges[0];
        Assert.Equal(
            ["Basic ***", "Bearer {{secrets.T}}", "***", "***", "*/*"], exchange.RequestHeaders.Select(header => header.Value));
        Assert.Equal(("***", """{"Set-Cookie":["***"]}"""), (exchange.AnswerHeaders[0].Value, exchange.AnswerBody.Text));
        Assert.Equal("""{"headers":{"Set-Cookie":["***"],"Age":5}}""", record.Response?.Text);
        Assert.Contains("""{"Cookie":"***","x-api-key":"{{secrets.K}}"}""", record.Inputs!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("All", true, true, true)]
    [InlineData("Headers", true, false, false)]
    [InlineData("Errors", true, false, true)]
    [InlineData("None", false, false, false)]
    public async Task How_much_is_kept_is_said_for_each_process(string capture, bool wire, bool contents, bool contentsOfFailures)
    {
        (string, string)[] settings = [("Calls:Capture", "ALL"), ("Calls:CaptureOf:process", capture)];

        var good = await RecordAsync("""{"url": "x"}""", SendAsync, settings);
        var bad = await RecordAsync("""{"url": "bad"}""", SendAsync, settings);

        Assert.Equal(wire, good.Exchanges.Count is 1 && good.Exchanges[0].RequestHeaders.Count is 1);
        Assert.Equal(wire, good.Log.Count is 1);
        Assert.Equal(contents, good.Exchanges is [{ RequestBody.Text: "sent" }] && good.Inputs is not null && good.Response is not null);
        Assert.Equal(contentsOfFailures, bad.Exchanges is [{ RequestBody.Text: "sent" }] && bad.Inputs is not null);
        Assert.Equal((CallState.Failed, "BAD"), (bad.State, bad.ErrorCode));
        Assert.Equal(Enum.Parse<CallCapture>(capture), good.Capture);

        static async Task<object?> SendAsync(CallInput input, OutboundCall call, CancellationToken cancellation)
        {
            await call.SendingAsync(new WireMessage("PUT", [new("a", "b")], "sent"u8.ToArray()), cancellation);
            call.Log("One.");
            return input.Url is "bad" ? throw new ConnectorException("BAD", "It is.") : 1;
        }
    }

    [Fact]
    public async Task Of_large_bodies_the_beginning_is_kept_and_of_many_requests_the_first_ones()
    {
        var body = Encoding.UTF8.GetBytes(new string('ä', 50_000) + "€");
        var record = await RecordAsync("{}", async (_, call, cancellation) =>
        {
            for (var i = 0; i < 60; i++)
                await call.SendingAsync(new WireMessage("PUT", [], body), cancellation);
            return new string('x', 100_000);
        });

        Assert.Equal(50, record.Exchanges.Count);
        Assert.All(record.Exchanges, exchange => Assert.Equal((100_003L, true), (exchange.RequestBody.Bytes, exchange.RequestBody.IsCut)));
        Assert.All(record.Exchanges, exchange => Assert.DoesNotContain('\uFFFD', exchange.RequestBody.Text));
        Assert.InRange(record.Exchanges[0].RequestBody.Text.Length, 28_000, 64 * 1024);
        Assert.InRange(record.Exchanges.Sum(exchange => exchange.RequestBody.Text.Length), 200_000, 1024 * 1024);
        Assert.Equal((64 * 1024, true, 100_002L), (record.Response!.Text.Length, record.Response.IsCut, record.Response.Bytes));
    }

    [Fact]
    public async Task A_secret_at_the_place_where_a_body_is_cut_does_not_show_its_beginning()
    {
        var record = await RecordAsync($$$"""{"authentication": {"token": "{{{Token}}}"}}""", async (_, call, cancellation) =>
        {
            // The beginnings that are kept end within it, wherever they end.
            for (var i = 0; i < 12; i++)
                await call.SendingAsync(new WireMessage("PUT", [], Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Token, 9_000)))), cancellation);
            return 1;
        });

        Assert.Empty(record.Exchanges.Where(exchange => exchange.RequestBody.Text.Contains(Token[..6], StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_call_that_must_be_written_down_and_cannot_be_fails_and_is_not_made()
    {
        var made = false;
        await using var host = await OutboundHost.StartAsync(new BrokenJournal(), (_, _, _) =>
        {
            made = true;
            return Task.FromResult<object?>(1);
        });

        var failed = await host.DoAsync<RecordingCluster.Failed>();

        Assert.False(made);
        Assert.Equal(2, failed.RetriesLeft);
        Assert.Contains("the disk is full. [CALL_NOT_WRITTEN]", failed.Message, StringComparison.Ordinal);
    }

    private static string Text(CallRecord record) => string.Join('\n',
    [
        record.Inputs?.Text, record.Response?.Text, record.Result?.Text, record.Variables?.Text, record.ErrorMessage, .. record.Log,
        .. record.Exchanges.SelectMany(exchange => (string[])
        [
            exchange.RequestLine, exchange.RequestBody.Text, exchange.AnswerBody.Text, .. exchange.RequestHeaders.Select(header => header.Value),
        ]),
    ]);

    private static async Task<CallRecord> RecordAsync(
        string inputs, Func<CallInput, OutboundCall, CancellationToken, Task<object?>> call, params (string Key, string Value)[] settings)
    {
        var calls = new KeptCalls();
        await using var host = await OutboundHost.StartAsync(calls, call, settings);
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(("x", "url")));
        host.Cluster.Give(host.Job(inputs, headers: ("resultVariable", "r")));
        return await calls.EndOf(1);
    }

    private sealed class BrokenJournal : ICallJournal
    {
        public ValueTask<long> BeginAsync(CallIntent call, CancellationToken cancellation) => throw new CallJournalException("the disk is full.");

        public UnknownCall? FindUnknown(long jobKey) => null;

        public ValueTask SettleAsync(long jobKey, CancellationToken cancellation) => ValueTask.CompletedTask;

        public CallOrder? FindOrder(long jobKey) => null;

        public void End(long key, CallRecord record) => Assert.Fail("There is no such call.");
    }
}
