namespace Fairlead.Protocol.Rest;

/// <summary>Files that were deployed together.</summary>
public sealed record DeploymentResult
{
    /// <summary>Identifies the deployment.</summary>
    public required DeploymentKey DeploymentKey { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>One for each process in the files.</summary>
    public required IReadOnlyList<DeploymentItem> Deployments { get; init; }
}

/// <summary>One thing of a deployment; so far always a process.</summary>
public sealed record DeploymentItem
{
    /// <summary>A process.</summary>
    public DeployedProcess? ProcessDefinition { get; init; }

    /// <summary>Always null so far.</summary>
    public string? DecisionDefinition { get; init; }

    /// <summary>Always null so far.</summary>
    public string? DecisionRequirements { get; init; }

    /// <summary>Always null so far.</summary>
    public string? Form { get; init; }

    /// <summary>Always null so far.</summary>
    public string? Resource { get; init; }
}

/// <summary>A version of a process that a deployment made or found unchanged.</summary>
public sealed record DeployedProcess
{
    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>Counts from 1.</summary>
    public required int ProcessDefinitionVersion { get; init; }

    /// <summary>Name of the file.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }
}
