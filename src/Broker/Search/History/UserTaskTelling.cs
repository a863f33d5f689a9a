using System.Diagnostics;
using System.Globalization;
using Fairlead.Engine;

namespace Fairlead.Broker.Search.History;

/// <summary>Says in words what happens to a user task.</summary>
internal static class UserTaskTelling
{
    public static string Asks(Event.UserTaskChanging asked)
    {
        var action = asked.Action.Length > 0 ? $" ({asked.Action})" : "";
        var changes = asked.Changed.Count > 0 ? $": {Changes(asked.Changed, asked.Wanted)}" : "";
        return $"{char.ToUpperInvariant(Noun(asked.Phase)[0])}{Noun(asked.Phase)[1..]} of user task {asked.Key.Value} is asked for{action}{changes}.";
    }

    public static string Result(Event.UserTaskChanged changed) => changed switch
    {
        { Phase: UserTaskPhase.Assigning, Attributes.Assignee: "" } => "is assigned to nobody",
        { Phase: UserTaskPhase.Assigning } => $"is assigned to {changed.Attributes.Assignee}",
        _ => "is updated",
    };

    /// <summary>With an article.</summary>
    public static string Noun(UserTaskPhase phase) => phase switch
    {
        UserTaskPhase.Assigning => "the assignment",
        UserTaskPhase.Updating => "an update",
        UserTaskPhase.Completing => "the completion",
        UserTaskPhase.Creating => "the creation",
        UserTaskPhase.Canceling => "the cancellation",
        UserTaskPhase.Created => throw new UnreachableException("Nothing changes."),
    };

    /// <param name="names">As the protocol has them.</param>
    public static string Changes(IReadOnlyList<string> names, UserTaskAttributes wanted) =>
        names.Count == 0 ? "nothing" : string.Join(", ", names.Select(name => Change(name, wanted)));

    private static string Change(string name, UserTaskAttributes wanted) => name switch
    {
        "assignee" => $"assignee {Said(wanted.Assignee)}",
        "candidateGroupsList" => $"candidate groups {Said(string.Join(", ", wanted.CandidateGroups))}",
        "candidateUsersList" => $"candidate users {Said(string.Join(", ", wanted.CandidateUsers))}",
        "dueDate" => $"due date {Said(wanted.DueDate)}",
        "followUpDate" => $"follow-up date {Said(wanted.FollowUpDate)}",
        "priority" => string.Create(CultureInfo.InvariantCulture, $"priority {wanted.Priority}"),
        _ => name,
    };

    private static string Said(string text) => text.Length > 0 ? text : "none";
}
