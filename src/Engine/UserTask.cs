using System.Collections.Immutable;

namespace Fairlead.Engine;

/// <summary>The numbers are stored.</summary>
public enum UserTaskPhase : byte
{
    Creating = 0,
    Created = 1,
    Assigning = 2,
    Updating = 3,
    Completing = 4,
    Canceling = 5,
}

/// <summary>What can be changed about a user task. Made once for each change, never in place.</summary>
/// <param name="Assignee">Empty for nobody.</param>
/// <param name="DueDate">ISO 8601 date and time with offset; empty for none.</param>
/// <param name="FollowUpDate">ISO 8601 date and time with offset; empty for none.</param>
/// <param name="Priority">From 0 to 100.</param>
public sealed record UserTaskAttributes(
    string Assignee,
    IReadOnlyList<string> CandidateUsers,
    IReadOnlyList<string> CandidateGroups,
    string DueDate,
    string FollowUpDate,
    int Priority);

/// <summary>A task for people, from the moment at which the process asks for it until it is completed or canceled.</summary>
public sealed record UserTask
{
    public required UserTaskKey Key { get; init; }

    public required ElementKey Element { get; init; }

    public required UserTaskPhase Phase { get; init; }

    /// <summary>As they are; those that a change asks for lie in <see cref="Change"/>.</summary>
    public required UserTaskAttributes Attributes { get; init; }

    /// <summary>The name of a form that somebody else keeps; null for none.</summary>
    public string? ExternalForm { get; init; }

    /// <summary>The form that is deployed for it; null for none.</summary>
    public ResourceKey? Form { get; init; }

    /// <summary>What listeners are asked about; null in <see cref="UserTaskPhase.Created"/>.</summary>
    public UserTaskChange? Change { get; init; }
}

/// <summary>A change of a user task that waits for its listeners.</summary>
/// <param name="Action">What the caller calls it; may be empty.</param>
/// <param name="Wanted">What the attributes will be.</param>
/// <param name="Changed">Names of the attributes that will be different.</param>
/// <param name="Variables">UTF-8 JSON object, or empty: of the completion, or to be set.</param>
/// <param name="ListenersDone">Of those for this change, in the order of the model.</param>
public sealed record UserTaskChange(
    string Action,
    UserTaskAttributes Wanted,
    ImmutableArray<string> Changed,
    ReadOnlyMemory<byte> Variables,
    int ListenersDone);
