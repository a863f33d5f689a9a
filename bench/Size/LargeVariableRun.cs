using System.Diagnostics;
using System.Text;
using Fairlead.Broker;
using Fairlead.Protocol;

namespace Fairlead.Bench.Size;

/// <summary>What a large variable, or many of them, cost the small ones of the same instance.</summary>
internal static class LargeVariableRun
{
    private const int Rounds = 300;

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var folder = Repository.FreshFolder(arguments, "variables");
        var disk = Machine.DescribeDisk(folder);
        var rows = new List<IReadOnlyList<string>>();
        await using (var cluster = await Clusters.OpenAsync(Path.Combine(folder, "data"), cancellation))
        {
            await Clusters.DeployAsync(cluster, Models.ThreeJobs(), cancellation);
            await Clusters.DeployAsync(cluster, Models.Waiting(), cancellation);
            await MeasureAsync(cluster, "", cancellation);
            foreach (var bytes in arguments.Numbers("counts", [1 << 10, 10 << 10, 100 << 10, 1 << 20, 2 << 20]))
                rows.Add([$"one of {bytes >> 10:#,0} KB", .. await MeasureAsync(cluster, $"\"large\":\"{new string('x', bytes)}\"", cancellation)]);
            foreach (var count in (int[])[100, 1_000, 9_000])
            {
                var many = string.Join(',', Enumerable.Range(0, count).Select(number => $"\"variable{number}\":{number}"));
                rows.Add([$"{count:#,0} small ones", .. await MeasureAsync(cluster, many, cancellation)]);
            }
        }

        new Report("Large variables and many of them")
            .Say("""
                An instance has one large variable or many small ones, and beside them a small one that is set over and over, each time durable
                before the next; then a worker takes the jobs of such instances one by one, asking for the small variable alone or for all.
                """)
            .Table(
                ["other variables", "create", "set the small one, p50", "p99", "job with the small one, p50", "p99", "job with all, p50", "memory (RSS)"],
                rows)
            .Write(arguments, disk, "size-variables.md");
    }

    private static async Task<IReadOnlyList<string>> MeasureAsync(EmbeddedCluster cluster, string others, CancellationToken cancellation)
    {
        if (others.Length > 0)
            Console.Error.WriteLine($"{others[..Math.Min(others.Length, 20)]}, {others.Length >> 10} KB …");
        var variables = Encoding.UTF8.GetBytes($"{{\"small\":0,\"key\":\"k\"{(others.Length > 0 ? "," : "")}{others}}}");
        var start = Stopwatch.GetTimestamp();
        var instance = await cluster.CreateInstanceAsync(
            new CreateInstance { ProcessId = Models.WaitingProcess, Variables = variables }, cancellation);
        var creating = Stopwatch.GetElapsedTime(start);

        var setting = new List<long>();
        for (var round = 1; round <= Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            await cluster.SetVariablesAsync(
                new(instance.Key.Value), Encoding.UTF8.GetBytes($"{{\"small\":{round}}}"), local: false, cancellation);
            setting.Add(Stopwatch.GetTimestamp() - began);
        }

        var small = new Latencies(await JobsAsync(cluster, variables, ["small"], Rounds, cancellation));
        var all = new Latencies(await JobsAsync(cluster, variables, [], Rounds / 10, cancellation));
        await cluster.CancelInstanceAsync(instance.Key, cancellation);
        var set = new Latencies(setting);
        return
        [
            Latencies.Text(creating),
            Latencies.Text(set.Percentile(0.5)),
            Latencies.Text(set.Percentile(0.99)),
            Latencies.Text(small.Percentile(0.5)),
            Latencies.Text(small.Percentile(0.99)),
            Latencies.Text(all.Percentile(0.5)),
            $"{Machine.ResidentMegabytes(Environment.ProcessId):0} MB",
        ];
    }

    /// <summary>Takes and completes jobs one after the other; an instance ends with each third.</summary>
    private static async Task<List<long>> JobsAsync(
        EmbeddedCluster cluster, byte[] variables, IReadOnlyList<string> fetch, int rounds, CancellationToken cancellation)
    {
        var ticks = new List<long>();
        var ask = new ActivateJobs
        {
            Type = Models.JobType,
            Worker = "bench",
            Timeout = TimeSpan.FromMinutes(1),
            JobsAtMost = 1,
            Wait = TimeSpan.FromSeconds(10),
            FetchVariables = fetch,
        };
        for (var round = 0; round < rounds; round++)
        {
            if (round % 3 is 0)
            {
                await cluster.CreateInstanceAsync(
                    new CreateInstance { ProcessId = Models.JobsProcess, Variables = variables }, cancellation);
            }

            var began = Stopwatch.GetTimestamp();
            var jobs = await cluster.ActivateJobsAsync(ask, cancellation);
            await cluster.CompleteJobAsync(jobs.Single().Key, """{"small":1}"""u8.ToArray(), cancellation);
            ticks.Add(Stopwatch.GetTimestamp() - began);
        }

        return ticks;
    }
}
