namespace Fairlead.Protocol.Rest;

/// <summary>A task for people.</summary>
public sealed record UserTaskItem
{
    /// <summary>Name of the element in the model.</summary>
    public string? Name { get; init; }

    /// <summary>How far it has come.</summary>
    public required UserTaskState State { get; init; }

    /// <summary>Who does it; null for nobody.</summary>
    public string? Assignee { get; init; }

    /// <summary>BPMN id of the element.</summary>
    public required string ElementId { get; init; }

    /// <summary>Groups that may do it.</summary>
    public required IReadOnlyList<string> CandidateGroups { get; init; }

    /// <summary>Who may do it.</summary>
    public required IReadOnlyList<string> CandidateUsers { get; init; }

    /// <summary>BPMN id of the process.</summary>
    public required string ProcessDefinitionId { get; init; }

    /// <summary>When the process asked for it.</summary>
    public required DateTimeOffset CreationDate { get; init; }

    /// <summary>When it was completed or canceled.</summary>
    public DateTimeOffset? CompletionDate { get; init; }

    /// <summary>When somebody should look at it again.</summary>
    public DateTimeOffset? FollowUpDate { get; init; }

    /// <summary>When it should be done.</summary>
    public DateTimeOffset? DueDate { get; init; }

    /// <summary>Tenant.</summary>
    public string TenantId { get; init; } = Tenants.Default;

    /// <summary>Name of a form that somebody else keeps.</summary>
    public string? ExternalFormReference { get; init; }

    /// <summary>Version of the process.</summary>
    public required int ProcessDefinitionVersion { get; init; }

    /// <summary>Task headers of the model.</summary>
    public required IReadOnlyDictionary<string, string> CustomHeaders { get; init; }

    /// <summary>From 0 to 100.</summary>
    public required int Priority { get; init; }

    /// <summary>Identifies it.</summary>
    public required UserTaskKey UserTaskKey { get; init; }

    /// <summary>The visit of the element.</summary>
    public required ElementInstanceKey ElementInstanceKey { get; init; }

    /// <summary>Name of the process.</summary>
    public string? ProcessName { get; init; }

    /// <summary>The version of the process.</summary>
    public required ProcessDefinitionKey ProcessDefinitionKey { get; init; }

    /// <summary>The instance it belongs to.</summary>
    public required ProcessInstanceKey ProcessInstanceKey { get; init; }

    /// <summary>The instance at the top of the calls.</summary>
    public ProcessInstanceKey? RootProcessInstanceKey { get; init; }

    /// <summary>The deployed form, when it has one.</summary>
    public FormKey? FormKey { get; init; }

    /// <summary>Labels of the instance.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];
}

/// <summary>What user tasks must be like.</summary>
public sealed record UserTaskFilter
{
    /// <summary>See <see cref="UserTaskItem.State"/>.</summary>
    public Filter<UserTaskState>? State { get; init; }

    /// <summary>See <see cref="UserTaskItem.Assignee"/>.</summary>
    public Filter<string>? Assignee { get; init; }

    /// <summary>See <see cref="UserTaskItem.Priority"/>.</summary>
    public Filter<int>? Priority { get; init; }

    /// <summary>See <see cref="UserTaskItem.ElementId"/>.</summary>
    public string? ElementId { get; init; }

    /// <summary>See <see cref="UserTaskItem.Name"/>.</summary>
    public Filter<string>? Name { get; init; }

    /// <summary>At least one of the groups must be like this.</summary>
    public Filter<string>? CandidateGroup { get; init; }

    /// <summary>At least one of the users must be like this.</summary>
    public Filter<string>? CandidateUser { get; init; }

    /// <summary>Tenant.</summary>
    public Filter<string>? TenantId { get; init; }

    /// <summary>See <see cref="UserTaskItem.ProcessDefinitionId"/>.</summary>
    public string? ProcessDefinitionId { get; init; }

    /// <summary>See <see cref="UserTaskItem.CreationDate"/>.</summary>
    public Filter<DateTimeOffset>? CreationDate { get; init; }

    /// <summary>See <see cref="UserTaskItem.CompletionDate"/>.</summary>
    public Filter<DateTimeOffset>? CompletionDate { get; init; }

    /// <summary>See <see cref="UserTaskItem.FollowUpDate"/>.</summary>
    public Filter<DateTimeOffset>? FollowUpDate { get; init; }

    /// <summary>See <see cref="UserTaskItem.DueDate"/>.</summary>
    public Filter<DateTimeOffset>? DueDate { get; init; }

    /// <summary>Variables of the process instance itself.</summary>
    public IReadOnlyList<VariableValueFilter>? ProcessInstanceVariables { get; init; }

    /// <summary>Variables of the task itself.</summary>
    public IReadOnlyList<VariableValueFilter>? LocalVariables { get; init; }

    /// <summary>See <see cref="UserTaskItem.UserTaskKey"/>.</summary>
    public UserTaskKey? UserTaskKey { get; init; }

    /// <summary>See <see cref="UserTaskItem.ProcessDefinitionKey"/>.</summary>
    public ProcessDefinitionKey? ProcessDefinitionKey { get; init; }

    /// <summary>See <see cref="UserTaskItem.ProcessInstanceKey"/>.</summary>
    public ProcessInstanceKey? ProcessInstanceKey { get; init; }

    /// <summary>See <see cref="UserTaskItem.ElementInstanceKey"/>.</summary>
    public ElementInstanceKey? ElementInstanceKey { get; init; }

    /// <summary>Labels that the instance must have, all of them.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}

/// <summary>What variables of a user task must be like.</summary>
public sealed record UserTaskVariableFilter
{
    /// <summary>See <see cref="VariableItem.Name"/>.</summary>
    public Filter<string>? Name { get; init; }
}

/// <summary>Life of a user task.</summary>
public enum UserTaskState
{
    /// <summary>Its creating listeners are asked.</summary>
    Creating,

    /// <summary>It can be done.</summary>
    Created,

    /// <summary>Its assigning listeners are asked.</summary>
    Assigning,

    /// <summary>Its updating listeners are asked.</summary>
    Updating,

    /// <summary>Its completing listeners are asked.</summary>
    Completing,

    /// <summary>It is done.</summary>
    Completed,

    /// <summary>Its canceling listeners are asked.</summary>
    Canceling,

    /// <summary>Its element ended before it was done.</summary>
    Canceled,

    /// <summary>A state of other servers.</summary>
    Failed,
}
