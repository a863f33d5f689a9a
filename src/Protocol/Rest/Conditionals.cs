namespace Fairlead.Protocol.Rest;

/// <summary>Asks the conditions of start events; each that is true starts an instance.</summary>
public sealed record ConditionalEvaluationInstruction
{
    /// <summary>What the conditions see, and what the instances get.</summary>
    public required JsonObjectText Variables { get; init; }

    /// <summary>The only definition whose start events are asked; null for the newest version of every process.</summary>
    public ProcessDefinitionKey? ProcessDefinitionKey { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }
}

/// <summary>What the evaluation of conditions has started.</summary>
public sealed record EvaluateConditionalResult
{
    /// <summary>Identifies the evaluation.</summary>
    public required ConditionalEvaluationKey ConditionalEvaluationKey { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>One for each condition that was true; empty when none was.</summary>
    public required IReadOnlyList<ProcessInstanceReference> ProcessInstances { get; init; }
}

/// <summary>An instance and its definition.</summary>
public sealed record ProcessInstanceReference(ProcessDefinitionKey ProcessDefinitionKey, ProcessInstanceKey ProcessInstanceKey);
