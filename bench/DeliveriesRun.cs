using System.Diagnostics;
using System.Globalization;

using Fairlead.Bench.Size;
using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Sdk;
using Fairlead.Protocol;
using Fairlead.Protocol.Remote;

using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Bench;

/// <summary>What a subscription delivers in a second: one event after another, and many of one part under way in their order.</summary>
internal static class DeliveriesRun
{
    private const string Process = "bench_deliveries";
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var folder = Repository.FreshFolder(arguments, "deliveries");
        var disk = Machine.DescribeDisk(folder);
        var rows = new List<IReadOnlyList<string>>();
        await using (var cluster = await Clusters.OpenAsync(Path.Combine(folder, "inside"), cancellation))
        {
            await Clusters.DeployAsync(cluster, Model(), cancellation);
            rows.AddRange(await MeasureAsync(arguments, "in the same process", cluster, cancellation));
        }

        await using (var server = ServerUnderTest.Start(arguments, Path.Combine(folder, "outside"), "--Connectors:Enabled:0", "none"))
        {
            await server.DeployAsync(Model(), cancellation);
            using var http = new HttpClient { BaseAddress = server.Address, Timeout = Timeout.InfiniteTimeSpan };
            rows.AddRange(await MeasureAsync(arguments, "over HTTP", new RemoteCluster(http, AnswerWithin, TimeProvider.System), cancellation));
        }

        new Report("Deliveries")
            .Say("A subscription whose source has always another event hands its events over, each with its place in the source; each starts an "
                + "instance that ends at once, and is told of when that is on the disk. *Under way* is how many the connector hands over before "
                + "the first of them is told. They are applied in the order of the calls. The last rows have no place, and so no order.")
            .Table(["cluster", "under way", "events/s", "beside one", "p50", "p99"], rows)
            .Write(arguments, disk, "deliveries.md");
    }

    private static async Task<List<IReadOnlyList<string>>> MeasureAsync(
        Arguments arguments, string where, ICluster cluster, CancellationToken cancellation)
    {
        var rows = new List<IReadOnlyList<string>>();
        var alone = 0.0;
        foreach (var (underWay, hasPlace) in ((int, bool)[])[(1, true), (16, true), (256, true), (256, false)])
        {
            Console.Error.WriteLine($"{where}, {underWay} under way{(hasPlace ? "" : ", no place")} …");
            var plan = new FloodPlan(underWay, hasPlace, arguments.Seconds("warmup", 2), arguments.Seconds("seconds", 5));
            var perSecond = await FloodAsync(cluster, plan, cancellation);
            alone = alone is 0 ? perSecond : alone;
            var latencies = new Latencies(plan.Ticks);
            rows.Add(
            [
                where,
                hasPlace ? $"{underWay}" : $"{underWay}, no place",
                $"{perSecond:#,0}",
                $"{perSecond / alone:0.0}",
                Latencies.Text(latencies.Percentile(0.5)),
                Latencies.Text(latencies.Percentile(0.99)),
            ]);
        }

        return rows;
    }

    private static async Task<double> FloodAsync(ICluster cluster, FloodPlan plan, CancellationToken cancellation)
    {
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton(cluster)
            .AddSingleton(plan)
            .AddConnectorRuntime([typeof(FloodConnector)])
            .BuildServiceProvider();
        var runtime = services.GetRequiredService<InboundSupervisor>();
        await runtime.ReconcileAsync(cancellation);
        var perSecond = await plan.Done.Task.WaitAsync(TimeSpan.FromMinutes(2), cancellation);
        await runtime.StopAsync(CancellationToken.None);
        return perSecond;
    }

    private static string Model() =>
        Models.Inbound(Process, ("inbound.type", FloodConnector.Type), ("source", "bench"), ("deduplicationMode", "AUTO"), ("resultVariable", "event"));

    /// <param name="UnderWay">Handed over before the first is told.</param>
    internal sealed record FloodPlan(int UnderWay, bool HasPlace, TimeSpan Warmup, TimeSpan Duration)
    {
        /// <summary>Events a second.</summary>
        public TaskCompletionSource<double> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Of each, from the call to its return.</summary>
        public List<long> Ticks { get; } = [];
    }

    internal sealed record FloodSettings(string Source);

    [Connector(Type, Name = "Flood", Description = "Has always another event.")]
    internal sealed class FloodConnector(FloodPlan plan) : ISubscriptionConnector<FloodSettings>
    {
        public const string Type = "bench:flood:1";

        public async Task RunAsync(FloodSettings settings, Subscription subscription, CancellationToken cancellation)
        {
            subscription.ReportUp();
            var begun = await subscription.ReadCursorAsync("", cancellation);
            var next = begun is null ? 0 : long.Parse(begun, CultureInfo.InvariantCulture);
            await FloodAsync(plan.Warmup, []);
            var start = Stopwatch.GetTimestamp();
            await FloodAsync(plan.Duration, plan.Ticks);
            plan.Done.TrySetResult(plan.Ticks.Count / Stopwatch.GetElapsedTime(start).TotalSeconds);
            await Task.Delay(Timeout.Infinite, cancellation);

            async Task FloodAsync(TimeSpan duration, List<long> ticks)
            {
                var begin = Stopwatch.GetTimestamp();
                var underWay = new Queue<Task<long>>();
                while (Stopwatch.GetElapsedTime(begin) < duration)
                {
                    underWay.Enqueue(DeliverAsync(++next));
                    if (underWay.Count >= plan.UnderWay)
                        ticks.Add(await underWay.Dequeue());
                }

                while (underWay.TryDequeue(out var last))
                    ticks.Add(await last);
            }

            async Task<long> DeliverAsync(long number)
            {
                var called = Stopwatch.GetTimestamp();
                var place = number.ToString(CultureInfo.InvariantCulture);
                var delivery = await subscription.DeliverAsync(
                    new InboundEvent { Id = $"{begun}/{plan.UnderWay}/{plan.HasPlace}/{place}", Variables = new { number }, Cursor = plan.HasPlace ? place : null },
                    cancellation);
                return delivery is Delivery.Applied
                    ? Stopwatch.GetTimestamp() - called
                    : throw new BenchException($"Event {number} was {delivery}.");
            }
        }
    }
}
