namespace Fairlead.Engine;

public abstract partial record Event
{
    // Deployed files that are neither processes nor decisions, and deletion

    public sealed record ResourceDeployed(
        ResourceKey Key,
        DeploymentKey Deployment,
        ResourceKind Kind,
        string ResourceId,
        int Version,
        string? VersionTag,
        string ResourceName,
        ReadOnlyMemory<byte> Content,
        string? Tenant = null) : Event;

    public sealed record ResourceDeleted(ResourceKey Key) : Event;

    /// <summary>A version of a DMN file is gone, and with it those of its decisions.</summary>
    public sealed record RequirementsDeleted(RequirementsKey Key) : Event;

    /// <summary>
    /// The definition starts nothing any more, and the version before it is the latest again. What runs goes on to its end.
    /// </summary>
    /// <param name="DeletesHistory">Whether its instances are forgotten, too, when they have ended.</param>
    public sealed record ProcessDraining(DefinitionKey Key, bool DeletesHistory) : Event;

    /// <summary>The last instance of a definition that was draining has ended.</summary>
    public sealed record ProcessDeleted(DefinitionKey Key) : Event;
}
