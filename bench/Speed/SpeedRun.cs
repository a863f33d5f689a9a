using System.Diagnostics;
using System.Globalization;
using Fairlead.Bench.Size;

namespace Fairlead.Bench.Speed;

/// <summary>Instances a second of the shapes that matter, by the engine alone in memory and by the whole broker.</summary>
internal static class SpeedRun
{
    private const string Memory = "/dev/shm";

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var duration = arguments.Seconds("seconds", 8);
        var warmup = arguments.Seconds("warmup", 3);
        var folder = Repository.FreshFolder(arguments, "speed");
        var disk = Machine.DescribeDisk(folder);
        var inMemory = Directory.Exists(Memory) ? Path.Combine(Memory, $"fairlead-bench-{Environment.ProcessId}") : null;
        var only = arguments.Text("shapes", "");
        var rows = new List<IReadOnlyList<string>>();
        try
        {
            foreach (var shape in Shape.All.Where(shape => only.Length is 0 || only.Contains(shape.Letter, StringComparison.Ordinal)))
            {
                Console.Error.WriteLine($"{shape.Name} …");
                var alone = EngineAlone.Run(shape, warmup, duration);
                rows.Add(Row($"{shape.Letter}) {shape.Name}", "engine alone, in memory", alone));
                if (inMemory is not null)
                {
                    rows.Add(Row("", "broker, data folder in memory", await MeasureAsync(
                        arguments, shape, Path.Combine(inMemory, shape.Letter), warmup, duration, cancellation)));
                }

                rows.Add(Row("", "broker, durable", await MeasureAsync(
                    arguments, shape, Path.Combine(folder, shape.Letter), warmup, duration, cancellation)));
            }
        }
        finally
        {
            if (Directory.Exists(inMemory))
                Directory.Delete(inMemory, recursive: true);
        }

        new Report("Instances a second")
            .Say("""
                Whole instances, in one process on this machine. *Engine alone* is the processor with its state in memory on one thread: no journal,
                no search, no waiting. *In memory* is the whole broker whose data folder lies in memory; *durable* is the same on the disk, where
                each answer waits for a flush. Callers and workers are in the process and use the port that the connector runtime uses.
                Allocation is that of the process, callers included. The time of an instance runs from asking for it to the answer that it has ended.
                """)
            .Table(
                ["", "", "instances/s", "in flight", "p50 of an instance", "p99", "cores used", "allocated an instance", "collections/s", "search behind by", "memory (RSS)"],
                rows)
            .Write(arguments, disk, "speed.md");
    }

    public static async Task<SpeedResult> MeasureAsync(
        Arguments arguments, Shape shape, string folder, TimeSpan warmup, TimeSpan duration, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder);
        var inFlight = arguments.Number("instances", 256);
        await using var cluster = await Clusters.OpenAsync(folder, cancellation);
        await Clusters.DeployAsync(cluster, shape.Bpmn(), cancellation);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var workers = Enumerable.Range(0, shape.HasJobs ? 2 : 0)
            .Select(number => Task.Run(
                () => Clusters.WorkAsync(cluster, $"bench-{number}", Shape.JobResult.ToArray(), [], stop.Token), CancellationToken.None))
            .ToList();
        await DriveAsync(warmup);
        using var meter = new Meter();
        var result = meter.Result(await DriveAsync(duration), inFlight);
        result = result with { SearchBehind = await Clusters.UntilSearchableAsync(cluster, cancellation) };
        await stop.CancelAsync();
        await Task.WhenAll(workers);
        return result;

        async Task<Latencies> DriveAsync(TimeSpan time)
        {
            var start = Stopwatch.GetTimestamp();
            var ticks = await Task.WhenAll(Enumerable.Range(0, inFlight).Select(caller => Task.Run(
                async () =>
                {
                    var own = new List<long>();
                    for (var turn = 0; Stopwatch.GetElapsedTime(start) < time; turn++)
                    {
                        var began = Stopwatch.GetTimestamp();
                        await shape.RunAsync(cluster, string.Create(CultureInfo.InvariantCulture, $"{start}-{caller}-{turn}"), cancellation);
                        own.Add(Stopwatch.GetTimestamp() - began);
                    }

                    return own;
                },
                cancellation)));
            return new Latencies(ticks.SelectMany(own => own));
        }
    }

    private static string[] Row(string shape, string how, SpeedResult result) =>
    [
        shape,
        how,
        $"{result.PerSecond:#,0}",
        $"{result.InFlight}",
        Latencies.Text(result.Latencies.Percentile(0.5)),
        Latencies.Text(result.Latencies.Percentile(0.99)),
        $"{result.Cores:0.0}",
        $"{result.KilobytesEach:0.0} KB",
        $"{result.CollectionsPerSecond:0}",
        result.SearchBehind is { } behind ? $"{behind.TotalSeconds:0.0} s" : "",
        $"{Machine.ResidentMegabytes(Environment.ProcessId):0} MB",
    ];
}

/// <param name="Cores">Of the whole process.</param>
/// <param name="KilobytesEach">Allocated by the whole process for each instance.</param>
internal sealed record SpeedResult(
    double PerSecond, int InFlight, Latencies Latencies, double Cores, double KilobytesEach, double CollectionsPerSecond)
{
    /// <summary>How long it took at the end until all of it could be searched.</summary>
    public TimeSpan? SearchBehind { get; init; }
}

/// <summary>What the process uses from here on.</summary>
internal sealed class Meter : IDisposable
{
    private readonly Process _self = Process.GetCurrentProcess();
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly long _allocated = GC.GetTotalAllocatedBytes(precise: true);
    private readonly int _collections = GC.CollectionCount(0);
    private readonly TimeSpan _processor;

    public Meter() => _processor = _self.TotalProcessorTime;

    public SpeedResult Result(Latencies latencies, int inFlight)
    {
        var elapsed = Stopwatch.GetElapsedTime(_start);
        _self.Refresh();
        return new SpeedResult(
            latencies.Count / elapsed.TotalSeconds,
            inFlight,
            latencies,
            (_self.TotalProcessorTime - _processor) / elapsed,
            (GC.GetTotalAllocatedBytes(precise: true) - _allocated) / 1024.0 / latencies.Count,
            (GC.CollectionCount(0) - _collections) / elapsed.TotalSeconds);
    }

    public void Dispose() => _self.Dispose();
}
