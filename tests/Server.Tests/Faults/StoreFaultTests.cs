using System.Globalization;
using System.Net;
using System.Text;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests.Faults;

/// <summary>The disk under a whole server is slow, or full from one moment to the other.</summary>
public sealed class StoreFaultTests
{
    private const int Instances = 40;
    private const int Lanes = 8;
    private const int Rounds = 3;

    private static readonly TimeSpan WorkOfUpstream = TimeSpan.FromMilliseconds(10);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Jobs are held for a second, and a flush may take longer: leases run out under calls, and results come too late.</summary>
    [Fact]
    public async Task With_a_slow_disk_each_job_is_done_once_and_what_came_too_late_is_in_the_journal()
    {
        var random = new Random(7);
        var isSlow = false;
        var slow = 0;
        await using var peer = await PeerAsync();
        using var folder = new TestFolder();
        await using var server = await ServerInProcess.StartAsync(
            folder.Data,
            () =>
            {
                if (!Volatile.Read(ref isSlow))
                    return TimeSpan.Zero;
                if (random.Next(5) is not 0)
                    return TimeSpan.FromMilliseconds(random.Next(30));
                slow++;
                return TimeSpan.FromMilliseconds(1_200);
            },
            "--Connectors:Timeout", "00:00:01");
        await DeployAsync(server.Cluster, peer);
        Volatile.Write(ref isSlow, true);
        var created = await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async _ =>
        {
            var keys = new List<ProcessInstanceKey>();
            for (var i = 0; i < Instances / Lanes; i++)
                keys.Add((await server.Cluster.CreateInstanceAsync(new() { ProcessDefinitionId = "payment" }, Cancellation)).ProcessInstanceKey);
            return keys;
        }));
        await CompletedAsync(server.Cluster, Instances);
        Volatile.Write(ref isSlow, false);

        await CheckAsync(server.Cluster, peer, [.. created.SelectMany(keys => keys)], $"{slow} flushes of 1.2 s under jobs held for 1 s");
    }

    [Fact]
    public async Task With_a_full_disk_nothing_is_acknowledged_that_is_not_kept_and_after_it_each_job_is_done_once()
    {
        var seed = Random.Shared.Next();
        var random = new Random(seed);
        await using var peer = await PeerAsync();
        using var folder = new TestFolder();
        var acknowledged = new List<ProcessInstanceKey>();
        var moments = new List<int>();
        for (var round = 0; round < Rounds; round++)
        {
            await using var server = await ServerInProcess.StartAsync(folder.Data, () => TimeSpan.Zero, "--Connectors:ShutdownLimit", "00:00:05");
            if (round is 0)
                await DeployAsync(server.Cluster, peer);
            moments.Add(random.Next(10, 120));
            server.Store.BreakAfter(moments[^1]);
            var refused = await Assert.ThrowsAsync<ClusterException>(() => CreateUntilRefusedAsync(server, acknowledged));
            Assert.Equal(ClusterError.Unavailable, refused.Error);
            Assert.True(server.Store.HasRefused);
            using var health = await server.Http.GetAsync("/health/ready", Cancellation);
            Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        }

        await using var survivor = await ServerInProcess.StartAsync(folder.Data, () => TimeSpan.Zero);
        await CompletedAsync(survivor.Cluster, acknowledged.Count);
        await CheckAsync(
            survivor.Cluster,
            peer,
            acknowledged,
            string.Create(CultureInfo.InvariantCulture, $"seed {seed}: disk full {Rounds} times, after {string.Join(", ", moments)} writes and flushes"));
    }

    private static async Task CreateUntilRefusedAsync(ServerInProcess server, List<ProcessInstanceKey> acknowledged)
    {
        while (true)
            acknowledged.Add((await server.Cluster.CreateInstanceAsync(new() { ProcessDefinitionId = "payment" }, Cancellation)).ProcessInstanceKey);
    }

    /// <summary>Waits until nothing is active and so many are done.</summary>
    private static async Task CompletedAsync(ClusterClient cluster, int atLeast)
    {
        await Eventually.GetAsync(async () => (await SearchAsync(cluster, ProcessInstanceState.Completed)).Count, count => count >= atLeast, Cancellation);
        await Eventually.GetAsync(async () => (await SearchAsync(cluster, ProcessInstanceState.Active)).Count, count => count is 0, Cancellation);
    }

    private static async Task CheckAsync(ClusterClient cluster, Peer peer, IReadOnlyList<ProcessInstanceKey> acknowledged, string what)
    {
        var completed = await SearchAsync(cluster, ProcessInstanceState.Completed);
        var jobs = (await cluster.Calls.SearchAsync(new SearchQuery<CallFilter> { Page = new SearchPage { Limit = 1_000 } }, Cancellation)).Items
            .GroupBy(call => call.IdempotencyKey).ToDictionary(job => job.Key, job => job.ToList());
        var echoes = (await cluster.SearchAsync(
            new SearchQuery<VariableFilter> { Filter = new VariableFilter { Name = "echo" }, Page = new SearchPage { Limit = 1_000 } }, Cancellation)).Items
            .ToDictionary(variable => variable.ProcessInstanceKey, variable => variable.Value.Trim('"'));
        var seen = peer.Keys.GroupBy(key => key).ToDictionary(group => group.Key, group => group.Count());
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{what}: {acknowledged.Count} instances acknowledged, {completed.Count} completed, {peer.Keys.Count} requests under {seen.Count} keys; in the journal "
            + string.Join(", ", jobs.Values.SelectMany(job => job).GroupBy(call => call.State).OrderBy(group => group.Key).Select(group => $"{group.Count()} {RestWord.Of(group.Key)}")) + ".");

        Assert.All(acknowledged, instance => Assert.Contains(instance, completed));
        Assert.Equal(completed.Count, jobs.Count);
        foreach (var (key, attempts) in jobs)
        {
            // Every request is an attempt, and only one of them counted.
            Assert.Equal((key, seen.GetValueOrDefault(key)), (key, attempts.Sum(call => call.Requests)));
            // A flush that was refused may have kept what was written for it: nobody knew then whether the completion counts.
            Assert.True(attempts.Count(call => call.State is CallState.Completed) <= 1, $"{key} was completed twice.");
            Assert.True(attempts.Exists(call => call.State is CallState.Completed or CallState.NotTaken), $"Nobody knows how {key} ended.");
            Assert.All(attempts, call => Assert.Contains(call.State, (CallState[])[CallState.Completed, CallState.Late, CallState.NotTaken, CallState.Abandoned]));
            Assert.Equal(key, echoes[attempts[0].ProcessInstanceKey!.Value]);
        }

        Assert.All(seen.Keys, key => Assert.Contains(key, jobs.Keys));
    }

    private static async Task<HashSet<ProcessInstanceKey>> SearchAsync(ClusterClient cluster, ProcessInstanceState state) =>
        [.. (await cluster.SearchAsync(
            new SearchQuery<ProcessInstanceFilter> { Filter = new ProcessInstanceFilter { State = state }, Page = new SearchPage { Limit = 1_000 } },
            Cancellation)).Items.Select(instance => instance.ProcessInstanceKey)];

    private static Task DeployAsync(ClusterClient cluster, Peer peer) =>
        cluster.DeployAsync([("pay.bpmn", Encoding.UTF8.GetBytes(KillRoundTests.Pay(peer.Url)))], Cancellation);

    private static Task<Peer> PeerAsync() => Peer.StartAsync(async (http, _) =>
    {
        using (var timer = new PeriodicTimer(WorkOfUpstream))
            await timer.WaitForNextTickAsync(http.RequestAborted);
        await Peer.JsonAsync(http, 200, $$"""{"key": "{{http.Request.Headers["Idempotency-Key"]}}"}""");
    });
}
