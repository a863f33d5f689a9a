namespace Fairlead.Protocol.Rest;

/// <summary>A deployed version of a decision.</summary>
public sealed record DecisionDefinitionItem
{
    /// <summary>Id of the decision in the DMN file.</summary>
    public required string DecisionDefinitionId { get; init; }

    /// <summary>Identifies it.</summary>
    public required DecisionDefinitionKey DecisionDefinitionKey { get; init; }

    /// <summary>Id of the definitions in the DMN file.</summary>
    public required string DecisionRequirementsId { get; init; }

    /// <summary>The version of the DMN file.</summary>
    public required DecisionRequirementsKey DecisionRequirementsKey { get; init; }

    /// <summary>Name of the definitions in the DMN file.</summary>
    public required string DecisionRequirementsName { get; init; }

    /// <summary>Counts from 1 for each id of definitions.</summary>
    public required int DecisionRequirementsVersion { get; init; }

    /// <summary>Name of the decision.</summary>
    public required string Name { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Counts from 1 for each id.</summary>
    public required int Version { get; init; }
}

/// <summary>What deployed decisions must be like.</summary>
public sealed record DecisionDefinitionFilter
{
    /// <summary>See <see cref="DecisionDefinitionItem.DecisionDefinitionId"/>.</summary>
    public string? DecisionDefinitionId { get; init; }

    /// <summary>See <see cref="DecisionDefinitionItem.Name"/>.</summary>
    public string? Name { get; init; }

    /// <summary>True for the highest version of each id only.</summary>
    public bool? IsLatestVersion { get; init; }

    /// <summary>See <see cref="DecisionDefinitionItem.Version"/>.</summary>
    public int? Version { get; init; }

    /// <summary>See <see cref="DecisionDefinitionItem.DecisionRequirementsId"/>.</summary>
    public string? DecisionRequirementsId { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>See <see cref="DecisionDefinitionItem.DecisionDefinitionKey"/>.</summary>
    public DecisionDefinitionKey? DecisionDefinitionKey { get; init; }

    /// <summary>See <see cref="DecisionDefinitionItem.DecisionRequirementsKey"/>.</summary>
    public DecisionRequirementsKey? DecisionRequirementsKey { get; init; }

    /// <summary>See <see cref="DecisionDefinitionItem.DecisionRequirementsName"/>.</summary>
    public string? DecisionRequirementsName { get; init; }

    /// <summary>See <see cref="DecisionDefinitionItem.DecisionRequirementsVersion"/>.</summary>
    public int? DecisionRequirementsVersion { get; init; }
}

/// <summary>A deployed version of a DMN file.</summary>
public sealed record DecisionRequirementsItem
{
    /// <summary>Id of the definitions in the file.</summary>
    public required string DecisionRequirementsId { get; init; }

    /// <summary>Identifies it.</summary>
    public required DecisionRequirementsKey DecisionRequirementsKey { get; init; }

    /// <summary>Name of the definitions in the file.</summary>
    public required string DecisionRequirementsName { get; init; }

    /// <summary>Name of the file.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Counts from 1 for each id.</summary>
    public required int Version { get; init; }
}

/// <summary>What deployed DMN files must be like.</summary>
public sealed record DecisionRequirementsFilter
{
    /// <summary>See <see cref="DecisionRequirementsItem.DecisionRequirementsName"/>.</summary>
    public string? DecisionRequirementsName { get; init; }

    /// <summary>See <see cref="DecisionRequirementsItem.DecisionRequirementsId"/>.</summary>
    public string? DecisionRequirementsId { get; init; }

    /// <summary>See <see cref="DecisionRequirementsItem.DecisionRequirementsKey"/>.</summary>
    public DecisionRequirementsKey? DecisionRequirementsKey { get; init; }

    /// <summary>See <see cref="DecisionRequirementsItem.Version"/>.</summary>
    public int? Version { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>See <see cref="DecisionRequirementsItem.ResourceName"/>.</summary>
    public string? ResourceName { get; init; }
}
