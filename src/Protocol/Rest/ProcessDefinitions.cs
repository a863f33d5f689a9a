namespace Fairlead.Protocol.Rest;

/// <summary>A deployed process version as a search finds it.</summary>
/// <param name="State"><c>ACTIVE</c>.</param>
public sealed record ProcessDefinitionItem(
    string? Name,
    string ResourceName,
    int Version,
    string? VersionTag,
    string ProcessDefinitionId,
    string TenantId,
    ProcessDefinitionKey ProcessDefinitionKey,
    bool HasStartForm,
    string State);

/// <summary>By what process versions can be filtered.</summary>
public sealed record ProcessDefinitionFilter
{
    /// <summary>Name of the process.</summary>
    public Filter<string>? Name { get; init; }

    /// <summary>True for the newest version of each process only.</summary>
    public bool? IsLatestVersion { get; init; }

    /// <summary>File name.</summary>
    public string? ResourceName { get; init; }

    /// <summary>Version.</summary>
    public int? Version { get; init; }

    /// <summary>Version tag.</summary>
    public string? VersionTag { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public Filter<string>? ProcessDefinitionId { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Its key.</summary>
    public ProcessDefinitionKey? ProcessDefinitionKey { get; init; }

    /// <summary>Whether it has a start form; none has.</summary>
    public bool? HasStartForm { get; init; }

    /// <summary><c>ACTIVE</c>.</summary>
    public string? State { get; init; }
}

/// <summary>What a deployment made.</summary>
public sealed record DeploymentResult(DeploymentKey DeploymentKey, string TenantId, IReadOnlyList<DeploymentItem> Deployments);

/// <summary>One deployed thing; exactly one property is not null.</summary>
public sealed record DeploymentItem(DeployedProcessResult? ProcessDefinition);

/// <summary>A process version that was deployed, or that was there already.</summary>
public sealed record DeployedProcessResult(
    string ProcessDefinitionId,
    int ProcessDefinitionVersion,
    string ResourceName,
    string TenantId,
    ProcessDefinitionKey ProcessDefinitionKey);
