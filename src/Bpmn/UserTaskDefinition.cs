namespace Fairlead.Bpmn;

/// <summary>What the model says about a user task that the engine keeps (<c>zeebe:userTask</c>). What is null is not said.</summary>
public sealed record UserTaskDefinition
{
    public Text? Assignee { get; init; }

    /// <summary>A list of texts, or a literal with commas between them.</summary>
    public Text? CandidateGroups { get; init; }

    /// <summary>A list of texts, or a literal with commas between them.</summary>
    public Text? CandidateUsers { get; init; }

    /// <summary>A date with time and offset.</summary>
    public Text? DueDate { get; init; }

    /// <summary>A date with time and offset.</summary>
    public Text? FollowUpDate { get; init; }

    /// <summary>A whole number from 0 to 100.</summary>
    public Text? Priority { get; init; }

    /// <summary>Names a form that somebody else keeps.</summary>
    public Text? ExternalForm { get; init; }

    /// <summary>A form that is deployed; never with <see cref="ExternalForm"/>.</summary>
    public FileReference? Form { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];

    /// <summary>In the order of the model.</summary>
    public IReadOnlyList<TaskListener> Listeners { get; init; } = [];
}

/// <summary>A worker that is asked before something about a user task changes.</summary>
public sealed record TaskListener(TaskListenerEvent Event, Text Type, Text Retries);

/// <summary>Which change of a user task a listener listens to.</summary>
public enum TaskListenerEvent
{
    Creating,
    Assigning,
    Updating,
    Completing,
    Canceling,
}
