namespace Fairlead.Engine;

/// <summary>A deployed file that is neither a process nor a decision: the engine keeps it for others to read.</summary>
/// <param name="ResourceId">The id in a form or an RPA script; the name of every other file.</param>
public sealed record DeployedResource(
    ResourceKey Key,
    DeploymentKey Deployment,
    ResourceKind Kind,
    string ResourceId,
    int Version,
    string? VersionTag,
    string ResourceName,
    ReadOnlyMemory<byte> Content)
{
    /// <summary>Whose it is; null for the default tenant.</summary>
    public string? Tenant { get; init; }
}

/// <summary>Each kind has ids of its own. The numbers are stored.</summary>
public enum ResourceKind : byte
{
    Form = 0,

    /// <summary>An RPA script, or any other file.</summary>
    Other = 1,
}
