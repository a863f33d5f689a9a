using System.Text;

namespace Fairlead.Bench;

/// <summary>What a call costs that a process makes, beside the call alone.</summary>
internal static class OutboundRun
{
    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var duration = arguments.Seconds("seconds", 8);
        var warmup = arguments.Seconds("warmup", 3);
        var folder = Repository.FreshFolder(arguments, "outbound");
        var disk = Machine.DescribeDisk(folder);
        var (peer, peerAddress) = await ChildProcess.StartSelfAsync(Endpoints.Peer);
        await using var _ = peer;
        var price = new Uri(peerAddress, Endpoints.PricePath);
        var connections = arguments.Numbers("connections", [16, 64]);

        var rows = new List<IReadOnlyList<string>>();
        var alone = new Dictionary<int, LoadResult>();
        foreach (var count in connections)
        {
            Say($"calls alone, {count} at once");
            await Load.GetAsync(price, count, warmup, cancellation);
            alone[count] = (await Load.GetAsync(price, count, duration, cancellation)).OrThrow("The API");
            rows.Add(Row($"calls alone, {count} at once", alone[count], alone[count], cores: null));
        }

        foreach (var capture in arguments.Text("journal", "ALL,HEADERS,NONE").Split(','))
        {
            await using var server = ServerUnderTest.Start(arguments, Path.Combine(folder, capture), "--Calls:Capture", capture);
            await server.DeployAsync(Models.RestOnly(peerAddress), cancellation);
            var target = new Uri(server.Address, "/v2/process-instances");
            var body = Encoding.UTF8.GetBytes($$"""{"processDefinitionId":"{{Models.OutboundProcess}}","awaitCompletion":true}""");
            foreach (var count in connections)
            {
                Say($"journal {capture}, {count} at once");
                await Load.RunAsync(target, count, warmup, static _ => { }, cancellation, body);
                var before = server.Process.ProcessorTime;
                var load = (await Load.RunAsync(target, count, duration, static _ => { }, cancellation, body)).OrThrow("The server");
                rows.Add(Row($"in a process, journal {capture}, {count} at once", load, alone[count], (server.Process.ProcessorTime - before) / load.Elapsed));
            }
        }

        new Report("Calls of processes")
            .Say("""
                An instance starts, calls an API through the REST connector, maps two fields of the answer and ends; its caller waits for the
                end. Beside it, in the same run, the same calls with a bare HTTP client and the same number at once. Load, API and server share
                the machine. *added* is what the process adds to the latency of the call alone: creating the instance durably, handing out the
                job, the call journal before and after, and completing it durably. The journal keeps all of a call, everything but bodies and
                variables, or only that there was one.
                """)
            .Table(["", "calls/s", "ratio", "p50", "p99", "added p50", "added p99", "cores used"], rows)
            .Write(arguments, disk, "outbound.md");
    }

    private static string[] Row(string name, LoadResult load, LoadResult alone, double? cores)
    {
        var (p50, p99) = (load.Latencies.Percentile(0.5), load.Latencies.Percentile(0.99));
        var isAlone = ReferenceEquals(load, alone);
        return
        [
            name,
            $"{load.PerSecond:#,0}",
            isAlone ? "1" : $"{load.PerSecond / alone.PerSecond:0.00}",
            Latencies.Text(p50),
            Latencies.Text(p99),
            isAlone ? "" : Latencies.Text(p50 - alone.Latencies.Percentile(0.5)),
            isAlone ? "" : Latencies.Text(p99 - alone.Latencies.Percentile(0.99)),
            cores is { } used ? $"{used:0.0}" : "",
        ];
    }

    private static void Say(string what) => Console.Error.WriteLine($"{what} …");
}
