using System.Diagnostics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Fairlead.Bench;

/// <summary>What jobs cost that wait for a system, and whether those for another system notice.</summary>
internal static class ConnectionsRun
{
    private const int Creators = 32;
    private const int Callers = 16;
    private const int JobsOfSlow = 1_000;

    private static readonly TimeSpan QuietAfter = TimeSpan.FromSeconds(5);

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var folder = Repository.FreshFolder(arguments, "connections");
        var disk = Machine.DescribeDisk(folder);
        var waiting = await WaitAsync(arguments, folder, arguments.Number("jobs", 10_000), cancellation);
        var shared = await ShareAsync(arguments, folder, cancellation);
        new Report("Connections")
            .Say("""
                **Jobs that wait.** Instances whose call cannot be made, because the circuit of its system is open, beside instances whose job
                nobody asks for. The former are handed out, sent away, and come back by themselves; then the circuit is closed and all are
                done. Memory is the working set of the server: when the last instance was created and sent away, and five seconds later.
                """)
            .Table(["", "before", "all wait", "5 s later", "until the last is done"], waiting)
            .Say($"""
                **A fast system beside slow ones.** {Callers} callers start an instance each that calls a system which answers at once, and wait
                for its end, again and again. Beside it {JobsOfSlow:#,0} jobs for each slow system have been handed in, which takes requests and
                never answers. A type of connectors has 250 places.
                """)
            .Table(["", "calls/s", "of the first", "p50", "p99", "places that the slow ones hold"], shared)
            .Write(arguments, disk, "connections.md");
    }

    private static async Task<IReadOnlyList<IReadOnlyList<string>>> WaitAsync(Arguments arguments, string folder, int jobs, CancellationToken cancellation)
    {
        var (peer, address) = await ChildProcess.StartSelfAsync(Endpoints.Peer);
        await using var _ = peer;
        var rows = new List<IReadOnlyList<string>>();
        foreach (var isOpen in (bool[])[false, true])
        {
            Console.Error.WriteLine(isOpen ? $"{jobs} behind an open circuit …" : $"{jobs} that nobody asks for …");
            // The same process; without connectors its jobs are for nobody.
            await using var server = ServerUnderTest.Start(
                arguments, Path.Combine(folder, isOpen ? "open" : "unasked"), "--Connectors:RunsOutbound", isOpen ? "true" : "false");
            await server.DeployAsync(Models.RestOnly(address), cancellation);
            using var http = new HttpClient { BaseAddress = server.Address };
            if (isOpen)
                (await http.PostAsync(new Uri($"/fairlead/v1/connections/{address.Authority}/open", UriKind.Relative), content: null, cancellation)).EnsureSuccessStatusCode();
            var before = server.Process.MemoryBytes;
            await CreateAsync(http, Models.OutboundProcess, jobs, cancellation);
            if (isOpen)
                await server.UntilAsync("send all jobs away", async () => (await ConnectionAsync(http, address, cancellation)).Parked >= jobs, cancellation);
            var all = server.Process.MemoryBytes;
            await Task.Delay(QuietAfter, cancellation);
            var later = server.Process.MemoryBytes;
            var done = "";
            if (isOpen)
            {
                var began = Stopwatch.GetTimestamp();
                (await http.PostAsync(new Uri($"/fairlead/v1/connections/{address.Authority}/reset", UriKind.Relative), content: null, cancellation)).EnsureSuccessStatusCode();
                await UntilDoneAsync(http, Models.OutboundProcess, cancellation);
                done = $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s";
            }

            rows.Add([isOpen ? $"{jobs:#,0} jobs behind an open circuit" : $"{jobs:#,0} jobs that nobody asks for", Megabytes(before), Megabytes(all), Megabytes(later), done]);
        }

        return rows;
    }

    private static async Task<IReadOnlyList<IReadOnlyList<string>>> ShareAsync(Arguments arguments, string folder, CancellationToken cancellation)
    {
        var duration = arguments.Seconds("seconds", 8);
        var warmup = arguments.Seconds("warmup", 8);
        var (fast, fastAddress) = await ChildProcess.StartSelfAsync(Endpoints.Peer);
        await using var _ = fast;
        double first = 0;
        var rows = new List<IReadOnlyList<string>>();
        foreach (var slow in (int[])[0, 1, 3])
        {
            Console.Error.WriteLine($"a fast system beside {slow} slow ones …");
            await using var server = ServerUnderTest.Start(arguments, Path.Combine(folder, $"slow-{slow}"));
            using var http = new HttpClient { BaseAddress = server.Address };
            await server.DeployAsync(Models.RestOnly(fastAddress), cancellation);
            var peers = new List<(ChildProcess Process, Uri Address)>();
            try
            {
                for (var i = 0; i < slow; i++)
                {
                    peers.Add(await ChildProcess.StartSelfAsync(Endpoints.Peer));
                    var process = $"bench_slow_{i}";
                    await server.DeployAsync(
                        Models.RestOnly(peers[i].Address, process, Endpoints.NeverPath, """<zeebe:input source="3600" target="readTimeoutInSeconds" />"""), cancellation);
                    await CreateAsync(http, process, JobsOfSlow, cancellation);
                }

                var target = new Uri(server.Address, "/v2/process-instances");
                var body = Encoding.UTF8.GetBytes($$"""{"processDefinitionId":"{{Models.OutboundProcess}}","awaitCompletion":true}""");
                await Load.RunAsync(target, Callers, warmup, static _ => { }, cancellation, body);
                var load = (await Load.RunAsync(target, Callers, duration, static _ => { }, cancellation, body)).OrThrow("The server");
                first = slow is 0 ? load.PerSecond : first;
                var held = new List<int>();
                foreach (var peer in peers)
                    held.Add((await ConnectionAsync(http, peer.Address, cancellation)).InUse);
                rows.Add(
                [
                    slow is 0 ? "alone" : $"beside {slow} slow",
                    $"{load.PerSecond:#,0}",
                    $"{load.PerSecond / first:0.00}",
                    Latencies.Text(load.Latencies.Percentile(0.5)),
                    Latencies.Text(load.Latencies.Percentile(0.99)),
                    string.Join(", ", held),
                ]);
            }
            finally
            {
                foreach (var peer in peers)
                    await peer.Process.DisposeAsync();
            }
        }

        return rows;
    }

    private static Task CreateAsync(HttpClient http, string process, int count, CancellationToken cancellation)
    {
        var left = count;
        return Task.WhenAll(Enumerable.Range(0, Creators).Select(_ => Task.Run(
            async () =>
            {
                while (Interlocked.Decrement(ref left) >= 0)
                {
                    using var response = await http.PostAsJsonAsync(
                        new Uri("/v2/process-instances", UriKind.Relative), new { processDefinitionId = process }, cancellation);
                    response.EnsureSuccessStatusCode();
                }
            },
            cancellation)));
    }

    private static async Task UntilDoneAsync(HttpClient http, string process, CancellationToken cancellation)
    {
        while (true)
        {
            using var response = await http.PostAsJsonAsync(
                new Uri("/v2/process-instances/search", UriKind.Relative),
                new { filter = new { state = "ACTIVE", processDefinitionId = process }, page = new { limit = 1 } },
                cancellation);
            using var found = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellation));
            if (found.RootElement.GetProperty("items").GetArrayLength() is 0)
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellation);
        }
    }

    private static async Task<(long Parked, int InUse)> ConnectionAsync(HttpClient http, Uri peer, CancellationToken cancellation)
    {
        using var response = await http.GetAsync(new Uri($"/fairlead/v1/connections/{peer.Authority}", UriKind.Relative), cancellation);
        if (!response.IsSuccessStatusCode)
            return (0, 0);
        using var item = JsonDocument.Parse(await response.Content.ReadAsStringAsync(cancellation));
        return (item.RootElement.GetProperty("parked").GetInt64(), item.RootElement.GetProperty("inUse").GetInt32());
    }

    private static string Megabytes(long bytes) => $"{bytes / (double)(1 << 20):0} MB";
}
