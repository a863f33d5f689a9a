using System.Diagnostics;
using System.Text;
using Fairlead.Broker;
using Fairlead.Protocol;

namespace Fairlead.Bench.Size;

/// <summary>Many timers of one second, beside many of another day.</summary>
internal static class TimersRun
{
    /// <summary>For each instance to be created, and some time for the cluster to be idle in.</summary>
    private const int InstancesPerSecond = 4_000;

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var disk = "";
        var rows = new List<IReadOnlyList<string>>();
        var counts = arguments.Numbers("counts", [1_000, 10_000, 100_000, 1_000_000]);
        foreach (var (count, due) in (IEnumerable<(int, int)>)[.. counts.Select(count => (count, 10_000)), (counts[0], 100_000)])
        {
            Console.Error.WriteLine($"{due} timers beside {count} …");
            var folder = Repository.FreshFolder(arguments, $"timers-{count}");
            disk = Machine.DescribeDisk(folder);
            await using (var cluster = await Clusters.OpenAsync(folder, cancellation, waitingAtMost: due))
            {
                await Clusters.DeployAsync(cluster, Models.Timer(), cancellation);
                var filled = Stopwatch.GetTimestamp();
                var tomorrow = Variables(DateTimeOffset.UtcNow.AddDays(1));
                await Clusters.CreateAsync(cluster, Models.TimerProcess, count, _ => tomorrow, cancellation);
                var filling = Stopwatch.GetElapsedTime(filled);
                await Clusters.UntilSearchableAsync(cluster, cancellation);

                var lateness = await FireAsync(cluster, due, cancellation);
                rows.Add(
                [
                    $"{count:#,0}",
                    $"{count / filling.TotalSeconds:#,0} instances/s",
                    $"{due:#,0}",
                    Latencies.Text(lateness.Percentile(0.5)),
                    Latencies.Text(lateness.Percentile(0.99)),
                    Latencies.Text(lateness.Percentile(1)),
                    $"{Machine.ResidentMegabytes(Environment.ProcessId):0} MB",
                ]);
            }

            Directory.Delete(folder, recursive: true);
        }

        new Report("Timers of one moment")
            .Say("""
                Instances whose timers are all due at the same moment, beside others whose timers are due tomorrow. The lateness of one runs from
                that moment to the answer that its instance has ended, durable like every answer.
                """)
            .Table(["timers of tomorrow", "created with", "due at once", "late, p50", "p99", "the last", "memory (RSS)"], rows)
            .Write(arguments, disk, "size-timers.md");
    }

    private static async Task<Latencies> FireAsync(EmbeddedCluster cluster, int count, CancellationToken cancellation)
    {
        var due = DateTimeOffset.FromUnixTimeSeconds(DateTimeOffset.UtcNow.ToUnixTimeSeconds() + 2 + (count / InstancesPerSecond));
        var variables = Variables(due);
        var late = await Task.WhenAll(Enumerable.Range(0, count).Select(async _ =>
        {
            await cluster.CreateInstanceAsync(
                new CreateInstance
                {
                    ProcessId = Models.TimerProcess,
                    Variables = variables,
                    AwaitCompletion = true,
                    Wait = TimeSpan.FromMinutes(2),
                },
                cancellation);
            return DateTimeOffset.UtcNow - due;
        }));
        return late.Min() > TimeSpan.Zero
            ? new Latencies(late.Select(time => (long)(time.TotalSeconds * Stopwatch.Frequency)))
            : throw new BenchException("An instance ended before its timer was due.");
    }

    private static byte[] Variables(DateTimeOffset due) => Encoding.UTF8.GetBytes($$"""{"due":"{{due:yyyy-MM-ddTHH:mm:ssZ}}"}""");
}
