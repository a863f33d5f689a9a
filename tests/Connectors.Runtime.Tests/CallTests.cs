using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>What is written down of a call, and what becomes of one that was put aside.</summary>
public sealed class CallTests
{
    private static readonly byte[] Hello = "hello s3cret-value"u8.ToArray();

    [Fact]
    public async Task A_call_is_written_down_before_it_is_made_and_when_it_has_ended()
    {
        var calls = new KeptCalls();
        var begunBefore = -1;
        await using var host = await OutboundHost.StartAsync(
            calls,
            async (_, call, cancellation) =>
            {
                begunBefore = calls.Intents.Count;
                await call.SendingAsync(new WireMessage("PUBLISH orders", [new("key", "7")], Hello), cancellation);
                call.Received(new WireMessage("ACK", [], "taken"u8.ToArray()));
                call.Log("One message.");
                return new { offset = 5 };
            });

        await host.DoAsync<RecordingCluster.Completed>(host.Job("""{"url": "x"}""", headers: ("resultVariable", "answer")));

        var record = await calls.EndOf(1);
        Assert.Equal(1, begunBefore);
        Assert.Equal(("task", 3), (calls.Intents.Single().ElementId, calls.Intents.Single().RetriesLeft));
        Assert.Equal(CallState.Completed, record.State);
        Assert.Equal("""{"url": "x"}""", record.Inputs?.Text);
        Assert.Equal(
            ("PUBLISH orders", "hello s3cret-value", "ACK", "taken"),
            (record.Exchanges[0].RequestLine, record.Exchanges[0].RequestBody.Text, record.Exchanges[0].AnswerLine, record.Exchanges[0].AnswerBody.Text));
        Assert.Equal("""{"offset":5}""", record.Response?.Text);
        Assert.Equal("""{"answer":{"offset":5}}""", record.Variables?.Text);
        Assert.Equal(["One message."], record.Log);
    }

    [Fact]
    public async Task A_secret_is_kept_as_its_placeholder()
    {
        var calls = new KeptCalls();
        await using var host = await OutboundHost.StartAsync(
            calls,
            async (input, call, cancellation) =>
            {
                await call.SendingAsync(new WireMessage($"GET /{input.Url}", [new("Authorization", $"Bearer {input.Url}")], Hello), cancellation);
                call.Log($"Used {input.Url}.");
                return input.Url;
            },
            ("Secrets:Values:TOKEN", "s3cret-value"));
        host.Cluster.Deploy(Diagrams.Definition(7), Diagrams.ServiceTask(("{{secrets.TOKEN}}", "url")));

        await host.DoAsync<RecordingCluster.Completed>(host.Job("""{"url": "{{secrets.TOKEN}}"}""", headers: ("resultVariable", "answer")));

        var record = await calls.EndOf(1);
        var exchange = record.Exchanges[0];
        Assert.Equal("""{"url": "{{secrets.TOKEN}}"}""", record.Inputs?.Text);
        Assert.Equal("GET /{{secrets.TOKEN}}", exchange.RequestLine);
        Assert.Equal("Bearer {{secrets.TOKEN}}", exchange.RequestHeaders[0].Value);
        Assert.Equal("hello {{secrets.TOKEN}}", exchange.RequestBody.Text);
        Assert.Equal(("***", "Used ***."), (record.Response!.Text.Trim('"'), record.Log[0]));
    }

    [Fact]
    public async Task A_call_that_is_put_aside_uses_up_no_retry_and_comes_back_after_its_pause()
    {
        var calls = new KeptCalls();
        var full = true;
        await using var host = await OutboundHost.StartAsync(
            calls,
            (_, _, _) => full ? throw new CallParkedException(TimeSpan.FromSeconds(30), "busy") : Task.FromResult<object?>(1));
        var job = host.Job(headers: ("errorExpression", "= jobError(\"asked\")"));

        var held = await host.DoAsync<RecordingCluster.Held>(job);
        full = false;
        var done = await host.DoAsync<RecordingCluster.Failed>(job);

        Assert.Equal(TimeSpan.FromSeconds(30), held.Timeout);
        Assert.Equal("asked", done.Message.Split(' ')[0]);
        Assert.Equal((CallState.Parked, "busy"), ((await calls.EndOf(1)).State, (await calls.EndOf(1)).ErrorMessage));
    }
}
