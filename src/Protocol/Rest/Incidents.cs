namespace Fairlead.Protocol.Rest;

/// <summary>What stands in the way of an instance until an operator acts.</summary>
public sealed record IncidentItem
{
    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>What kind of problem.</summary>
    public required IncidentErrorType ErrorType { get; init; }

    /// <summary>What went wrong.</summary>
    public required string ErrorMessage { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public required string ElementId { get; init; }

    /// <summary>When it arose.</summary>
    public required DateTimeOffset CreationTime { get; init; }

    /// <summary>Its life.</summary>
    public required IncidentState State { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required IncidentKey IncidentKey { get; init; }

    /// <summary>The version of the process.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>The instance it stops.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>The instance at the top of the calls.</summary>
    public ProcessInstanceKey? RootProcessInstanceKey { get; init; }

    /// <summary>The element instance it stops.</summary>
    public required ElementInstanceKey ElementInstanceKey { get; init; }

    /// <summary>The job that failed, when it is about a job.</summary>
    public JobKey? JobKey { get; init; }
}

/// <summary>What incidents must be like.</summary>
public sealed record IncidentFilter
{
    /// <summary>See <see cref="IncidentItem.ProcessDefinitionId"/>.</summary>
    public Filter<string>? ProcessDefinitionId { get; init; }

    /// <summary>See <see cref="IncidentItem.ErrorType"/>.</summary>
    public Filter<IncidentErrorType>? ErrorType { get; init; }

    /// <summary>See <see cref="IncidentItem.ErrorMessage"/>.</summary>
    public Filter<string>? ErrorMessage { get; init; }

    /// <summary>See <see cref="IncidentItem.ElementId"/>.</summary>
    public Filter<string>? ElementId { get; init; }

    /// <summary>See <see cref="IncidentItem.CreationTime"/>.</summary>
    public Filter<DateTimeOffset>? CreationTime { get; init; }

    /// <summary>See <see cref="IncidentItem.State"/>.</summary>
    public Filter<IncidentState>? State { get; init; }

    /// <summary>See <see cref="IncidentItem.TenantId"/>.</summary>
    public Filter<string>? TenantId { get; init; }

    /// <summary>See <see cref="IncidentItem.IncidentKey"/>.</summary>
    public Filter<IncidentKey>? IncidentKey { get; init; }

    /// <summary>See <see cref="IncidentItem.ProcessDefinitionKey"/>.</summary>
    public Filter<ProcessDefinitionKey>? ProcessDefinitionKey { get; init; }

    /// <summary>See <see cref="IncidentItem.ProcessInstanceKey"/>.</summary>
    public Filter<ProcessInstanceKey>? ProcessInstanceKey { get; init; }

    /// <summary>See <see cref="IncidentItem.ElementInstanceKey"/>.</summary>
    public Filter<ElementInstanceKey>? ElementInstanceKey { get; init; }

    /// <summary>See <see cref="IncidentItem.JobKey"/>.</summary>
    public Filter<JobKey>? JobKey { get; init; }
}

/// <summary>Life of an incident.</summary>
public enum IncidentState
{
    /// <summary>It stands in the way.</summary>
    Active,

    /// <summary>Its instance was moved to another version.</summary>
    Migrated,

    /// <summary>It is being recorded.</summary>
    Pending,

    /// <summary>It is gone.</summary>
    Resolved,

    /// <summary>A state that this version does not know.</summary>
    Unknown,
}

/// <summary>Kinds of incidents.</summary>
public enum IncidentErrorType
{
    /// <summary>On the wire <c>AD_HOC_SUB_PROCESS_NO_RETRIES</c>.</summary>
    AdHocSubProcessNoRetries,

    /// <summary>On the wire <c>CALLED_DECISION_ERROR</c>.</summary>
    CalledDecisionError,

    /// <summary>On the wire <c>CALLED_ELEMENT_ERROR</c>.</summary>
    CalledElementError,

    /// <summary>A condition could not be evaluated, or no flow of a gateway holds.</summary>
    ConditionError,

    /// <summary>On the wire <c>DECISION_EVALUATION_ERROR</c>.</summary>
    DecisionEvaluationError,

    /// <summary>On the wire <c>EXECUTION_LISTENER_NO_RETRIES</c>.</summary>
    ExecutionListenerNoRetries,

    /// <summary>An expression gave no value of the kind needed.</summary>
    ExtractValueError,

    /// <summary>On the wire <c>FORM_NOT_FOUND</c>.</summary>
    FormNotFound,

    /// <summary>An input or output mapping could not be evaluated.</summary>
    IoMappingError,

    /// <summary>A job failed and has no attempts left.</summary>
    JobNoRetries,

    /// <summary>A job is too large to hand out.</summary>
    MessageSizeExceeded,

    /// <summary>On the wire <c>RESOURCE_NOT_FOUND</c>.</summary>
    ResourceNotFound,

    /// <summary>On the wire <c>TASK_LISTENER_NO_RETRIES</c>.</summary>
    TaskListenerNoRetries,

    /// <summary>A BPMN error that nothing catches.</summary>
    UnhandledErrorEvent,

    /// <summary>On the wire <c>UNKNOWN</c>.</summary>
    Unknown,

    /// <summary>On the wire <c>UNSPECIFIED</c>.</summary>
    Unspecified,
}
