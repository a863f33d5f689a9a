using Fairlead.Protocol;

namespace Fairlead.Bench.Speed;

/// <summary>What it costs that an instance or a message begins once, under a lease and with the place of its source.</summary>
internal static class OriginRun
{
    private static readonly InboundTrigger Trigger = new("io.camunda:webhook:1", Models.StartEndProcess, "start");
    private static readonly byte[] Order = Shape.Variables.ToArray();

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var duration = arguments.Seconds("seconds", 5);
        var warmup = arguments.Seconds("warmup", 2);
        var folder = Repository.FreshFolder(arguments, "origin");
        var disk = Machine.DescribeDisk(folder);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (what, run) in ((string, Func<ICluster, InboundOrigin?, string?, CancellationToken, Task>)[])
            [("an instance: start, end", CreateAsync), ("a message that nobody waits for", PublishAsync)])
        {
            double? plain = null;
            foreach (var (name, hasKey, hasOrigin, hasLease) in ((string, bool, bool, bool)[])
            [
                ("nothing", false, false, false),
                ("a deduplication key", true, false, false),
                ("a deduplication key and an origin", true, true, false),
                ("a deduplication key, an origin, a cursor and a lease", true, true, true),
            ])
            {
                Console.Error.WriteLine($"{what}, {name} …");
                Lease? lease = null;
                var shape = new Shape("", "", Models.StartEnd, HasJobs: false, async (cluster, text, token) =>
                {
                    if (hasLease)
                        lease ??= await cluster.Leases!.AcquireAsync(new("bench", "bench", TimeSpan.FromHours(1)), token);
                    var origin = hasOrigin
                        ? new InboundOrigin { Trigger = Trigger, Lease = lease?.Hold, Cursor = hasLease ? new("bench", text) : null }
                        : null;
                    await run(cluster, origin, hasKey ? text : null, token);
                });
                var result = await SpeedRun.MeasureAsync(
                    arguments, shape, Path.Combine(folder, $"{rows.Count}"), warmup, duration, cancellation);
                plain ??= result.PerSecond;
                rows.Add(
                [
                    rows.Count % 4 is 0 ? what : "",
                    name,
                    $"{result.PerSecond:#,0}",
                    $"{result.PerSecond / plain:0.00}",
                    Latencies.Text(result.Latencies.Percentile(0.5)),
                    Latencies.Text(result.Latencies.Percentile(0.99)),
                    $"{result.KilobytesEach:0.0} KB",
                ]);
            }
        }

        new Report("Outside events behind effects")
            .Say("""
                What the durable broker in this process takes a second when the command names the outside event behind it: each with a key of
                its own, which goes into the ledger; with the element that took it; and with the place of its source under a lease. All of
                it is in the journal record of the effect and in the search store. A message that nobody waits for and that is not kept leaves
                nothing behind but its two events, so that all that it costs beyond that is the memory of it.
                """)
            .Table(["", "with", "a second", "of plain", "p50", "p99", "allocated each"], rows)
            .Write(arguments, disk, "origin.md");
    }

    private static Task CreateAsync(ICluster cluster, InboundOrigin? origin, string? key, CancellationToken cancellation) =>
        cluster.CreateInstanceAsync(
            new CreateInstance { ProcessId = Models.StartEndProcess, Variables = Order, DeduplicationKey = key, Origin = origin }, cancellation);

    private static Task PublishAsync(ICluster cluster, InboundOrigin? origin, string? key, CancellationToken cancellation) =>
        cluster.PublishMessageAsync(
            new PublishMessage { Name = "nobody", Variables = Order, DeduplicationKey = key, Origin = origin }, cancellation);
}
