namespace Fairlead.Protocol;

/// <summary>A user task as a task listener sees it: what it will be when the change happens.</summary>
public sealed record ListenedUserTask
{
    /// <summary>Identifies the task.</summary>
    public required UserTaskKey Key { get; init; }

    /// <summary>What the caller who asks for the change calls it; may be empty.</summary>
    public required string Action { get; init; }

    /// <summary>Who does it; null for nobody.</summary>
    public string? Assignee { get; init; }

    /// <summary>Who may do it.</summary>
    public required IReadOnlyList<string> CandidateUsers { get; init; }

    /// <summary>Groups that may do it.</summary>
    public required IReadOnlyList<string> CandidateGroups { get; init; }

    /// <summary>Names of the attributes that will be different.</summary>
    public required IReadOnlyList<string> ChangedAttributes { get; init; }

    /// <summary>ISO 8601 with offset.</summary>
    public string? DueDate { get; init; }

    /// <summary>ISO 8601 with offset.</summary>
    public string? FollowUpDate { get; init; }

    /// <summary>The deployed form, when it has one.</summary>
    public FormKey? FormKey { get; init; }

    /// <summary>From 0 to 100.</summary>
    public required int Priority { get; init; }
}
