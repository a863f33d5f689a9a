using System.Diagnostics;

namespace Fairlead.Bench.Soak;

/// <summary>A server under mixed load for as long as asked, and what grows meanwhile that should not.</summary>
internal static class SoakRun
{
    private const int MomentsAtLeast = 8;

    /// <summary>What is kept of the past is little, so that it is full, and flat, early.</summary>
    private static readonly string[] Short =
    [
        "--Broker:FinishedKeptFor", "00:00:20", "--Broker:InboxKeptFor", "00:00:20", "--Calls:KeptFor", "00:00:20", "--Calls:FailedKeptFor",
        "00:00:20", "--Broker:SecretUsesKeptFor", "00:00:20",
    ];

    /// <returns>1 when something looks like a leak.</returns>
    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var duration = arguments.Seconds("seconds", 300);
        var folder = Repository.FreshFolder(arguments, "soak");
        var (peer, peerAddress) = await ChildProcess.StartSelfAsync(Endpoints.Peer);
        await using var _ = peer;
        await using var server = ServerUnderTest.Start(arguments, folder, Short);
        await using var load = await SoakLoad.BeginAsync(server, peerAddress, arguments.Number("rate", 100), cancellation);
        using var http = new HttpClient();
        var probe = new Probe(server.Process.Id, server.Address, folder, http);

        var every = TimeSpan.FromSeconds(Math.Clamp(duration.TotalSeconds / 40, 5, 120));
        // Caches fill, code is compiled, and the past that is kept becomes as long as it may.
        var settled = TimeSpan.FromSeconds(Math.Min(60, duration.TotalSeconds / 3));
        var moments = new List<IReadOnlyDictionary<string, double>>();
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < duration)
        {
            await Task.Delay(every, cancellation);
            if (server.Process.HasEnded)
                throw new BenchException($"The server ended: {await server.Process.ErrorsAsync()}");
            var now = await probe.ReadAsync(cancellation);
            var isKept = Stopwatch.GetElapsedTime(start) > settled;
            Say($"{Stopwatch.GetElapsedTime(start).TotalSeconds,6:0} s{(isKept ? "" : " (settling)")}: {now["memory: resident, MB"]:0} MB, "
                + $"{now["memory: objects after a collection, MB"]:0.0} MB of objects, {now["handles: all"]:0} handles, {now["threads"]:0} threads; {load.Summary}");
            if (isKept)
                moments.Add(now);
        }

        return Tell(moments, load, every * (moments.Count - 1));
    }

    private static int Tell(IReadOnlyList<IReadOnlyDictionary<string, double>> moments, SoakLoad load, TimeSpan span)
    {
        if (moments.Count < MomentsAtLeast)
            throw new BenchException($"Only {moments.Count} moments were seen after the start: soak for longer.");
        var leaks = 0;
        Console.WriteLine($"Over {span.TotalSeconds:0} s after the start, at {moments.Count} moments ({load.Summary}):");
        Console.WriteLine($"{"",-46}{"first",10}{"last",10}{"growth/h",12}  verdict");
        foreach (var name in moments.SelectMany(moment => moment.Keys).Distinct().Order(StringComparer.Ordinal))
        {
            var values = moments.Select(moment => moment.GetValueOrDefault(name)).ToList();
            var verdict = Trend.Of(values, Tolerance(name, values));
            leaks += verdict.Leaks ? 1 : 0;
            // Hundreds of tables that are empty all the time say nothing.
            if (values.Exists(value => value > 0))
            {
                Console.WriteLine(
                    $"{name,-46}{values[0],10:#,0.#}{values[^1],10:#,0.#}{verdict.Growth * 3600 / span.TotalSeconds,12:#,0.#}  "
                    + (verdict.Leaks ? "GROWS" : "flat"));
            }
        }

        Console.WriteLine(leaks is 0 ? "Nothing grows." : $"{leaks} of these grow: that looks like a leak.");
        return leaks is 0 ? 0 : 1;
    }

    /// <summary>Growth over all of the time that is noise: a twentieth, and at least what comes and goes at this load.</summary>
    private static double Tolerance(string name, List<double> values) => Math.Max(values.Average() / 20, name switch
    {
        "memory: resident, MB" => 15,
        "memory: objects after a collection, MB" => 3,
        _ when name.StartsWith("rows", StringComparison.Ordinal) => 100,
        _ => 5,
    });

    private static void Say(string what) => Console.Error.WriteLine(what);
}
