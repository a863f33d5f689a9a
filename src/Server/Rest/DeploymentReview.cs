using Fairlead.Broker;
using Fairlead.Connectors.Runtime.Checking;
using Fairlead.Protocol.Rest;
using Fairlead.Server.Http;

namespace Fairlead.Server.Rest;

/// <summary>What there is to say about files: by the engine, which knows BPMN, and by the runtime, which knows the connectors.</summary>
internal sealed class DeploymentReview(EmbeddedCluster cluster, DeploymentCheck check)
{
    /// <summary>What the connectors and the secrets of this process have to say. The engine says for itself what it refuses.</summary>
    public async Task<IReadOnlyList<DeploymentFinding>> OfConnectorsAsync(IReadOnlyList<DeploymentFile> files, CancellationToken cancellation) =>
    [
        .. (await check.CheckAsync(files.Select(file => (file.Name, file.Content)), cluster.WasAskedFor, cancellation)).Select(found => new DeploymentFinding
        {
            Severity = found.IsError ? FindingSeverity.Error : FindingSeverity.Warning,
            Code = found.Code,
            Message = found.Message,
            ResourceName = found.File,
            ElementId = found.ElementId,
            Line = found.Line,
        }),
    ];

    /// <summary>All of it, file by file, in the order of their lines.</summary>
    public async Task<IReadOnlyList<DeploymentFinding>> OfAllAsync(IReadOnlyList<DeploymentFile> files, CancellationToken cancellation)
    {
        var found = (await cluster.Explanations.OfDeploymentAsync(files, cancellation))
            .Concat(await OfConnectorsAsync(files, cancellation))
            .ToList();
        return [.. files.Select(file => file.Name).Distinct().SelectMany(name => InOrder(found.Where(finding => finding.ResourceName == name)))];
    }

    /// <summary>In the words in which the engine refuses files.</summary>
    public static RequestRefusal Refusal(int files, IReadOnlyList<DeploymentFinding> found)
    {
        var errors = found.Where(finding => finding.Severity is FindingSeverity.Error).ToList();
        return RequestRefusal.InvalidArgument(
            $"Command 'CREATE' rejected with code 'INVALID_ARGUMENT': Expected to deploy {files} {(files is 1 ? "file" : "files")}, but found "
            + $"{errors.Count} {(errors.Count is 1 ? "problem" : "problems")}:\n{string.Join('\n', errors)}");
    }

    private static IEnumerable<DeploymentFinding> InOrder(IEnumerable<DeploymentFinding> ofFile) => ofFile.OrderBy(finding => finding.Line ?? 0);
}
