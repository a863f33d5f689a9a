using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;

using Fairlead.Bench.Size;
using Fairlead.Connectors.Runtime;
using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Webhook;
using Fairlead.Protocol;

using Microsoft.Extensions.DependencyInjection;

namespace Fairlead.Bench;

/// <summary>What active inbound connectors cost in memory, and how soon a webhook answers after its deployment.</summary>
internal static class InboundRun
{
    private const int ConnectorsAtOnce = 1_000;
    private const string Webhook = "io.camunda:webhook:1";
    private const string Idle = "bench:idle:1";

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var data = Directory.CreateDirectory(arguments.Text("data", Path.Combine(Repository.Root, "artifacts", "bench"))).FullName;
        var disk = Machine.DescribeDisk(data);
        var memory = new List<IReadOnlyList<string>>();
        foreach (var type in new[] { Webhook, Idle })
            memory.Add(await MeasureMemoryAsync(data, type, cancellation));
        var times = await MeasureTimesAsync(arguments, data, cancellation);
        new Report("Inbound connectors")
            .Say("Memory of active inbound connectors, all in this process: what the heap keeps after a full collection, per 1,000. The models "
                + "have one start event each; the connector of the second row waits for ever, so that it shows what the runtime needs for one: "
                + "task, lease, health, log.")
            .Table(["Connector", "active", "KB for 1,000", "all active after"], memory)
            .Say("From sending the deployment to the first answer of its webhook that is not 404, over the public API, asked again and again.")
            .Table(["Webhooks before", "p50", "p99", "most"], times)
            .Write(arguments, disk, "inbound.md");
    }

    private static async Task<IReadOnlyList<string>> MeasureMemoryAsync(string data, string type, CancellationToken cancellation)
    {
        var folder = Path.Combine(data, $"inbound-{Guid.NewGuid():N}");
        await using var cluster = await Clusters.OpenAsync(folder, cancellation);
        for (var number = 0; number < ConnectorsAtOnce; number++)
            await Clusters.DeployAsync(cluster, Model(number, type), cancellation);
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ICluster>(cluster)
            .AddConnectorRuntime([typeof(WebhookConnector), typeof(IdleConnector)])
            .BuildServiceProvider();
        var supervisor = services.GetRequiredService<InboundSupervisor>();
        var registry = services.GetRequiredService<InboundRegistry>();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Stopwatch.GetTimestamp();
        await supervisor.ReconcileAsync(cancellation);
        while (registry.Snapshot().Count(status => status.State is InboundState.Active) < ConnectorsAtOnce)
            await Task.Delay(TimeSpan.FromMilliseconds(5), cancellation);
        var took = Stopwatch.GetElapsedTime(start);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        await supervisor.StopAsync(cancellation);
        return
        [
            type,
            ConnectorsAtOnce.ToString("N0", CultureInfo.InvariantCulture),
            ((after - before) / 1024).ToString("N0", CultureInfo.InvariantCulture),
            Latencies.Text(took),
        ];
    }

    private static async Task<List<IReadOnlyList<string>>> MeasureTimesAsync(Arguments arguments, string data, CancellationToken cancellation)
    {
        var folder = Path.Combine(data, $"inbound-{Guid.NewGuid():N}");
        await using var server = ServerUnderTest.Start(arguments, folder, "--Webhooks:AllowUnauthenticated", "true");
        using var http = new HttpClient { BaseAddress = server.Address };
        var rows = new List<IReadOnlyList<string>>();
        var next = 0;
        // The first ones pay for what is loaded and compiled.
        await DeployAsync(server, http, next++, cancellation);
        foreach (var count in arguments.Numbers("counts", [10, ConnectorsAtOnce]))
        {
            while (next < count)
                await server.DeployAsync(Model(next++, Webhook), cancellation);
            var ticks = new List<long>();
            for (var repetition = 0; repetition < 50; repetition++)
                ticks.Add(await DeployAsync(server, http, next++, cancellation));
            var times = new Latencies(ticks);
            rows.Add([
                count.ToString("N0", CultureInfo.InvariantCulture),
                Latencies.Text(times.Percentile(0.5)),
                Latencies.Text(times.Percentile(0.99)),
                Latencies.Text(times.Percentile(1)),
            ]);
        }

        return rows;
    }

    private static async Task<long> DeployAsync(ServerUnderTest server, HttpClient http, int number, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        await server.DeployAsync(Model(number, Webhook), cancellation);
        while (true)
        {
            using var body = new StringContent("{}", Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri($"/inbound/bench-{number}", UriKind.Relative), body, cancellation);
            if (answer.StatusCode is not HttpStatusCode.NotFound)
                return Stopwatch.GetTimestamp() - start;
        }
    }

    private static string Model(int number, string type) => Models.Inbound(
        $"bench_inbound_{number}",
        ("inbound.type", type),
        ("inbound.context", $"bench-{number}"),
        ("inbound.auth.type", "NONE"),
        ("deduplicationMode", "AUTO"));

    [Connector(Idle, Name = "Idle", Description = "Waits for ever.")]
    internal sealed class IdleConnector : ISubscriptionConnector<IdleSettings>
    {
        public Task RunAsync(IdleSettings settings, Subscription subscription, CancellationToken cancellation)
        {
            subscription.ReportUp();
            return Task.Delay(Timeout.Infinite, cancellation);
        }
    }

    internal sealed record IdleSettings;
}
