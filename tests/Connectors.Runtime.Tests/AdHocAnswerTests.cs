using System.Text.Json;

using Fairlead.Connectors.Runtime.Tests.Support;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Tests;

/// <summary>Connectors that decide about an ad-hoc sub-process, and those that follow what becomes of their job.</summary>
public sealed class AdHocAnswerTests
{
    private static readonly AdHocAnswer Answer = new()
    {
        Variables = JsonElement.Parse("""{"plan": 1}"""),
        ElementActivations = [new("search", JsonElement.Parse("""{"q": "tea"}""")), new("think")],
        CancelRemainingInstances = true,
    };

    [Fact]
    public async Task A_decision_goes_to_the_cluster_unmapped()
    {
        await using var host = await OutboundHost.StartAsync((_, _) => Task.FromResult<object?>(Answer));

        var done = await host.DoAsync<RecordingCluster.AdHocCompleted>(("resultVariable", "r"), ("resultExpression", "={x: 1}"));

        Assert.Equal(new RecordingCluster.AdHocCompleted(new(1), """{"plan":1}""", """search{"q": "tea"} think""", IsDone: false, CancelsRemaining: true), done);
    }

    [Fact]
    public async Task It_cannot_be_ignored()
    {
        await using var host = await OutboundHost.StartAsync((_, _) => Task.FromResult<object?>(Answer));

        var failed = await host.DoAsync<RecordingCluster.Failed>(("errorExpression", "=ignoreError({a: 1})"));

        Assert.Equal(0, failed.RetriesLeft);
        Assert.Contains("ad-hoc", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_expression_sees_it_as_the_connector_gave_it()
    {
        await using var host = await OutboundHost.StartAsync((_, _) => Task.FromResult<object?>(Answer));

        var thrown = await host.DoAsync<RecordingCluster.Thrown>(
            ("errorExpression", "=if cancelRemainingInstances then bpmnError(\"STOP\", string(response.variables.plan)) else null"));

        Assert.Equal("STOP", thrown.Code);
    }

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("[1]")]
    public async Task Variables_that_are_no_object_are_a_mistake_of_the_connector_that_no_retry_mends(string variables)
    {
        await using var host = await OutboundHost.StartAsync(
            (_, _) => Task.FromResult<object?>(new AdHocAnswer { Variables = JsonElement.Parse(variables) }));

        Assert.Equal(0, (await host.DoAsync<RecordingCluster.Failed>()).RetriesLeft);
    }

    [Fact]
    public async Task Variables_are_as_large_as_those_of_other_results_at_most()
    {
        var large = JsonElement.Parse($$"""{"text": "{{new string('x', 1_600_000)}}"}""");
        await using var host = await OutboundHost.StartAsync((input, _) => Task.FromResult<object?>(
            input.Url == "own" ? new AdHocAnswer { Variables = large } : new AdHocAnswer { ElementActivations = [new("search", large)] }));

        foreach (var whose in (string[])["own", "elements"])
        {
            var failed = await host.DoAsync<RecordingCluster.Failed>(host.Job($$"""{"url": "{{whose}}"}"""));
            Assert.Equal((whose, 0), (whose, failed.RetriesLeft));
            Assert.Contains("VARIABLES_TOO_LARGE", failed.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("=null", false, CallEnd.Completed)]
    [InlineData("=jobError(\"no\")", false, CallEnd.Failed)]
    [InlineData("=bpmnError(\"E\")", false, CallEnd.ErrorThrown)]
    [InlineData("=null", true, CallEnd.NotTaken)]
    public async Task A_connector_learns_what_became_of_its_job(string errorExpression, bool isGone, CallEnd expected)
    {
        var told = new TaskCompletionSource<CallEnd>();
        await using var host = await OutboundHost.StartAsync(calls: null, (_, call, _) =>
        {
            call.OnEnd((end, _) =>
            {
                told.SetResult(end);
                throw new InvalidOperationException("must change nothing");
            });
            return Task.FromResult<object?>(1);
        });
        host.Cluster.Before = command =>
        {
            if (isGone && command is RecordingCluster.Completed)
                throw new ClusterException(ClusterError.NotFound, "gone");
        };

        host.Cluster.Give(host.Job(headers: ("errorExpression", errorExpression)));

        Assert.Equal(expected, await told.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
    }
}
