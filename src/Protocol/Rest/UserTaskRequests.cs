namespace Fairlead.Protocol.Rest;

/// <summary>Assigns a user task.</summary>
public sealed record UserTaskAssignmentRequest
{
    /// <summary>Who does it.</summary>
    public string? Assignee { get; init; }

    /// <summary>Whether it may be taken from whom it is assigned to; yes when nothing is said.</summary>
    public bool? AllowOverride { get; init; }

    /// <summary>What the caller calls it; <c>assign</c> when nothing is said.</summary>
    public string? Action { get; init; }
}

/// <summary>Completes a user task.</summary>
public sealed record UserTaskCompletionRequest
{
    /// <summary>Merged through the output mappings.</summary>
    public JsonObjectText? Variables { get; init; }

    /// <summary>What the caller calls it; <c>complete</c> when nothing is said.</summary>
    public string? Action { get; init; }
}

/// <summary>Changes a user task.</summary>
public sealed record UserTaskUpdateRequest
{
    /// <summary>What to change.</summary>
    public UserTaskChangeset? Changeset { get; init; }

    /// <summary>What the caller calls it; <c>update</c> when nothing is said.</summary>
    public string? Action { get; init; }
}

/// <summary>What to change in a user task; null leaves it as it is, an empty text or list clears it.</summary>
public sealed record UserTaskChangeset
{
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

/// <summary>A user task as a task listener sees it: what it will be when the change happens.</summary>
public sealed record UserTaskProperties
{
    /// <summary>What the caller who asks for the change calls it; may be empty.</summary>
    public required string Action { get; init; }

    /// <summary>Who does it; null for nobody.</summary>
    public string? Assignee { get; init; }

    /// <summary>Groups that may do it.</summary>
    public required IReadOnlyList<string> CandidateGroups { get; init; }

    /// <summary>Who may do it.</summary>
    public required IReadOnlyList<string> CandidateUsers { get; init; }

    /// <summary>Names of the attributes that will be different.</summary>
    public required IReadOnlyList<string> ChangedAttributes { get; init; }

    /// <summary>ISO 8601 with offset.</summary>
    public string? DueDate { get; init; }

    /// <summary>ISO 8601 with offset.</summary>
    public string? FollowUpDate { get; init; }

    /// <summary>The deployed form, when it has one.</summary>
    public FormKey? FormKey { get; init; }

    /// <summary>From 0 to 100.</summary>
    public int? Priority { get; init; }

    /// <summary>Identifies the task.</summary>
    public UserTaskKey? UserTaskKey { get; init; }
}
