namespace Fairlead.Engine;

/// <summary>What a worker decided besides variables. A closed set.</summary>
public abstract record JobResult
{
    private protected JobResult() { }

    /// <summary>Of a task listener.</summary>
    /// <param name="Denied">Whether the change that the listener was asked about shall not happen.</param>
    /// <param name="Corrections">What shall be different about the task; null for nothing.</param>
    public sealed record UserTask(bool Denied, string DeniedReason, UserTaskCorrections? Corrections) : JobResult;

    /// <summary>Of the worker that runs an ad-hoc sub-process.</summary>
    /// <param name="CancelsRemaining">Whether what still runs ends when the completion condition is fulfilled.</param>
    public sealed record AdHocSubProcess(
        IReadOnlyList<ActivatedElement> Elements, bool IsCompletionConditionFulfilled, bool CancelsRemaining) : JobResult;

    /// <param name="Variables">UTF-8 JSON object, or empty; local to the activated element's scope.</param>
    public sealed record ActivatedElement(string ElementId, ReadOnlyMemory<byte> Variables);
}

/// <summary>Attributes of a user task that a listener changes; null leaves one as it is, an empty text or list clears it.</summary>
/// <param name="DueDate">ISO 8601 date and time with offset.</param>
/// <param name="FollowUpDate">ISO 8601 date and time with offset.</param>
/// <param name="Priority">From 0 to 100.</param>
public sealed record UserTaskCorrections(
    string? Assignee,
    string? DueDate,
    string? FollowUpDate,
    IReadOnlyList<string>? CandidateUsers,
    IReadOnlyList<string>? CandidateGroups,
    int? Priority);
