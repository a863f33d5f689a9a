using System.Diagnostics;
using Fairlead.Broker;
using Fairlead.Protocol;

namespace Fairlead.Bench.Size;

/// <summary>What instances that never wait do to the others.</summary>
internal static class SpinRun
{
    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var duration = arguments.Seconds("seconds", 5);
        var disk = "";
        var rows = new List<IReadOnlyList<string>>();
        foreach (var spinning in (int[])[0, .. arguments.Numbers("counts", [1, 10, 100, 1_000])])
        {
            Console.Error.WriteLine($"{spinning} spinning …");
            var folder = Repository.FreshFolder(arguments, "spin");
            disk = Machine.DescribeDisk(folder);
            await using var cluster = await Clusters.OpenAsync(folder, cancellation);
            await Clusters.DeployAsync(cluster, Models.Spin(), cancellation);
            await Clusters.DeployAsync(cluster, Models.StartEnd(), cancellation);
            await DriveAsync(cluster, atOnce: 16, TimeSpan.FromSeconds(2), cancellation);
            await Clusters.CreateAsync(cluster, Models.SpinProcess, spinning, _ => [], cancellation);
            await DriveAsync(cluster, atOnce: 16, TimeSpan.FromSeconds(1), cancellation);
            var data = Clusters.Megabytes(folder);

            using var self = Process.GetCurrentProcess();
            var before = self.TotalProcessorTime;
            var start = Stopwatch.GetTimestamp();
            var alone = await DriveAsync(cluster, atOnce: 1, duration, cancellation);
            var many = await DriveAsync(cluster, atOnce: 16, duration, cancellation);
            self.Refresh();
            var elapsed = Stopwatch.GetElapsedTime(start);
            rows.Add(
            [
                $"{spinning:#,0}",
                Latencies.Text(alone.Percentile(0.5)),
                Latencies.Text(alone.Percentile(0.99)),
                Latencies.Text(alone.Percentile(1)),
                $"{many.Count / duration.TotalSeconds:#,0}",
                Latencies.Text(many.Percentile(0.5)),
                Latencies.Text(many.Percentile(0.99)),
                $"{(self.TotalProcessorTime - before) / elapsed:0.0}",
                $"{(Clusters.Megabytes(folder) - data) / elapsed.TotalSeconds:0} MB/s",
                $"{Machine.ResidentMegabytes(Environment.ProcessId):0} MB",
            ]);
        }

        new Report("Instances that never wait")
            .Say("""
                Instances that go round in a loop without a wait state, and beside them instances that start and end: first one after the other,
                then 16 at once. The time of one runs from asking for it to the answer that it has ended. Every turn of a spinning instance is an
                event that can be searched, so that the data folder grows as long as it spins.
                """)
            .Table(
                ["spinning", "one by one, p50", "p99", "slowest", "16 at once, instances/s", "p50", "p99", "cores used", "data folder grows", "memory (RSS)"], rows)
            .Write(arguments, disk, "size-spin.md");
    }

    private static async Task<Latencies> DriveAsync(
        EmbeddedCluster cluster, int atOnce, TimeSpan duration, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var ticks = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
        {
            var own = new List<long>();
            while (Stopwatch.GetElapsedTime(start) < duration)
            {
                var began = Stopwatch.GetTimestamp();
                await cluster.CreateInstanceAsync(
                    new CreateInstance { ProcessId = Models.StartEndProcess, AwaitCompletion = true, Wait = TimeSpan.FromMinutes(1) },
                    cancellation);
                own.Add(Stopwatch.GetTimestamp() - began);
            }

            return own;
        }));
        return new Latencies(ticks.SelectMany(own => own));
    }
}
