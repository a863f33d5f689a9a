using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>Life of a process instance.</summary>
public enum ProcessInstanceState
{
    /// <summary>It runs or waits.</summary>
    Active,

    /// <summary>It reached its end.</summary>
    Completed,

    /// <summary>It was cancelled.</summary>
    Terminated,
}

/// <summary>A process instance.</summary>
public sealed record ProcessInstanceItem
{
    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>Name of the process in the model.</summary>
    public string? ProcessDefinitionName { get; init; }

    /// <summary>Version of the process.</summary>
    public required int ProcessDefinitionVersion { get; init; }

    /// <summary>Version tag in the model.</summary>
    public string? ProcessDefinitionVersionTag { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartDate { get; init; }

    /// <summary>When it ended; null before.</summary>
    public DateTimeOffset? EndDate { get; init; }

    /// <summary>Its life.</summary>
    public required ProcessInstanceState State { get; init; }

    /// <summary>True while an incident in it is open.</summary>
    public required bool HasIncident { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>The version it runs.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>The instance that called it.</summary>
    public ProcessInstanceKey? ParentProcessInstanceKey { get; init; }

    /// <summary>The call activity that called it.</summary>
    public ElementInstanceKey? ParentElementInstanceKey { get; init; }

    /// <summary>The instance at the top of the calls; itself when nobody called it.</summary>
    public ProcessInstanceKey? RootProcessInstanceKey { get; init; }

    /// <summary>Labels given at the start.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The caller's own name for it.</summary>
    public string? BusinessId { get; init; }
}

/// <summary>What process instances must be like.</summary>
public sealed record ProcessInstanceFilter
{
    /// <summary>See <see cref="ProcessInstanceItem.StartDate"/>.</summary>
    public Filter<DateTimeOffset>? StartDate { get; init; }

    /// <summary>See <see cref="ProcessInstanceItem.EndDate"/>.</summary>
    public Filter<DateTimeOffset>? EndDate { get; init; }

    /// <summary>See <see cref="ProcessInstanceItem.State"/>.</summary>
    public Filter<ProcessInstanceState>? State { get; init; }

    /// <summary>See <see cref="ProcessInstanceItem.HasIncident"/>.</summary>
    public bool? HasIncident { get; init; }

    /// <summary>See <see cref="ProcessInstanceItem.TenantId"/>.</summary>
    public Filter<string>? TenantId { get; init; }

    /// <summary>Variables in any scope of the instance; each must be found.</summary>
    public IReadOnlyList<VariableValueFilter>? Variables { get; init; }

    /// <summary>See <see cref="ProcessInstanceItem.ProcessInstanceKey"/>.</summary>
    public Filter<ProcessInstanceKey>? ProcessInstanceKey { get; init; }

    /// <summary>See <see cref="ProcessInstanceItem.ParentProcessInstanceKey"/>.</summary>
    public Filter<ProcessInstanceKey>? ParentProcessInstanceKey { get; init; }

    /// <summary>See <see cref="ProcessInstanceItem.ParentElementInstanceKey"/>.</summary>
    public Filter<ElementInstanceKey>? ParentElementInstanceKey { get; init; }

    /// <summary>Message of an open incident of the instance.</summary>
    public Filter<string>? ErrorMessage { get; init; }

    /// <summary>State of one of its element instances; together with <see cref="ElementId"/> the same one.</summary>
    public Filter<ElementInstanceState>? ElementInstanceState { get; init; }

    /// <summary>BPMN id of one of its element instances.</summary>
    public Filter<string>? ElementId { get; init; }

    /// <summary>Whether that element instance has an open incident.</summary>
    public bool? HasElementInstanceIncident { get; init; }

    /// <summary>See <see cref="ProcessInstanceItem.ProcessDefinitionId"/>.</summary>
    public Filter<string>? ProcessDefinitionId { get; init; }

    /// <summary>See <see cref="ProcessInstanceItem.ProcessDefinitionName"/>.</summary>
    public Filter<string>? ProcessDefinitionName { get; init; }

    /// <summary>See <see cref="ProcessInstanceItem.ProcessDefinitionVersion"/>.</summary>
    public Filter<int>? ProcessDefinitionVersion { get; init; }

    /// <summary>See <see cref="ProcessInstanceItem.ProcessDefinitionVersionTag"/>.</summary>
    public Filter<string>? ProcessDefinitionVersionTag { get; init; }

    /// <summary>See <see cref="ProcessInstanceItem.ProcessDefinitionKey"/>.</summary>
    public Filter<ProcessDefinitionKey>? ProcessDefinitionKey { get; init; }

    /// <summary>Labels, each of which the instance must have.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>See <see cref="ProcessInstanceItem.BusinessId"/>.</summary>
    public Filter<string>? BusinessId { get; init; }

    /// <summary>Alternatives: one of them must hold, besides all of the above. They have no alternatives of their own.</summary>
    [JsonPropertyName("$or")]
    public IReadOnlyList<ProcessInstanceFilter>? Or { get; init; }
}

/// <summary>A variable by name and value.</summary>
public sealed record VariableValueFilter
{
    /// <summary>Name of the variable.</summary>
    public required string Name { get; init; }

    /// <summary>Compared with the JSON text of the value: <c>"\"tea\""</c>, <c>"42"</c>.</summary>
    public required Filter<string> Value { get; init; }
}

/// <summary>A sequence flow that a process instance has taken.</summary>
public sealed record SequenceFlowItem
{
    /// <summary><see cref="ProcessInstanceKey"/> and <see cref="ElementId"/>, joined.</summary>
    public required string SequenceFlowId { get; init; }

    /// <summary>The instance.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>The instance at the top of the calls.</summary>
    public ProcessInstanceKey? RootProcessInstanceKey { get; init; }

    /// <summary>The version it runs.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>BPMN id of the flow.</summary>
    public required string ElementId { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;
}

/// <summary>The flows that an instance has taken.</summary>
public sealed record SequenceFlowsResult
{
    /// <summary>In the order in which each was first taken.</summary>
    public required IReadOnlyList<SequenceFlowItem> Items { get; init; }
}

/// <summary>Starts an instance; by <see cref="ProcessDefinitionId"/> or by <see cref="ProcessDefinitionKey"/>.</summary>
public sealed record CreateProcessInstanceRequest
{
    /// <summary>BPMN id of the process.</summary>
    public string? ProcessDefinitionId { get; init; }

    /// <summary>Key of the version.</summary>
    public ProcessDefinitionKey? ProcessDefinitionKey { get; init; }

    /// <summary>-1 for the latest. Not read with a key.</summary>
    public int? ProcessDefinitionVersion { get; init; }

    /// <summary>Variables of the instance.</summary>
    public JsonObjectText? Variables { get; init; }

    /// <summary>Tenant.</summary>
    public string? TenantId { get; init; }

    /// <summary>The caller's own reference.</summary>
    public long? OperationReference { get; init; }

    /// <summary>Where to begin instead of at the start event; empty for the start event.</summary>
    public IReadOnlyList<StartInstruction>? StartInstructions { get; init; }

    /// <summary>What to do on the way.</summary>
    public IReadOnlyList<RuntimeInstruction>? RuntimeInstructions { get; init; }

    /// <summary>True waits for the end and returns the variables.</summary>
    public bool? AwaitCompletion { get; init; }

    /// <summary>Variables to return; empty for all.</summary>
    public IReadOnlyList<string>? FetchVariables { get; init; }

    /// <summary>How long to wait for the end, in milliseconds; 0 for 10 seconds.</summary>
    public long? RequestTimeout { get; init; }

    /// <summary>Labels: at most 10, each of letters, digits and _ - : . behind a letter.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>The caller's own name for the instance, of 1 to 256 characters.</summary>
    public string? BusinessId { get; init; }

    /// <summary>Names the outside event that asks: a repetition gets the first answer. Ours.</summary>
    public string? DeduplicationKey { get; init; }

    /// <summary>The outside event behind it. Ours.</summary>
    public InboundOriginBody? Origin { get; init; }
}

/// <summary>An element to begin at.</summary>
public sealed record StartInstruction
{
    /// <summary>BPMN id.</summary>
    public required string ElementId { get; init; }
}

/// <summary>What to do on the way.</summary>
public enum RuntimeInstructionType
{
    /// <summary>End the instance.</summary>
    TerminateProcessInstance,
}

/// <summary>Ends the instance early.</summary>
public sealed record RuntimeInstruction
{
    /// <summary>There is only one kind; may be left out.</summary>
    public RuntimeInstructionType? Type { get; init; }

    /// <summary>BPMN id: the instance is terminated when this element has completed or was terminated.</summary>
    public required string AfterElementId { get; init; }
}

/// <summary>An instance that was started.</summary>
public sealed record CreateProcessInstanceResult
{
    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>Version of the process.</summary>
    public required int ProcessDefinitionVersion { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Variables at the end, when the caller waited for it; else empty.</summary>
    public required JsonObjectText Variables { get; init; }

    /// <summary>The version it runs.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>Identifies it.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The caller's own name for it.</summary>
    public string? BusinessId { get; init; }

    /// <summary>This is the first answer to an event that came again. Ours, and left out when it is not so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Duplicate { get; init; }
}

/// <summary>Carries nothing but the caller's own reference.</summary>
public sealed record OperationRequest
{
    /// <summary>The caller's own reference.</summary>
    public long? OperationReference { get; init; }
}
