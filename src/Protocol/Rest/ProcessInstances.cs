using System.Text.Json;
using System.Text.Json.Serialization;

namespace Fairlead.Protocol.Rest;

/// <summary>A process instance as a search finds it.</summary>
/// <param name="State"><c>ACTIVE</c>, <c>COMPLETED</c> or <c>TERMINATED</c>.</param>
public sealed record ProcessInstanceItem(
    string ProcessDefinitionId,
    string? ProcessDefinitionName,
    int ProcessDefinitionVersion,
    string? ProcessDefinitionVersionTag,
    DateTimeOffset StartDate,
    DateTimeOffset? EndDate,
    string State,
    bool HasIncident,
    string TenantId,
    ProcessInstanceKey ProcessInstanceKey,
    ProcessDefinitionKey ProcessDefinitionKey,
    ProcessInstanceKey? ParentProcessInstanceKey,
    ElementInstanceKey? ParentElementInstanceKey,
    ProcessInstanceKey? RootProcessInstanceKey,
    IReadOnlyList<string> Tags,
    string? BusinessId);

/// <summary>By what process instances can be filtered.</summary>
public sealed record ProcessInstanceFilter
{
    /// <summary>When it began.</summary>
    public Filter<DateTimeOffset>? StartDate { get; init; }

    /// <summary>When it ended.</summary>
    public Filter<DateTimeOffset>? EndDate { get; init; }

    /// <summary><c>ACTIVE</c>, <c>COMPLETED</c> or <c>TERMINATED</c>.</summary>
    public Filter<string>? State { get; init; }

    /// <summary>Whether it has an open incident.</summary>
    public bool? HasIncident { get; init; }

    /// <summary>Tenant.</summary>
    public Filter<string>? TenantId { get; init; }

    /// <summary>Variables of its root scope that must all match.</summary>
    public IReadOnlyList<VariableValueFilter>? Variables { get; init; }

    /// <summary>Its key.</summary>
    public Filter<ProcessInstanceKey>? ProcessInstanceKey { get; init; }

    /// <summary>Message of one of its incidents.</summary>
    public Filter<string>? ErrorMessage { get; init; }

    /// <summary>An element it has visited.</summary>
    public Filter<string>? ElementId { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public Filter<string>? ProcessDefinitionId { get; init; }

    /// <summary>Name of the process.</summary>
    public Filter<string>? ProcessDefinitionName { get; init; }

    /// <summary>Version of the process.</summary>
    public Filter<int>? ProcessDefinitionVersion { get; init; }

    /// <summary>Version tag of the process.</summary>
    public Filter<string>? ProcessDefinitionVersionTag { get; init; }

    /// <summary>Key of the process version.</summary>
    public Filter<ProcessDefinitionKey>? ProcessDefinitionKey { get; init; }

    /// <summary>At least one of these must match as well.</summary>
    [JsonPropertyName("$or")]
    public IReadOnlyList<ProcessInstanceFilter>? Or { get; init; }
}

/// <summary>A variable by name and by the text of its JSON.</summary>
public sealed record VariableValueFilter
{
    /// <summary>Name of the variable.</summary>
    public required string Name { get; init; }

    /// <summary>Compared with the JSON text: <c>"\"abc\""</c>, <c>"42"</c>.</summary>
    public required Filter<string> Value { get; init; }
}

/// <summary>A sequence flow that an instance took.</summary>
public sealed record SequenceFlowItem(
    string SequenceFlowId,
    ProcessInstanceKey ProcessInstanceKey,
    ProcessInstanceKey? RootProcessInstanceKey,
    ProcessDefinitionKey ProcessDefinitionKey,
    string ProcessDefinitionId,
    string ElementId,
    string TenantId);

/// <summary>The flows that an instance took.</summary>
public sealed record SequenceFlowsResult(IReadOnlyList<SequenceFlowItem> Items);

/// <summary>Starts an instance: by key, or by id and version.</summary>
public sealed record CreateProcessInstanceRequest
{
    /// <summary>The version to start.</summary>
    public ProcessDefinitionKey? ProcessDefinitionKey { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public string? ProcessDefinitionId { get; init; }

    /// <summary>-1 for the latest.</summary>
    public int? ProcessDefinitionVersion { get; init; }

    /// <summary>A JSON object.</summary>
    public JsonElement? Variables { get; init; }

    /// <summary>Only <c>&lt;default&gt;</c>.</summary>
    public string? TenantId { get; init; }

    /// <summary>Not used.</summary>
    public long? OperationReference { get; init; }

    /// <summary>Answer only when the instance has ended.</summary>
    public bool AwaitCompletion { get; init; }

    /// <summary>With <see cref="AwaitCompletion"/>: variables of the answer; all when empty.</summary>
    public IReadOnlyList<string>? FetchVariables { get; init; }

    /// <summary>With <see cref="AwaitCompletion"/>: milliseconds; 0 for the default of 10 s.</summary>
    public long? RequestTimeout { get; init; }
}

/// <summary>An instance that was started.</summary>
public sealed record CreateProcessInstanceResult(
    string ProcessDefinitionId,
    int ProcessDefinitionVersion,
    string TenantId,
    JsonElement Variables,
    ProcessDefinitionKey ProcessDefinitionKey,
    ProcessInstanceKey ProcessInstanceKey,
    IReadOnlyList<string> Tags,
    string? BusinessId);

/// <summary>Body of a cancellation; may be left out.</summary>
public sealed record CancelProcessInstanceRequest
{
    /// <summary>Not used.</summary>
    public long? OperationReference { get; init; }
}
