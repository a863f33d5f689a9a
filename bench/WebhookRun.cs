using System.Collections.Concurrent;
using System.Diagnostics;

namespace Fairlead.Bench;

/// <summary>How much a durable process costs beside a handful of lines that keep nothing.</summary>
internal static class WebhookRun
{
    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var duration = arguments.Seconds("seconds", 10);
        var warmup = arguments.Seconds("warmup", 3);
        var folder = Repository.FreshFolder(arguments, "webhook");
        var disk = Machine.DescribeDisk(folder);
        var report = new Report("webhook → REST call → end");

        var (peer, peerAddress) = await ChildProcess.StartSelfAsync(Endpoints.Peer);
        await using var _ = peer;
        var (bare, bareAddress) = await ChildProcess.StartSelfAsync(Endpoints.Bare, "--peer", $"{peerAddress}");
        await using var __ = bare;
        var bareIdle = Machine.ResidentMegabytes(bare.Id);

        Say("deploying");
        await DeployAsync(arguments, folder, peerAddress, cancellation);
        Say("measuring starts");
        var starts = await StartsAsync(arguments, folder, cancellation);

        await using var server = ServerUnderTest.Start(arguments, folder);
        var accepted = new ConcurrentBag<long> { await server.UntilWebhookServedAsync(cancellation) };
        await Task.Delay(TimeSpan.FromSeconds(3), cancellation);
        var serverIdle = Machine.ResidentMegabytes(server.Process.Id);

        var rows = new List<IReadOnlyList<string>>();
        foreach (var connections in arguments.Numbers("connections", [16, 64]))
        {
            Say($"bare endpoint, {connections} connections");
            var order = new Uri(bareAddress, "/order");
            (await Load.RunAsync(order, connections, warmup, _ => { }, cancellation)).OrThrow("The bare endpoint");
            var bareBefore = bare.ProcessorTime;
            var plain = (await Load.RunAsync(order, connections, duration, _ => { }, cancellation)).OrThrow("The bare endpoint");
            var bareCores = (bare.ProcessorTime - bareBefore) / plain.Elapsed;

            Say($"Fairlead, {connections} connections");
            void Accept(ReadOnlySpan<byte> answer) => accepted.Add(ServerUnderTest.InstanceKey(answer));
            await Load.RunAsync(server.Webhook, connections, warmup, Accept, cancellation);
            await server.UntilAllEndedAsync(cancellation);
            var serverBefore = server.Process.ProcessorTime;
            var durable = await Load.RunAsync(server.Webhook, connections, duration, Accept, cancellation);
            var all = Stopwatch.GetElapsedTime(durable.Start, await server.UntilAllEndedAsync(cancellation));
            var serverCores = (server.Process.ProcessorTime - serverBefore) / all;
            var completed = durable.Accepted / all.TotalSeconds;

            if (durable.Refused > 0)
                Say($"refused, for example: {durable.FirstRefusal}");
            rows.Add(Row($"bare endpoint, {connections} connections", plain, plain.PerSecond, ratio: "1", bareCores, bare.Id));
            rows.Add(Row(
                $"Fairlead, {connections} connections", durable, completed, $"{completed / plain.PerSecond:0.00}", serverCores, server.Process.Id));
        }

        Say($"counting {accepted.Count} instances");
        var ended = await server.CompletedAsync(cancellation);
        var lost = accepted.Count(key => !ended.Contains(key));
        if (lost > 0 || accepted.Distinct().Count() != accepted.Count)
            throw new BenchException($"Of {accepted.Count} accepted webhooks {lost} have no completed instance.");

        report
            .Say("""
                A webhook starts an instance, the instance calls an API and maps two fields of its answer, and ends. Beside it, in the same
                run, an ASP.NET Core endpoint that makes the same call and keeps nothing. Load, API, endpoint and server share the machine.
                A webhook is answered when its instance is on disk; *done* counts whole instances, from the first request to the end of the
                last instance. The bare endpoint answers when the call is made. *refused* counts webhooks that the server did not take, which
                are neither answers nor done.
                """)
            .Table(["", "answers/s", "refused", "done/s", "ratio", "p50 of the answer", "p99 of the answer", "cores used", "memory after (RSS)", "at most"], rows)
            .Table(
                ["", "Fairlead", "bare endpoint"],
                [
                    ["process start to first served webhook, median of " + starts.Count, $"{starts.Percentile(0.5).TotalSeconds:0.00} s", ""],
                    ["the slowest of them", $"{starts.Percentile(1).TotalSeconds:0.00} s", ""],
                    ["memory when idle (RSS)", $"{serverIdle:0} MB", $"{bareIdle:0} MB"],
                ])
            .Say($"All {accepted.Count:#,0} accepted webhooks have exactly one instance, and it is completed.")
            .Write(arguments, disk, "webhook-rest-end.md");
    }

    private static async Task DeployAsync(Arguments arguments, string folder, Uri peer, CancellationToken cancellation)
    {
        await using var server = ServerUnderTest.Start(arguments, folder);
        await server.DeployAsync(Models.WebhookRestEnd(peer), cancellation);
        await server.UntilWebhookServedAsync(cancellation);
        await server.UntilAllEndedAsync(cancellation);
    }

    private static async Task<Latencies> StartsAsync(Arguments arguments, string folder, CancellationToken cancellation)
    {
        var ticks = new List<long>();
        for (var run = 0; run < arguments.Number("starts", 5); run++)
        {
            var start = Stopwatch.GetTimestamp();
            await using var server = ServerUnderTest.Start(arguments, folder);
            await server.UntilWebhookServedAsync(cancellation);
            ticks.Add(Stopwatch.GetTimestamp() - start);
        }

        return new Latencies(ticks);
    }

    private static string[] Row(string name, LoadResult load, double done, string ratio, double cores, int process) =>
    [
        name,
        $"{load.PerSecond:#,0}",
        $"{load.Refused:#,0}",
        $"{done:#,0}",
        ratio,
        Latencies.Text(load.Latencies.Percentile(0.5)),
        Latencies.Text(load.Latencies.Percentile(0.99)),
        $"{cores:0.0}",
        $"{Machine.ResidentMegabytes(process):0} MB",
        $"{Machine.ResidentPeakMegabytes(process):0} MB",
    ];

    private static void Say(string what) => Console.Error.WriteLine($"{what} …");
}
