namespace Fairlead.Protocol.Rest;

/// <summary>Life of an element instance.</summary>
public enum ElementInstanceState
{
    /// <summary>It works or waits.</summary>
    Active,

    /// <summary>It ended well.</summary>
    Completed,

    /// <summary>It was interrupted or cancelled.</summary>
    Terminated,
}

/// <summary>A visit of an element by a process instance.</summary>
public sealed record ElementInstanceItem
{
    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>When it was entered.</summary>
    public required DateTimeOffset StartDate { get; init; }

    /// <summary>When it was left; null before.</summary>
    public DateTimeOffset? EndDate { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public required string ElementId { get; init; }

    /// <summary>Name in the model; its id when it has none.</summary>
    public required string ElementName { get; init; }

    /// <summary>What kind of element.</summary>
    public required ElementInstanceType Type { get; init; }

    /// <summary>Its life.</summary>
    public required ElementInstanceState State { get; init; }

    /// <summary>True while an incident in it is open.</summary>
    public required bool HasIncident { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required ElementInstanceKey ElementInstanceKey { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>The instance at the top of the calls.</summary>
    public ProcessInstanceKey? RootProcessInstanceKey { get; init; }

    /// <summary>The version of the process.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>Its open incident.</summary>
    public IncidentKey? IncidentKey { get; init; }
}

/// <summary>What element instances must be like.</summary>
public sealed record ElementInstanceFilter
{
    /// <summary>BPMN id of the process.</summary>
    public string? ProcessDefinitionId { get; init; }

    /// <summary>See <see cref="ElementInstanceItem.State"/>.</summary>
    public Filter<ElementInstanceState>? State { get; init; }

    /// <summary>See <see cref="ElementInstanceItem.Type"/>.</summary>
    public ElementInstanceType? Type { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public string? ElementId { get; init; }

    /// <summary>See <see cref="ElementInstanceItem.ElementName"/>.</summary>
    public string? ElementName { get; init; }

    /// <summary>See <see cref="ElementInstanceItem.HasIncident"/>.</summary>
    public bool? HasIncident { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>Identifies one.</summary>
    public ElementInstanceKey? ElementInstanceKey { get; init; }

    /// <summary>The instance they belong to.</summary>
    public ProcessInstanceKey? ProcessInstanceKey { get; init; }

    /// <summary>The version of the process.</summary>
    public ProcessDefinitionKey? ProcessDefinitionKey { get; init; }

    /// <summary>The open incident.</summary>
    public IncidentKey? IncidentKey { get; init; }

    /// <summary>See <see cref="ElementInstanceItem.StartDate"/>.</summary>
    public Filter<DateTimeOffset>? StartDate { get; init; }

    /// <summary>See <see cref="ElementInstanceItem.EndDate"/>.</summary>
    public Filter<DateTimeOffset>? EndDate { get; init; }

    /// <summary>The element instance, or the process instance, directly around them.</summary>
    public ElementInstanceKey? ElementInstanceScopeKey { get; init; }
}
