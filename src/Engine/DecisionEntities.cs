using System.Collections.Immutable;

namespace Fairlead.Engine;

/// <summary>A deployed version of a DMN file.</summary>
/// <param name="Resource">The deployed file.</param>
/// <param name="Decisions">In the order of the file.</param>
public sealed record Requirements(
    RequirementsKey Key,
    DeploymentKey Deployment,
    string RequirementsId,
    string Name,
    int Version,
    string ResourceName,
    ReadOnlyMemory<byte> Resource,
    ImmutableArray<DecisionKey> Decisions)
{
    /// <summary>Whose it is; null for the default tenant.</summary>
    public string? Tenant { get; init; }
}

/// <summary>A deployed version of a decision.</summary>
/// <param name="Deployment">Of its file.</param>
public sealed record Decision(
    DecisionKey Key,
    DeploymentKey Deployment,
    RequirementsKey Requirements,
    string DecisionId,
    string Name,
    int Version,
    string? VersionTag);
