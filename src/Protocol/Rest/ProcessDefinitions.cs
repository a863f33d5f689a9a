namespace Fairlead.Protocol.Rest;

/// <summary>A deployed version of a process.</summary>
public sealed record ProcessDefinitionItem
{
    /// <summary>Name of the process in the model.</summary>
    public string? Name { get; init; }

    /// <summary>The file it was deployed with.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Counts from 1 for each BPMN id.</summary>
    public required int Version { get; init; }

    /// <summary>Version tag in the model.</summary>
    public string? VersionTag { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>Whether its start event has a form.</summary>
    public bool HasStartForm { get; init; }

    /// <summary>Its life.</summary>
    public ProcessDefinitionState State { get; init; } = ProcessDefinitionState.Active;
}

/// <summary>Life of a deployed version of a process.</summary>
public enum ProcessDefinitionState
{
    /// <summary>It can be started.</summary>
    Active,

    /// <summary>It was deleted and starts nothing any more; instances of it run on to their end.</summary>
    Draining,

    /// <summary>It was deleted, and nothing of it runs.</summary>
    Deleted,
}

/// <summary>What deployed versions must be like.</summary>
public sealed record ProcessDefinitionFilter
{
    /// <summary>See <see cref="ProcessDefinitionItem.Name"/>.</summary>
    public Filter<string>? Name { get; init; }

    /// <summary>True for the highest version of each BPMN id only; deleted ones do not count.</summary>
    public bool? IsLatestVersion { get; init; }

    /// <summary>See <see cref="ProcessDefinitionItem.ResourceName"/>.</summary>
    public string? ResourceName { get; init; }

    /// <summary>See <see cref="ProcessDefinitionItem.Version"/>.</summary>
    public int? Version { get; init; }

    /// <summary>See <see cref="ProcessDefinitionItem.VersionTag"/>.</summary>
    public string? VersionTag { get; init; }

    /// <summary>See <see cref="ProcessDefinitionItem.ProcessDefinitionId"/>.</summary>
    public Filter<string>? ProcessDefinitionId { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>See <see cref="ProcessDefinitionItem.ProcessDefinitionKey"/>.</summary>
    public ProcessDefinitionKey? ProcessDefinitionKey { get; init; }

    /// <summary>See <see cref="ProcessDefinitionItem.HasStartForm"/>.</summary>
    public bool? HasStartForm { get; init; }

    /// <summary>See <see cref="ProcessDefinitionItem.State"/>.</summary>
    public ProcessDefinitionState? State { get; init; }
}
