using System.Text;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests.Faults;

/// <summary>A server that is killed again and again, at random moments, while it works.</summary>
public sealed class KillRoundTests
{
    private const int Rounds = 3;
    private const int InstancesOfRound = 40;

    private static readonly TimeSpan WorkOfUpstream = TimeSpan.FromMilliseconds(15);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_job_is_lost_and_none_done_twice_and_each_repetition_is_in_the_journal()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        var killAt = 0;
        var killed = new TaskCompletionSource();
        await using var peer = await Peer.StartAsync(async (http, number) =>
        {
            if (number == Volatile.Read(ref killAt))
                killed.TrySetResult();
            using (var timer = new PeriodicTimer(WorkOfUpstream))
                await timer.WaitForNextTickAsync(http.RequestAborted);
            await Peer.JsonAsync(http, 200, $$"""{"key": "{{http.Request.Headers["Idempotency-Key"]}}"}""");
        });
        using var folder = new TestFolder();
        var acknowledged = new List<ProcessInstanceKey>();
        var moments = new List<int>();
        for (var round = 0; round < Rounds; round++)
        {
            killed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            moments.Add(random.Next(1, 2 * InstancesOfRound));
            Volatile.Write(ref killAt, peer.Keys.Count + moments[^1]);
            using var victim = await TestServer.StartAsync(folder.Data, Cancellation);
            if (round is 0)
                await victim.Cluster.DeployAsync([("pay.bpmn", Encoding.UTF8.GetBytes(Pay(peer.Url)))], Cancellation);
            var creating = CreateAsync(victim, acknowledged);
            // There may be fewer requests than that, when most of a round is done before its kill.
            await Task.WhenAny(killed.Task, creating);
            await victim.Program.KillAsync(Cancellation);
            await creating;
        }

        Volatile.Write(ref killAt, 0);
        using var survivor = await TestServer.StartAsync(folder.Data, Cancellation);
        await Eventually.GetAsync(
            async () => (await survivor.Cluster.SearchAsync(InState(ProcessInstanceState.Active), Cancellation)).Page.TotalItems, count => count is 0, Cancellation);

        var completed = (await survivor.Cluster.SearchAsync(InState(ProcessInstanceState.Completed), Cancellation)).Items
            .Select(instance => instance.ProcessInstanceKey).ToHashSet();
        var rows = (await survivor.Cluster.Calls.SearchAsync(new SearchQuery<CallFilter> { Page = new SearchPage { Limit = 1_000 } }, Cancellation)).Items;
        var echoes = (await survivor.Cluster.SearchAsync(
            new SearchQuery<VariableFilter> { Filter = new VariableFilter { Name = "echo" }, Page = new SearchPage { Limit = 1_000 } }, Cancellation)).Items
            .ToDictionary(variable => variable.ProcessInstanceKey, variable => variable.Value.Trim('"'));
        var seen = peer.Keys.GroupBy(key => key).ToDictionary(group => group.Key, group => group.Count());
        var jobs = rows.GroupBy(row => row.IdempotencyKey).ToDictionary(job => job.Key, job => job.ToList());
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"seed {seed}: killed {Rounds} times, at request {string.Join(", ", moments)} of a round: {acknowledged.Count} instances acknowledged, {completed.Count} completed, "
            + $"{peer.Keys.Count} requests under {seen.Count} keys, {seen.Values.Count(count => count > 1)} of them more than once; {rows.Count} attempts in the journal, "
            + $"{rows.Count(row => row.State is CallState.Unknown)} of unknown outcome.");

        Assert.All(acknowledged, instance => Assert.Contains(instance, completed));
        Assert.Equal(completed.Count, jobs.Count);
        foreach (var (key, attempts) in jobs)
        {
            var requests = seen.GetValueOrDefault(key);
            Assert.True(requests >= 1, $"Nobody asked for {key}.");
            Assert.True(attempts.Count >= requests, $"{key} was asked {requests} times and is in the journal {attempts.Count} times.");
            Assert.True(attempts.Count(row => row.State is CallState.Completed) <= 1, $"{key} was completed twice.");
            // All but the last were cut off; the last one, too, when the process ended between the cluster's answer and the journal's.
            Assert.All(attempts, row => Assert.Contains(row.State, (CallState[])[CallState.Completed, CallState.Unknown]));
            Assert.Equal(key, echoes[attempts[0].ProcessInstanceKey!.Value]);
        }

        Assert.All(seen.Keys, key => Assert.Contains(key, jobs.Keys));
    }

    /// <summary>What is not acknowledged may be there all the same, and is done then.</summary>
    private static async Task CreateAsync(TestServer server, List<ProcessInstanceKey> acknowledged)
    {
        try
        {
            for (var i = 0; i < InstancesOfRound; i++)
                acknowledged.Add((await server.Cluster.CreateInstanceAsync(new() { ProcessDefinitionId = "payment" }, Cancellation)).ProcessInstanceKey);
        }
        catch (Exception cut) when (cut is HttpRequestException or ClusterException or IOException)
        {
            // Killed.
        }
    }

    private static SearchQuery<ProcessInstanceFilter> InState(ProcessInstanceState state) => new()
    {
        Filter = new ProcessInstanceFilter { State = state },
        Page = new SearchPage { Limit = 1_000 },
    };

    internal static string Pay(string url) => Diagrams.Process(
        "payment",
        $"""
            <bpmn:startEvent id="start" />
            <bpmn:sequenceFlow id="to_pay" sourceRef="start" targetRef="pay" />
            <bpmn:serviceTask id="pay"><bpmn:extensionElements>
              <zeebe:taskDefinition type="io.camunda:http-json:1" retries="3" />
              <zeebe:taskHeaders><zeebe:header key="resultExpression" value="=&#123;echo: body.key&#125;" /></zeebe:taskHeaders>
              <zeebe:ioMapping><zeebe:input source="POST" target="method" /><zeebe:input source="{url}/pay" target="url" /></zeebe:ioMapping>
            </bpmn:extensionElements></bpmn:serviceTask>
            <bpmn:sequenceFlow id="to_end" sourceRef="pay" targetRef="end" />
            <bpmn:endEvent id="end" />
        """);
}
