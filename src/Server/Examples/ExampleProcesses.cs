using System.Text.RegularExpressions;

using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Server.Starting;

namespace Fairlead.Server.Examples;

/// <summary>Deploys the diagrams and decisions of folders. An unchanged one keeps its version.</summary>
internal static partial class ExampleProcesses
{
    /// <summary>Decisions first: processes ask for them.</summary>
    private static readonly string[] Patterns = ["*.dmn", "*.bpmn"];

    /// <exception cref="StartException">There is no such folder.</exception>
    public static async Task<Outcome> DeployAsync(EmbeddedCluster cluster, IReadOnlyList<string> folders, CancellationToken cancellation)
    {
        IReadOnlyList<string> roots = [.. folders.Select(Path.GetFullPath)];
        if (roots.FirstOrDefault(root => !Directory.Exists(root)) is { } missing)
            throw new StartException($"There is no folder {missing}. Check --examples.");

        var deployed = new List<string>();
        var problems = new List<string>();
        // Each by itself: a broken one keeps none of the others out.
        foreach (var file in roots.SelectMany(FindFiles))
        {
            // As the CLI names it, so that deploying the same file there changes nothing.
            var name = Path.GetFileName(file);
            try
            {
                var content = await File.ReadAllBytesAsync(file, cancellation);
                var deployment = await cluster.DeployAsync([new DeploymentFile(name, content)], cancellation);
                deployed.AddRange(deployment.Definitions.Select(definition => $"{definition.ProcessId} (version {definition.Version})"));
            }
            catch (ClusterException refusal) when (refusal.Error is ClusterError.InvalidArgument)
            {
                problems.Add($"{file} was not deployed: {refusal.Message}");
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                problems.Add($"{file} was not deployed: it cannot be read. {cause.Message}");
            }
        }

        return new Outcome(deployed, problems, roots is [var only] ? await ReadCommandsAsync(only, cancellation) : null);
    }

    private static IEnumerable<string> FindFiles(string root) => Patterns.SelectMany(pattern =>
        Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal));

    /// <summary>What the README of an example has people type.</summary>
    private static async Task<string?> ReadCommandsAsync(string root, CancellationToken cancellation)
    {
        var readme = Path.Combine(root, "README.md");
        if (!File.Exists(readme))
            return null;
        var blocks = CommandBlock().Matches(await File.ReadAllTextAsync(readme, cancellation)).Select(block => block.Groups[1].Value.Trim());
        return string.Join("\n\n", blocks.Where(block => !block.StartsWith("./run", StringComparison.Ordinal)));
    }

    [GeneratedRegex("^```sh\n(.*?)^```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex CommandBlock();

    /// <param name="Deployed">Process ids with their versions.</param>
    /// <param name="Problems">One for each file that was refused.</param>
    /// <param name="Commands">What to do next, for a server at the usual address; null when there is no README, or several folders.</param>
    internal sealed record Outcome(IReadOnlyList<string> Deployed, IReadOnlyList<string> Problems, string? Commands);
}
