using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text;

namespace Fairlead.Bench.Size;

/// <summary>What a server costs that has many instances which wait for a message.</summary>
internal static class WaitingRun
{
    /// <summary>The role of a process that fills a data folder and prints what that took.</summary>
    public const string Fill = "fill-waiting";

    /// <summary>Characters that make a variable of about 1 KB.</summary>
    private const int DataCharacters = 1000;

    private const int Correlations = 1000;

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var counts = arguments.Numbers("counts", [1_000, 10_000, 100_000, 1_000_000]);
        var part = arguments.Text("only", "");
        var disk = "";
        var rows = new List<IReadOnlyList<string>>();
        foreach (var count in counts)
        {
            var name = $"waiting-{count}";
            var folder = part is "measure" ? Repository.Folder(arguments, name) : Repository.FreshFolder(arguments, name);
            disk = Machine.DescribeDisk(folder);
            if (part is not "measure")
            {
                Console.Error.WriteLine($"filling with {count} instances …");
                await ChildProcess.RunSelfAsync(Fill, "--folder", folder, "--count", $"{count}");
            }

            if (part is "fill")
                continue;
            Console.Error.WriteLine($"measuring {count} instances …");
            rows.Add([$"{count:#,0}", .. await File.ReadAllLinesAsync(Notes(folder), cancellation), .. await MeasureAsync(arguments, folder, count, cancellation)]);
            if (arguments.Text("keep", "no") is "no")
                Directory.Delete(folder, recursive: true);
        }

        if (part is "fill")
            return;
        new Report("Waiting instances")
            .Say("""
                Instances that wait for a message, each with a variable of 1 KB of random text. A process with the embedded cluster fills the
                data folder and closes it; then the server starts on it as its users start it, and one message after the other is correlated
                with an instance chosen at random, each over HTTP and answered when it is durable. A start runs from the start of the process to
                the answer of the first correlation; *after a kill* is a start after the server was killed under that load.
                """)
            .Table(
                [
                    "instances waiting", "filled with", "search behind by", "most memory while filling", "data: engine", "data: search",
                    "start", "start after a kill", "memory when idle", "memory after correlating", "correlate, p50", "p99", "correlations/s, 16 at once",
                ],
                rows)
            .Write(arguments, disk, "size-waiting.md");
    }

    /// <summary>Creates the instances and notes what it took.</summary>
    public static async Task FillAsync(Arguments arguments, CancellationToken cancellation)
    {
        var folder = arguments.Text("folder", "");
        var count = arguments.Number("count", 1);
        var start = Stopwatch.GetTimestamp();
        TimeSpan elapsed, behind;
        await using (var cluster = await Clusters.OpenAsync(folder, cancellation))
        {
            await Clusters.DeployAsync(cluster, Models.Waiting(), cancellation);
            await Clusters.CreateAsync(cluster, Models.WaitingProcess, count, Variables, cancellation);
            elapsed = Stopwatch.GetElapsedTime(start);
            behind = await Clusters.UntilSearchableAsync(cluster, cancellation);
        }

        var search = new FileInfo(Path.Combine(folder, "search.db")).Length / (double)(1 << 20);
        await File.WriteAllLinesAsync(
            Notes(folder),
            [
                $"{count / elapsed.TotalSeconds:#,0} instances/s",
                $"{behind.TotalSeconds:0.0} s",
                $"{Machine.ResidentPeakMegabytes(Environment.ProcessId):0} MB",
                $"{Clusters.Megabytes(folder) - search:#,0} MB",
                $"{search:#,0} MB",
            ],
            cancellation);
    }

    private static async Task<IReadOnlyList<string>> MeasureAsync(
        Arguments arguments, string folder, int count, CancellationToken cancellation)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false });
        var random = new Random(count);
        // A key is correlated once: each instance waits for one message only.
        var used = new HashSet<int>();
        int Next()
        {
            while (true)
            {
                var key = random.Next(count);
                if (used.Add(key))
                    return key;
            }
        }

        var each = Math.Min(Correlations, count / 4);
        TimeSpan start;
        double idle, after, perSecond;
        var latencies = new List<long>();
        await using (var server = ServerUnderTest.Start(arguments, folder))
        {
            start = await FirstAsync(http, server, Next(), cancellation);
            await Task.Delay(TimeSpan.FromSeconds(5), cancellation);
            idle = Machine.ResidentMegabytes(server.Process.Id);
            for (var i = 0; i < each; i++)
            {
                var began = Stopwatch.GetTimestamp();
                await CorrelateAsync(http, server, Next(), cancellation);
                latencies.Add(Stopwatch.GetTimestamp() - began);
            }

            var keys = Enumerable.Range(0, each).Select(_ => Next()).ToList();
            var many = Stopwatch.GetTimestamp();
            await Parallel.ForEachAsync(
                keys,
                new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = cancellation },
                async (key, stop) => await CorrelateAsync(http, server, key, stop));
            perSecond = each / Stopwatch.GetElapsedTime(many).TotalSeconds;
            after = Machine.ResidentMegabytes(server.Process.Id);
            await server.Process.KillAsync();
        }

        await using var again = ServerUnderTest.Start(arguments, folder);
        var startAfterKill = await FirstAsync(http, again, Next(), cancellation);
        var times = new Latencies(latencies);
        return
        [
            $"{start.TotalSeconds:0.00} s",
            $"{startAfterKill.TotalSeconds:0.00} s",
            $"{idle:0} MB",
            $"{after:0} MB",
            Latencies.Text(times.Percentile(0.5)),
            Latencies.Text(times.Percentile(0.99)),
            $"{perSecond:#,0}",
        ];
    }

    /// <returns>Since the start of the server.</returns>
    private static async Task<TimeSpan> FirstAsync(HttpClient http, ServerUnderTest server, int key, CancellationToken cancellation)
    {
        await server.UntilAsync("correlate", () => TryCorrelateAsync(http, server, key, cancellation), cancellation);
        return server.Running;
    }

    private static async Task CorrelateAsync(HttpClient http, ServerUnderTest server, int key, CancellationToken cancellation)
    {
        if (!await TryCorrelateAsync(http, server, key, cancellation))
            throw new BenchException($"The message for {key} was not correlated.");
    }

    private static async Task<bool> TryCorrelateAsync(HttpClient http, ServerUnderTest server, int key, CancellationToken cancellation)
    {
        using var response = await http.PostAsJsonAsync(
            new Uri(server.Address, "/v2/messages/correlation"),
            new { name = Models.WaitingMessage, correlationKey = Key(key) },
            cancellation);
        return response.StatusCode is HttpStatusCode.OK;
    }

    private static string Notes(string folder) => Path.Combine(folder, "filled.txt");

    private static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"key-{number}");

    private static byte[] Variables(int number)
    {
        Span<byte> random = stackalloc byte[DataCharacters * 3 / 4];
        Random.Shared.NextBytes(random);
        return Encoding.UTF8.GetBytes($$"""{"key":"{{Key(number)}}","data":"{{Convert.ToBase64String(random)}}"}""");
    }
}
