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
        string[] attached = ["--Cluster:Address", clusterUrl, "--Cluster:AnswerWithin", "00:00:05"];
        var cluster = await TestServer.StartAtAsync(clusterUrl, folder.Data, Cancellation);
        var runtime = await TestServer.StartAtAsync(runtimeUrl, runtimeFolder, Cancellation, attached);
        try
        {
            var ids = Enumerable.Range(0, EventsOfEachKind).Select(number => $"e{number:000}").ToList();
            await PrepareAsync(cluster, ids);
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
                    cluster = await TestServer.StartAtAsync(clusterUrl, folder.Data, Cancellation);
                else
                    runtime = await TestServer.StartAtAsync(runtimeUrl, runtimeFolder, Cancellation, attached);
            }

            await sending;
            await ClusterRead.UntilNoneIsActiveAsync(cluster, Starts, Cancellation);

            var problems = new List<string>();
            foreach (var process in Starts)
                problems.AddRange(Compare(process, ids, await ClusterRead.IdsAsync(cluster, process, Cancellation)));
            problems.AddRange(await ClusterRead.NotOnceAsync(cluster, "waiting", ids, Cancellation));
            Counted.Say(
                $"seed {seed}: {traffic.Summary}; cluster killed {(Kills + 1) / 2} times, the other server {Kills / 2} times; "
                + $"{3 * EventsOfEachKind} events of three kinds, {problems.Count} lost or applied twice.");
            Assert.Empty(problems);
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
            await cluster.Cluster.DeployAsync([($"{name}.bpmn", Encoding.UTF8.GetBytes(diagram))], Cancellation);
        }

        foreach (var id in ids)
        {
            await cluster.Cluster.CreateInstanceAsync(
                new() { ProcessDefinitionId = "waiting", Variables = new(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}""")) }, Cancellation);
        }
    }

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
