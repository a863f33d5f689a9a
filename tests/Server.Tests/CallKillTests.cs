using System.Collections.Concurrent;
using System.Text;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>Calls that are under way when the server is killed: none is lost, none counts twice, and none is passed over in silence.</summary>
public sealed class CallKillTests
{
    private const int Instances = 60;
    private const int AnsweredAtOnce = 20;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_call_under_way_when_the_server_is_killed_is_made_again_under_its_key_and_listed_as_unknown()
    {
        using var folder = new TestFolder();
        var holds = true;
        var held = new ConcurrentBag<string>();
        var never = new TaskCompletionSource();
        await using var peer = await Peer.StartAsync(async (http, number) =>
        {
            if (Volatile.Read(ref holds) && number > AnsweredAtOnce)
            {
                // It had its effect, and its caller will never know.
                held.Add(http.Request.Headers["Idempotency-Key"].ToString());
                await never.Task.WaitAsync(http.RequestAborted);
            }

            await Peer.JsonAsync(http, 200, """{"paid": true}""");
        });
        using (var victim = await TestServer.StartAsync(folder.Data, Cancellation))
        {
            await victim.Cluster.DeployAsync([("pay.bpmn", Encoding.UTF8.GetBytes(Pay(peer.Url)))], Cancellation);
            for (var i = 0; i < Instances; i++)
                await victim.Cluster.CreateInstanceAsync(new() { ProcessDefinitionId = "payment" }, Cancellation);
            await Eventually.GetAsync(() => Task.FromResult(peer.Keys.Count), count => count >= Instances, Cancellation);
            await Eventually.GetAsync(() => Task.FromResult(held.Count), count => count >= Instances - AnsweredAtOnce, Cancellation);
            await victim.Program.KillAsync(Cancellation);
        }

        var underWay = held.ToHashSet();
        Volatile.Write(ref holds, false);
        using var survivor = await TestServer.StartAsync(folder.Data, Cancellation);
        var completed = await Eventually.GetAsync(
            async () => (await survivor.Cluster.SearchAsync(InState(ProcessInstanceState.Completed), Cancellation)).Page.TotalItems,
            count => count >= Instances,
            Cancellation);
        var unknown = await ReadAsync(survivor, CallState.Unknown);
        var done = await ReadAsync(survivor, CallState.Completed);
        var again = peer.Keys.GroupBy(key => key).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();

        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Instances} calls, killed with {underWay.Count} under way: {completed} instances completed, {peer.Keys.Count} requests under "
            + $"{peer.Keys.Distinct().Count()} keys, {again.Count} made again, {unknown.Count} listed as unknown.");
        Assert.Equal(Instances, completed);
        Assert.Equal(Instances, peer.Keys.Distinct().Count());
        Assert.All(underWay, key => Assert.Contains(key, again));
        Assert.All(again, key => Assert.Contains(key, unknown.Select(call => call.IdempotencyKey)));
        Assert.All(done.GroupBy(call => call.JobKey), calls => Assert.Single(calls));
        // What was answered before was not asked again, but for those whose answer was not yet stored.
        Assert.Equal(peer.Keys.Count - Instances, again.Count);
    }

    private static SearchQuery<ProcessInstanceFilter> InState(ProcessInstanceState state) => new()
    {
        Filter = new ProcessInstanceFilter { State = state },
        Page = new SearchPage { Limit = 1 },
    };

    private static async Task<IReadOnlyList<CallItem>> ReadAsync(TestServer server, CallState state)
    {
        var query = new SearchQuery<CallFilter> { Filter = new CallFilter { State = state }, Page = new SearchPage { Limit = 1_000 } };
        return (await server.Cluster.Calls.SearchAsync(query, Cancellation)).Items;
    }

    private static string Pay(string url) => Diagrams.Process(
        "payment",
        $"""
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_pay" sourceRef="start" targetRef="pay" />
            <bpmn:serviceTask id="pay"><bpmn:extensionElements>
              <zeebe:taskDefinition type="io.camunda:http-json:1" retries="3" />
              <zeebe:ioMapping>
                <zeebe:input source="POST" target="method" /><zeebe:input source="{url}/pay" target="url" />
                <zeebe:input source="300" target="readTimeoutInSeconds" />
              </zeebe:ioMapping>
            </bpmn:extensionElements></bpmn:serviceTask>
            <bpmn:sequenceFlow id="to_end" sourceRef="pay" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);
}
