using System.Diagnostics;
using System.Text.Json;
using Fairlead.Feel;

namespace Fairlead.Bench.Feel;

/// <summary>How many expressions a second are read and evaluated on one core, beside feelin in the same run.</summary>
internal static class FeelRun
{
    /// <summary>The role of a process that evaluates one expression and prints how many milliseconds that took.</summary>
    public const string Cold = "feel-cold";

    private const int ColdStarts = 5;
    private const int WarmUpCases = 12;

    public static async Task RunAsync(Arguments arguments, CancellationToken cancellation)
    {
        var folder = Repository.FreshFolder(arguments, "feel");
        IReadOnlyList<FeelCase> own = FeelCases.All;
        var shared = FeelCase.ReadShared();
        var cases = own.Concat(shared).ToArray();
        var rates = new Dictionary<string, FeelRates>(StringComparer.Ordinal);
        // The first ones would pay for what all of them share: the runtime compiles it again once it knows how it is used.
        foreach (var test in cases.Take(WarmUpCases))
            FeelRates.Measure(test);
        foreach (var test in cases)
        {
            cancellation.ThrowIfCancellationRequested();
            Console.Error.WriteLine(test.Id);
            rates[test.Id] = FeelRates.Measure(test);
        }
        Console.Error.WriteLine("feelin …");
        var (peer, about) = FeelPeer.Measure(cases, folder);
        var cold = await ColdStartAsync("plain");
        var coldCalls = await ColdStartAsync("calls");

        var report = new Report("FEEL")
            .Say($"""
                One thread; thousands of calls a second (k) in the best of seven rounds, and bytes allocated a call. *Read*: the text to an expression.
                *Read and evaluate*: both in one call, nothing kept. *Evaluate*: an expression read before, on values made before. *JSON to JSON*: an
                expression read before, from the bytes of the variables to the bytes of the result. feelin has no expression that is read once, so
                that its *evaluate* reads, too; × is our figure by its figure for the same work. Peer: {about}.
                """)
            .Say($"""
                The median of the seven rounds is {rates.Values.Average(r => r.Evaluate.Median / r.Evaluate.Best):P0} of the best one on average. The first
                expression of a fresh process, from JSON to JSON and with everything compiled on the way, takes {Text(cold)}; one that calls a
                function, for which the table of all functions is made, takes {Text(coldCalls)}. {Agreement(rates, peer)}
                """)
            .Table(Head, own.Select(test => Row(test, rates[test.Id], peer.GetValueOrDefault(test.Id))));
        if (shared.Count > 0)
        {
            report
                .Say("The same for the expressions and data with which the other engines of our comparison were measured:")
                .Table(Head, shared.Select(test => Row(test, rates[test.Id], peer.GetValueOrDefault(test.Id))));
        }
        report.Write(arguments, "nothing is written in this run", "feel.md");
    }

    /// <summary>Parses and evaluates for the first time in this process.</summary>
    public static void RunCold(Arguments arguments)
    {
        var text = arguments.Text("kind", "plain") == "plain"
            ? "{name: response.body.name, ok: response.status = 200}"
            : "{name: upper case(response.body.name), ok: response.status = 200}";
        var start = Stopwatch.GetTimestamp();
        var value = FeelExpression.Parse(text).Evaluate(
            FeelContext.Of(("response", FeelValue.FromJson("""{"status":200,"body":{"name":"x"}}"""u8.ToArray())))).Value.ToJson();
        Console.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:0.0} {value.Length}");
    }

    private static string Text(double[] milliseconds) =>
        $"{milliseconds.Min():0} ms in the best and {milliseconds.Order().ElementAt(ColdStarts / 2):0} ms in the middle one of {ColdStarts} starts";

    private static IReadOnlyList<string> Head { get; } =
    [
        "case", "read", "B", "read and evaluate", "B", "evaluate", "B", "JSON to JSON", "B", "JSON in", "feelin: read", "evaluate", "JSON to JSON",
        "× read", "× read and evaluate", "× JSON to JSON",
    ];

    private static IReadOnlyList<string> Row(FeelCase test, FeelRates own, PeerRates? peer) =>
    [
        $"{test.Id} `{Shorten(test.Expression)}`",
        Thousands(own.Parse.Best), $"{own.Parse.Bytes:#,0}",
        Thousands(own.ParseEvaluate.Best), $"{own.ParseEvaluate.Bytes:#,0}",
        Thousands(own.Evaluate.Best), $"{own.Evaluate.Bytes:#,0}",
        Thousands(own.FromJson.Best), $"{own.FromJson.Bytes:#,0}", $"{test.SizeBytes:#,0}",
        peer is null ? "–" : Thousands(peer.Parse), peer is null ? "–" : Thousands(peer.Evaluate), peer is null ? "–" : Thousands(peer.FromJson),
        Times(own.Parse.Best, peer?.Parse), Times(own.ParseEvaluate.Best, peer?.Evaluate), Times(own.FromJson.Best, peer?.FromJson),
    ];

    private static string Shorten(string expression)
    {
        const int LengthAtMost = 60;
        var text = expression.Replace("|", "\\|", StringComparison.Ordinal);
        return text.Length <= LengthAtMost ? text : $"{text.AsSpan(0, LengthAtMost)}…";
    }

    private static string Thousands(double rate) => rate >= 99_500 ? $"{rate / 1_000:#,0} k" : $"{rate / 1_000:0.0} k";

    private static string Times(double own, double? peer) => peer is null or 0 ? "–" : $"{own / peer:#,0}";

    private static string Agreement(Dictionary<string, FeelRates> rates, IReadOnlyDictionary<string, PeerRates> peer)
    {
        if (peer.Count == 0)
            return "";
        var different = peer.Where(entry => !AreClose(
            JsonDocument.Parse(entry.Value.Result ?? "null").RootElement, JsonDocument.Parse(rates[entry.Key].Result).RootElement))
            .Select(entry => entry.Key).ToArray();
        return $"feelin answers {peer.Count} of {rates.Count} cases, "
            + (different.Length == 0 ? "all as here." : $"as here except for {string.Join(", ", different)}.");
    }

    // The peer calculates with doubles.
    private static bool AreClose(JsonElement left, JsonElement right)
    {
        if (left.ValueKind != right.ValueKind)
            return false;
        return left.ValueKind switch
        {
            JsonValueKind.Number => Math.Abs(left.GetDouble() - right.GetDouble()) <= 1e-9 * Math.Max(1, Math.Abs(right.GetDouble())),
            JsonValueKind.Array => left.GetArrayLength() == right.GetArrayLength()
                && left.EnumerateArray().Zip(right.EnumerateArray()).All(pair => AreClose(pair.First, pair.Second)),
            JsonValueKind.Object => left.EnumerateObject().Count() == right.EnumerateObject().Count()
                && left.EnumerateObject().All(entry => right.TryGetProperty(entry.Name, out var other) && AreClose(entry.Value, other)),
            _ => left.ToString() == right.ToString(),
        };
    }

    private static async Task<double[]> ColdStartAsync(string kind)
    {
        var times = new double[ColdStarts];
        for (var i = 0; i < times.Length; i++)
        {
            using var process = Process.Start(new ProcessStartInfo("dotnet", [Environment.GetCommandLineArgs()[0], Cold, "--kind", kind]) { RedirectStandardOutput = true })!;
            var line = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            times[i] = double.Parse(line.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
        }
        return times;
    }
}
