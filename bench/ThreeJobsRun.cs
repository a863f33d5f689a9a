using System.Diagnostics;
using System.Text;
using Fairlead.Broker;
using Fairlead.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Bench;

/// <summary>How many instances of three jobs each one partition completes, every step on disk before it is answered.</summary>
internal static class ThreeJobsRun
{
    private static readonly ReadOnlyMemory<byte> Variables = """{"orderId":"1001","item":"coffee","quantity":2}"""u8.ToArray();
    private static readonly ReadOnlyMemory<byte> Result = """{"checked":true}"""u8.ToArray();

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var duration = arguments.Seconds("seconds", 10);
        var warmup = arguments.Seconds("warmup", 3);
        var folder = Repository.FreshFolder(arguments, "jobs");
        var disk = Machine.DescribeDisk(folder);
        var rows = new List<IReadOnlyList<string>>();

        var options = new BrokerOptions { DataFolder = Path.Combine(folder, "data") };
        await using (var cluster = await EmbeddedCluster.OpenAsync(options, TimeProvider.System, NullLoggerFactory.Instance, cancellation))
        {
            await cluster.DeployAsync([new DeploymentFile("bench.bpmn", Encoding.UTF8.GetBytes(Models.ThreeJobs()))], cancellation);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            var workers = Enumerable.Range(0, arguments.Number("workers", 2))
                .Select(number => Task.Run(() => WorkAsync(cluster, $"bench-{number}", stop.Token), CancellationToken.None))
                .ToList();

            foreach (var instances in arguments.Numbers("instances", [64, 128, 256]))
            {
                Console.Error.WriteLine($"{instances} instances in flight …");
                await DriveAsync(cluster, instances, warmup, cancellation);
                using var self = Process.GetCurrentProcess();
                var before = self.TotalProcessorTime;
                var (latencies, elapsed) = await DriveAsync(cluster, instances, duration, cancellation);
                self.Refresh();
                rows.Add(
                [
                    $"{instances}",
                    $"{latencies.Count / elapsed.TotalSeconds:#,0}",
                    $"{3 * latencies.Count / elapsed.TotalSeconds:#,0}",
                    Latencies.Text(latencies.Percentile(0.5)),
                    Latencies.Text(latencies.Percentile(0.99)),
                    $"{(self.TotalProcessorTime - before) / elapsed:0.0}",
                    $"{Machine.ResidentMegabytes(Environment.ProcessId):0} MB",
                ]);
            }

            await stop.CancelAsync();
            await Task.WhenAll(workers);
        }

        new Report("Three jobs")
            .Say("""
                Instances of a process with three jobs in a row, completed by a worker in the same process through the port that the connector
                runtime uses. Every activation and completion is on disk before it is answered; the time of an instance runs from asking for
                it to the answer with its result.
                """)
            .Table(["instances in flight", "instances/s", "jobs/s", "p50 of an instance", "p99 of an instance", "cores used", "memory (RSS)"], rows)
            .Write(arguments, disk, "three-jobs.md");
    }

    /// <summary>Keeps a number of instances in flight: a new one begins when one has ended.</summary>
    private static async Task<(Latencies Latencies, TimeSpan Elapsed)> DriveAsync(
        ICluster cluster, int instances, TimeSpan duration, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        var ticks = await Task.WhenAll(Enumerable.Range(0, instances).Select(_ => Task.Run(
            async () =>
            {
                var own = new List<long>();
                while (Stopwatch.GetElapsedTime(start) < duration)
                {
                    var began = Stopwatch.GetTimestamp();
                    await cluster.CreateInstanceAsync(
                        new CreateInstance
                        {
                            ProcessId = Models.JobsProcess,
                            Variables = Variables,
                            AwaitCompletion = true,
                            Wait = TimeSpan.FromMinutes(1),
                        },
                        cancellation);
                    own.Add(Stopwatch.GetTimestamp() - began);
                }

                return own;
            },
            cancellation)));
        return (new Latencies(ticks.SelectMany(own => own)), Stopwatch.GetElapsedTime(start));
    }

    private static async Task WorkAsync(ICluster cluster, string name, CancellationToken stop)
    {
        var ask = new ActivateJobs
        {
            Type = Models.JobType,
            Worker = name,
            Timeout = TimeSpan.FromMinutes(1),
            JobsAtMost = 100,
            Wait = TimeSpan.FromSeconds(10),
        };
        try
        {
            var completing = Task.CompletedTask;
            while (true)
            {
                var jobs = await cluster.ActivateJobsAsync(ask, stop);
                // The next jobs are asked for while these are completed, as a runtime would.
                await completing;
                completing = Task.WhenAll(jobs.Select(job => cluster.CompleteJobAsync(job.Key, Result, CancellationToken.None)));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }
}
