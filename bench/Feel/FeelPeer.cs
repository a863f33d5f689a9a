using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Fairlead.Bench.Feel;

/// <summary>What feelin, the FEEL of the JavaScript world, does a second.</summary>
/// <param name="FromJson">From the text of the variables to the text of the result.</param>
internal sealed record PeerRates(string? Result, double Parse, double Evaluate, double FromJson);

/// <summary>Runs feelin on Node with the same cases. Nothing but its public API is called.</summary>
internal static class FeelPeer
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <summary>The rates by the id of the case, or why there are none.</summary>
    public static (IReadOnlyDictionary<string, PeerRates> Rates, string About) Measure(IReadOnlyList<FeelCase> cases, string workFolder)
    {
        var folder = Path.Combine(Repository.Root, "bench", "feelin");
        var rates = new Dictionary<string, PeerRates>(StringComparer.Ordinal);
        try
        {
            if (!Directory.Exists(Path.Combine(folder, "node_modules")))
                Run("npm", ["ci", "--no-audit", "--no-fund"], folder);
            var file = Path.Combine(workFolder, "cases.json");
            File.WriteAllText(file, JsonSerializer.Serialize(cases.Select(c => new { id = c.Id, expression = c.Expression, json = c.Json, isTest = c.IsTest })));
            var answer = JsonDocument.Parse(Run("node", ["run.mjs", file], folder)).RootElement;
            foreach (var result in answer.GetProperty("results").EnumerateArray())
            {
                if (!result.TryGetProperty("problem", out _))
                {
                    rates[result.GetProperty("id").GetString()!] = new PeerRates(
                        result.GetProperty("result").GetString(),
                        result.GetProperty("parse").GetDouble(),
                        result.GetProperty("evaluate").GetDouble(),
                        result.GetProperty("fromJson").GetDouble());
                }
            }
            return (rates, $"feelin 8.2.0 on Node {answer.GetProperty("node").GetString()}, its public API, in the same run");
        }
        catch (Exception e) when (e is Win32Exception or BenchException or JsonException)
        {
            return (rates, $"no peer in this run: {e.Message.ReplaceLineEndings(" ")}");
        }
    }

    private static string Run(string program, IEnumerable<string> arguments, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            throw new BenchException($"{program} took longer than {Limit.TotalMinutes} minutes");
        }
        Task.WaitAll(errors, output);
        return process.ExitCode == 0 ? output.Result : throw new BenchException($"{program} ended with {process.ExitCode}: {errors.Result.Trim()}");
    }
}
