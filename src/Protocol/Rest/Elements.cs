namespace Fairlead.Protocol.Rest;

/// <summary>An element instance as a search finds it.</summary>
/// <param name="Type">For example <c>SERVICE_TASK</c>.</param>
/// <param name="State"><c>ACTIVE</c>, <c>COMPLETED</c> or <c>TERMINATED</c>.</param>
public sealed record ElementInstanceItem(
    string ProcessDefinitionId,
    DateTimeOffset StartDate,
    DateTimeOffset? EndDate,
    string ElementId,
    string ElementName,
    string Type,
    string State,
    bool HasIncident,
    string TenantId,
    ElementInstanceKey ElementInstanceKey,
    ProcessInstanceKey ProcessInstanceKey,
    ProcessInstanceKey? RootProcessInstanceKey,
    ProcessDefinitionKey ProcessDefinitionKey,
    IncidentKey? IncidentKey);

/// <summary>By what element instances can be filtered.</summary>
public sealed record ElementInstanceFilter
{
    /// <summary>BPMN id of the process.</summary>
    public string? ProcessDefinitionId { get; init; }

    /// <summary><c>ACTIVE</c>, <c>COMPLETED</c> or <c>TERMINATED</c>.</summary>
    public Filter<string>? State { get; init; }

    /// <summary>For example <c>SERVICE_TASK</c>.</summary>
    public string? Type { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public string? ElementId { get; init; }

    /// <summary>Name of the element.</summary>
    public string? ElementName { get; init; }

    /// <summary>Whether it has an open incident.</summary>
    public bool? HasIncident { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Its key.</summary>
    public ElementInstanceKey? ElementInstanceKey { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public ProcessInstanceKey? ProcessInstanceKey { get; init; }

    /// <summary>The process version.</summary>
    public ProcessDefinitionKey? ProcessDefinitionKey { get; init; }

    /// <summary>Its open incident.</summary>
    public IncidentKey? IncidentKey { get; init; }

    /// <summary>When it began.</summary>
    public Filter<DateTimeOffset>? StartDate { get; init; }

    /// <summary>When it ended.</summary>
    public Filter<DateTimeOffset>? EndDate { get; init; }

    /// <summary>The scope it lies in.</summary>
    public ElementInstanceKey? ElementInstanceScopeKey { get; init; }
}
