namespace Fairlead.Protocol.Rest;

/// <summary>An incident as a search finds it.</summary>
/// <param name="ErrorType">For example <c>JOB_NO_RETRIES</c>.</param>
/// <param name="State"><c>ACTIVE</c> or <c>RESOLVED</c>.</param>
public sealed record IncidentItem(
    string ProcessDefinitionId,
    string ErrorType,
    string ErrorMessage,
    string ElementId,
    DateTimeOffset CreationTime,
    string State,
    string TenantId,
    IncidentKey IncidentKey,
    ProcessDefinitionKey ProcessDefinitionKey,
    ProcessInstanceKey ProcessInstanceKey,
    ProcessInstanceKey? RootProcessInstanceKey,
    ElementInstanceKey ElementInstanceKey,
    JobKey? JobKey);

/// <summary>By what incidents can be filtered.</summary>
public sealed record IncidentFilter
{
    /// <summary>BPMN id of the process.</summary>
    public Filter<string>? ProcessDefinitionId { get; init; }

    /// <summary>For example <c>JOB_NO_RETRIES</c>.</summary>
    public Filter<string>? ErrorType { get; init; }

    /// <summary>What went wrong.</summary>
    public Filter<string>? ErrorMessage { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public Filter<string>? ElementId { get; init; }

    /// <summary>When it arose.</summary>
    public Filter<DateTimeOffset>? CreationTime { get; init; }

    /// <summary><c>ACTIVE</c> or <c>RESOLVED</c>.</summary>
    public Filter<string>? State { get; init; }

    /// <summary>Tenant.</summary>
    public Filter<string>? TenantId { get; init; }

    /// <summary>Its key.</summary>
    public Filter<IncidentKey>? IncidentKey { get; init; }

    /// <summary>The process version.</summary>
    public Filter<ProcessDefinitionKey>? ProcessDefinitionKey { get; init; }

    /// <summary>The instance.</summary>
    public Filter<ProcessInstanceKey>? ProcessInstanceKey { get; init; }

    /// <summary>The element instance.</summary>
    public Filter<ElementInstanceKey>? ElementInstanceKey { get; init; }

    /// <summary>The job.</summary>
    public Filter<JobKey>? JobKey { get; init; }
}
