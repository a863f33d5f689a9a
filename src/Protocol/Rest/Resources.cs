namespace Fairlead.Protocol.Rest;

/// <summary>A deployed file that is neither a process nor a decision.</summary>
public sealed record ResourceItem
{
    /// <summary>Name of the file.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Counts from 1 for each id.</summary>
    public required int Version { get; init; }

    /// <summary>Version tag in the file.</summary>
    public string? VersionTag { get; init; }

    /// <summary>The <c>id</c> in a form or an RPA script; the name of every other file.</summary>
    public required string ResourceId { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required ResourceKey ResourceKey { get; init; }
}

/// <summary>A deployed version of a form.</summary>
public sealed record FormResult
{
    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>The <c>id</c> in the form.</summary>
    public required string FormId { get; init; }

    /// <summary>The file, as text.</summary>
    public required string Schema { get; init; }

    /// <summary>Counts from 1 for each id.</summary>
    public required long Version { get; init; }

    /// <summary>Identifies it.</summary>
    public required FormKey FormKey { get; init; }
}

/// <summary>Deletes one version of something deployed.</summary>
public sealed record DeleteResourceRequest
{
    /// <summary>The caller's own reference.</summary>
    public long? OperationReference { get; init; }

    /// <summary>True also forgets the instances of a process that have ended, and those that run when they have.</summary>
    public bool? DeleteHistory { get; init; }
}

/// <summary>What was deleted.</summary>
public sealed record DeleteResourceResult
{
    /// <summary>Its key.</summary>
    public required ResourceKey ResourceKey { get; init; }

    /// <summary>Always null: history goes by itself, there is no batch operation to follow.</summary>
    public string? BatchOperation { get; init; }
}
