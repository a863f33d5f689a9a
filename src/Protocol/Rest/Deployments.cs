using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>Files that were deployed together.</summary>
public sealed record DeploymentResult
{
    /// <summary>Identifies the deployment.</summary>
    public required DeploymentKey DeploymentKey { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>One for each process, each decision, each DMN file and each other file, in this order.</summary>
    public required IReadOnlyList<DeploymentItem> Deployments { get; init; }

    /// <summary>Ours: what runs, but probably not as it was meant. Left out when there is nothing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<DeploymentFinding>? Findings { get; init; }
}

/// <summary>One thing of a deployment: exactly one property is not null.</summary>
public sealed record DeploymentItem
{
    /// <summary>A process.</summary>
    public DeployedProcess? ProcessDefinition { get; init; }

    /// <summary>A decision.</summary>
    public DeployedDecision? DecisionDefinition { get; init; }

    /// <summary>A DMN file.</summary>
    public DeployedDecisionRequirements? DecisionRequirements { get; init; }

    /// <summary>A form.</summary>
    public DeployedForm? Form { get; init; }

    /// <summary>A file of another kind.</summary>
    public DeployedFile? Resource { get; init; }
}

/// <summary>A version of a form that a deployment made or found unchanged.</summary>
public sealed record DeployedForm
{
    /// <summary>The <c>id</c> in the form.</summary>
    public required string FormId { get; init; }

    /// <summary>Counts from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Name of the file.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required FormKey FormKey { get; init; }
}

/// <summary>A version of another file that a deployment made or found unchanged.</summary>
public sealed record DeployedFile
{
    /// <summary>The <c>id</c> in an RPA script; the name of every other file.</summary>
    public required string ResourceId { get; init; }

    /// <summary>Name of the file.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Counts from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required ResourceKey ResourceKey { get; init; }
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

/// <summary>A version of a decision that a deployment made or found unchanged.</summary>
public sealed record DeployedDecision
{
    /// <summary>Id of the decision in the DMN file.</summary>
    public required string DecisionDefinitionId { get; init; }

    /// <summary>Counts from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Name of the decision.</summary>
    public required string Name { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Id of the definitions in the DMN file.</summary>
    public required string DecisionRequirementsId { get; init; }

    /// <summary>Identifies it.</summary>
    public required DecisionDefinitionKey DecisionDefinitionKey { get; init; }

    /// <summary>The version of the DMN file.</summary>
    public required DecisionRequirementsKey DecisionRequirementsKey { get; init; }
}

/// <summary>A version of a DMN file that a deployment made or found unchanged.</summary>
public sealed record DeployedDecisionRequirements
{
    /// <summary>Id of the definitions in the DMN file.</summary>
    public required string DecisionRequirementsId { get; init; }

    /// <summary>Name of the definitions in the DMN file.</summary>
    public required string DecisionRequirementsName { get; init; }

    /// <summary>Counts from 1.</summary>
    public required int Version { get; init; }

    /// <summary>Name of the file.</summary>
    public required string ResourceName { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required DecisionRequirementsKey DecisionRequirementsKey { get; init; }
}
