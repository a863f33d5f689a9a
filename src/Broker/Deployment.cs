using Fairlead.Protocol;

namespace Fairlead.Broker;

/// <summary>A file to deploy.</summary>
public sealed record DeploymentFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>Files that were deployed together.</summary>
/// <param name="Definitions">In the order of the files and of the processes in them; unchanged ones included.</param>
public sealed record Deployment(long Key, IReadOnlyList<DeployedDefinition> Definitions);

/// <param name="Duplicate">True when it equals the latest version, which is returned.</param>
public sealed record DeployedDefinition(ProcessDefinitionKey Key, string ProcessId, int Version, string ResourceName, bool Duplicate);
