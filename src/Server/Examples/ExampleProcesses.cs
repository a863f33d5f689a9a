using Fairlead.Broker;
using Fairlead.Protocol;
using Fairlead.Server.Starting;

namespace Fairlead.Server.Examples;

/// <summary>Deploys the diagrams and decisions of a folder. An unchanged one keeps its version.</summary>
internal static class ExampleProcesses
{
    /// <summary>Decisions first: processes ask for them.</summary>
    private static readonly string[] Patterns = ["*.dmn", "*.bpmn"];

    /// <exception cref="StartException">There is no such folder.</exception>
    public static async Task<Outcome> DeployAsync(EmbeddedCluster cluster, string folder, CancellationToken cancellation)
    {
        var root = Path.GetFullPath(folder);
        if (!Directory.Exists(root))
            throw new StartException($"There is no folder {root}. Check --examples.");

        var deployed = new List<string>();
        var problems = new List<string>();
        // Each by itself: a broken one keeps none of the others out.
        foreach (var file in FindFiles(root))
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

        return new Outcome(deployed, problems);
    }

    private static IEnumerable<string> FindFiles(string root) => Patterns.SelectMany(pattern =>
        Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal));

    /// <param name="Deployed">Process ids with their versions.</param>
    /// <param name="Problems">One for each file that was refused.</param>
    internal sealed record Outcome(IReadOnlyList<string> Deployed, IReadOnlyList<string> Problems);
}
