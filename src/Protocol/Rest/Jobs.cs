namespace Fairlead.Protocol.Rest;

/// <summary>Asks for jobs of one type.</summary>
public sealed record JobActivationRequest
{
    /// <summary>The job type, compared exactly.</summary>
    public required string Type { get; init; }

    /// <summary>Who asks; shown to operators.</summary>
    public string? Worker { get; init; }

    /// <summary>How long a job is held, in milliseconds.</summary>
    public required long Timeout { get; init; }

    /// <summary>Jobs handed out at most.</summary>
    public required int MaxJobsToActivate { get; init; }

    /// <summary>Variables wanted; empty for all.</summary>
    public IReadOnlyList<string>? FetchVariable { get; init; }

    /// <summary>How long to wait for the first job, in milliseconds; 0 for 10 seconds, less for not at all.</summary>
    public long? RequestTimeout { get; init; }

    /// <summary>Tenants; empty for the only one.</summary>
    public IReadOnlyList<string>? TenantIds { get; init; }

    /// <summary>Which tenants count.</summary>
    public TenantFilter? TenantFilter { get; init; }
}

/// <summary>Which tenants count.</summary>
public enum TenantFilter
{
    /// <summary>Those of the request.</summary>
    Provided,

    /// <summary>Those of the caller.</summary>
    Assigned,
}

/// <summary>Jobs that were handed out.</summary>
public sealed record JobActivationResult
{
    /// <summary>Oldest first; empty when there were none.</summary>
    public required IReadOnlyList<ActivatedJobItem> Jobs { get; init; }
}

/// <summary>A job that the caller holds until its deadline.</summary>
public sealed record ActivatedJobItem
{
    /// <summary>The job type.</summary>
    public required string Type { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>Version of the process.</summary>
    public required int ProcessDefinitionVersion { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public required string ElementId { get; init; }

    /// <summary>Task headers of the model.</summary>
    public required IReadOnlyDictionary<string, string> CustomHeaders { get; init; }

    /// <summary>The worker of the request.</summary>
    public required string Worker { get; init; }

    /// <summary>Attempts left, this one included.</summary>
    public required int Retries { get; init; }

    /// <summary>When the job is given to others, in milliseconds since 1970.</summary>
    public required long Deadline { get; init; }

    /// <summary>What the element sees.</summary>
    public required JsonObjectText Variables { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Identifies it.</summary>
    public required JobKey JobKey { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>The version of the process.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>The visit of the element.</summary>
    public required ElementInstanceKey ElementInstanceKey { get; init; }

    /// <summary>What the job is for.</summary>
    public JobKind Kind { get; init; }

    /// <summary>What the listener listens to, when it is one.</summary>
    public JobListenerEventType ListenerEventType { get; init; }

    /// <summary>What a task listener is asked about; null for other jobs.</summary>
    public UserTaskProperties? UserTask { get; init; }

    /// <summary>Labels of the instance.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The instance at the top of the calls.</summary>
    public ProcessInstanceKey? RootProcessInstanceKey { get; init; }
}

/// <summary>Ends a job well.</summary>
public sealed record JobCompletionRequest
{
    /// <summary>Merged through the output mappings.</summary>
    public JsonObjectText? Variables { get; init; }

    /// <summary>What the worker of a listener or of an ad-hoc sub-process decided.</summary>
    public JobResultBody? Result { get; init; }
}

/// <summary>What a worker decided: the fields of a task listener, or those of an ad-hoc sub-process.</summary>
public sealed record JobResultBody
{
    /// <summary><c>userTask</c> or <c>adHocSubProcess</c>; may be left out when the fields tell.</summary>
    public string? Type { get; init; }

    /// <summary>Task listener: whether the change shall not happen.</summary>
    public bool? Denied { get; init; }

    /// <summary>Task listener: why not.</summary>
    public string? DeniedReason { get; init; }

    /// <summary>Task listener: what shall be different about the task.</summary>
    public JobResultCorrections? Corrections { get; init; }

    /// <summary>Ad-hoc sub-process: the elements to activate.</summary>
    public IReadOnlyList<JobResultElement>? ActivateElements { get; init; }

    /// <summary>Ad-hoc sub-process: whether it is done.</summary>
    public bool? IsCompletionConditionFulfilled { get; init; }

    /// <summary>Ad-hoc sub-process: whether what still runs ends when it is done.</summary>
    public bool? IsCancelRemainingInstances { get; init; }
}

/// <summary>Attributes of a user task; null leaves one as it is, an empty text or list clears it.</summary>
public sealed record JobResultCorrections
{
    /// <summary>Who does it.</summary>
    public string? Assignee { get; init; }

    /// <summary>ISO 8601 with offset.</summary>
    public string? DueDate { get; init; }

    /// <summary>ISO 8601 with offset.</summary>
    public string? FollowUpDate { get; init; }

    /// <summary>Who may do it.</summary>
    public IReadOnlyList<string>? CandidateUsers { get; init; }

    /// <summary>Groups that may do it.</summary>
    public IReadOnlyList<string>? CandidateGroups { get; init; }

    /// <summary>From 0 to 100.</summary>
    public int? Priority { get; init; }
}

/// <summary>An element of an ad-hoc sub-process to activate.</summary>
public sealed record JobResultElement
{
    /// <summary>BPMN id.</summary>
    public required string ElementId { get; init; }

    /// <summary>Local to the activated element.</summary>
    public JsonObjectText? Variables { get; init; }
}

/// <summary>Reports that a job could not be done.</summary>
public sealed record JobFailRequest
{
    /// <summary>Attempts left; 0 raises an incident.</summary>
    public int? Retries { get; init; }

    /// <summary>For the operator.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Pause before the next attempt, in milliseconds.</summary>
    public long? RetryBackOff { get; init; }

    /// <summary>Become local to the element.</summary>
    public JsonObjectText? Variables { get; init; }
}

/// <summary>Throws a BPMN error at the element of a job.</summary>
public sealed record JobErrorRequest
{
    /// <summary>Compared with the codes of the error events in reach.</summary>
    public required string ErrorCode { get; init; }

    /// <summary>For the operator.</summary>
    public string? ErrorMessage { get; init; }

    /// <summary>Go to the catching event.</summary>
    public JsonObjectText? Variables { get; init; }
}

/// <summary>Changes a job.</summary>
public sealed record JobUpdateRequest
{
    /// <summary>What to change.</summary>
    public required JobChangeset Changeset { get; init; }

    /// <summary>The caller's own reference.</summary>
    public long? OperationReference { get; init; }
}

/// <summary>What to change in a job; null leaves it as it is.</summary>
public sealed record JobChangeset
{
    /// <summary>Attempts left.</summary>
    public int? Retries { get; init; }

    /// <summary>How long it is held from now on, in milliseconds.</summary>
    public long? Timeout { get; init; }
}
