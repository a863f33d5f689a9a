using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

namespace Fairlead.Broker;

/// <summary>A file to deploy.</summary>
public sealed record DeploymentFile(string Name, ReadOnlyMemory<byte> Content);

/// <summary>Files that were deployed together.</summary>
/// <param name="Definitions">In the order of the files and of the processes in them; unchanged ones included.</param>
public sealed record Deployment(long Key, IReadOnlyList<DeployedDefinition> Definitions)
{
    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>In the order of the files and of the decisions in them; unchanged ones included.</summary>
    public IReadOnlyList<DeployedDecision> Decisions { get; init; } = [];

    /// <summary>The DMN files, in their order; unchanged ones included.</summary>
    public IReadOnlyList<DeployedDecisionRequirements> Requirements { get; init; } = [];

    /// <summary>Forms and other files, in their order; unchanged ones included.</summary>
    public IReadOnlyList<DeployedFile> Files { get; init; } = [];
}

/// <param name="Id">The id in a form or an RPA script; the name of every other file.</param>
/// <param name="Duplicate">True when it equals the latest version, which is returned.</param>
public sealed record DeployedFile(long Key, bool IsForm, string Id, int Version, string ResourceName, bool Duplicate);

/// <summary>A deployed form or other file.</summary>
/// <param name="Id">The id in a form or an RPA script; the name of every other file.</param>
public sealed record StoredFile(
    long Key, bool IsForm, string Id, int Version, string? VersionTag, string ResourceName, ReadOnlyMemory<byte> Content)
{
    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;
}

/// <param name="Duplicate">True when it equals the latest version, which is returned.</param>
public sealed record DeployedDefinition(ProcessDefinitionKey Key, string ProcessId, int Version, string ResourceName, bool Duplicate);
