using System.Text;
using Fairlead.Server.Tests.Support;

namespace Fairlead.Server.Tests;

/// <summary>
/// The promise of the inbound half, on real disks: each event counts once, however often it is sent, whichever of two servers gets it, and
/// whatever is killed meanwhile.
/// </summary>
public sealed class InboundKillTests
{
    private const int EventsOfEachKind = 50;
    private const int Times = 3;
    private const int Kills = 4;

    /// <summary>Of a schedule.</summary>
    private const int Ticks = 20;

    private static readonly string[] Kinds = ["plain", "message", "waiting"];
    private static readonly string[] Starts = ["plain", "message"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_that_are_sent_three_times_through_two_servers_count_once_each_although_both_are_killed()
    {
        var seed = Random.Shared.Next();
        var chance = new Random(seed);
        using var folder = new TestFolder();
        var (clusterUrl, runtimeUrl) = (TestServer.FindFreeUrl(), TestServer.FindFreeUrl());
        var runtimeFolder = Path.Combine(folder.Path, "runtime");
        string[] lease = ["--Inbound:LeaseDuration", "00:00:02"];
        string[] attached = ["--Cluster:Address", clusterUrl, "--Cluster:AnswerWithin", "00:00:05", .. lease];
        var ids = Enumerable.Range(0, EventsOfEachKind).Select(number => $"e{number:000}").ToList();
        var whole = 0;
        await using var source = await Peer.StartAsync((http, number) =>
        {
            // New ones come with each answer, and none goes: each is delivered again and again.
            var items = ids.Take(number * 2).Select(id => $$"""{"id":"{{id}}"}""").ToList();
            whole += items.Count == ids.Count ? 1 : 0;
            return Peer.JsonAsync(http, 200, $$"""{"items":[{{string.Join(',', items)}}],"answer":{{number}}}""");
        });
        var cluster = await TestServer.StartAtAsync(clusterUrl, folder.Data, Cancellation, lease);
        var runtime = await TestServer.StartAtAsync(runtimeUrl, runtimeFolder, Cancellation, attached);
        try
        {
            await PrepareAsync(cluster, ids);
            await DeployAsync(cluster, "polled", InboundDiagrams.Polled("polled", source.Url));
            await DeployAsync(cluster, "scheduled", InboundDiagrams.Scheduled("scheduled", DateTimeOffset.UtcNow.AddSeconds(3), Ticks));
            var traffic = new Traffic(
                [.. Kinds.SelectMany(path => ids.Select(id => (path, id)))],
                Times,
                () => [clusterUrl, runtimeUrl],
                seed);
            var sending = traffic.RunAsync(Cancellation);
            for (var kill = 1; kill <= Kills; kill++)
            {
                // At any moment of the part of the traffic that this kill is for.
                var at = traffic.All * (kill - 1 + chance.NextDouble()) / (Kills + 1);
                await Eventually.GetAsync(() => Task.FromResult(traffic.Acknowledged), count => count >= at, Cancellation);
                var victim = kill % 2 is 1 ? cluster : runtime;
                await victim.Program.KillAsync(Cancellation);
                victim.Dispose();
                if (victim == cluster)
                    cluster = await TestServer.StartAtAsync(clusterUrl, folder.Data, Cancellation, lease);
                else
                    runtime = await TestServer.StartAtAsync(runtimeUrl, runtimeFolder, Cancellation, attached);
            }

            await sending;
            await Eventually.GetAsync(() => Task.FromResult(Volatile.Read(ref whole)), count => count >= Times, Cancellation);
            var ticks = await Eventually.GetAsync(
                () => ClusterRead.IdsAsync(cluster, "scheduled", Cancellation), found => found.Count >= Ticks, Cancellation);
            await Eventually.GetAsync(
                () => ClusterRead.IdsAsync(cluster, "polled", Cancellation), found => found.Count >= ids.Count, Cancellation);
            await ClusterRead.UntilNoneIsActiveAsync(cluster, Starts, Cancellation);

            var problems = new List<string>();
            foreach (var process in Starts)
                problems.AddRange(Compare(process, ids, await ClusterRead.IdsAsync(cluster, process, Cancellation)));
            problems.AddRange(Compare("polled", ids, await ClusterRead.IdsAsync(cluster, "polled", Cancellation)));
            problems.AddRange(Compare("scheduled", [.. ticks.Distinct()], ticks));
            problems.AddRange(await ClusterRead.NotOnceAsync(cluster, "waiting", ids, Cancellation));
            Counted.Say(
                $"seed {seed}: {traffic.Summary}; cluster killed {(Kills + 1) / 2} times, the other server {Kills / 2} times; "
                + $"{3 * EventsOfEachKind} events of three kinds, {ids.Count} items of a poller, {ticks.Count} times of a schedule, "
                + $"{problems.Count} lost or applied twice.");
            Assert.Empty(problems);
            Assert.Equal(Ticks, ticks.Count);
        }
        finally
        {
            runtime.Dispose();
            cluster.Dispose();
        }
    }

    private static async Task PrepareAsync(TestServer cluster, IReadOnlyList<string> ids)
    {
        foreach (var (name, diagram) in new[]
        {
            ("plain", InboundDiagrams.Plain("plain")),
            ("message", InboundDiagrams.Message("message")),
            ("waiting", InboundDiagrams.Waiting("waiting")),
        })
        {
            await DeployAsync(cluster, name, diagram);
        }

        foreach (var id in ids)
        {
            await cluster.Cluster.CreateInstanceAsync(
                new() { ProcessDefinitionId = "waiting", Variables = new(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}""")) }, Cancellation);
        }
    }

    private static async Task DeployAsync(TestServer cluster, string name, string diagram) =>
        await cluster.Cluster.DeployAsync([($"{name}.bpmn", Encoding.UTF8.GetBytes(diagram))], Cancellation);

    private static IEnumerable<string> Compare(string process, IReadOnlyList<string> wanted, IReadOnlyList<string> found)
    {
        foreach (var lost in wanted.Except(found))
            yield return $"{process} {lost}: lost";
        foreach (var unknown in found.Except(wanted))
            yield return $"{process} {unknown}: never sent";
        foreach (var twice in found.GroupBy(id => id).Where(group => group.Count() > 1))
            yield return $"{process} {twice.Key}: applied {twice.Count()} times";
    }
}
