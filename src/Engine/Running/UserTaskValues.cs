using Fairlead.Engine.Elements;
using Fairlead.Engine.Time;

namespace Fairlead.Engine.Running;

/// <summary>Compares and changes the attributes of user tasks.</summary>
internal static class UserTaskValues
{
    private const int TextAtMost = 10_000;

    /// <summary>The names, as the protocol has them, of what is different.</summary>
    public static IReadOnlyList<string> Differences(UserTaskAttributes before, UserTaskAttributes after)
    {
        var names = new List<string>();
        if (before.Assignee != after.Assignee) names.Add("assignee");
        if (!before.CandidateGroups.SequenceEqual(after.CandidateGroups)) names.Add("candidateGroupsList");
        if (!before.CandidateUsers.SequenceEqual(after.CandidateUsers)) names.Add("candidateUsersList");
        if (before.DueDate != after.DueDate) names.Add("dueDate");
        if (before.FollowUpDate != after.FollowUpDate) names.Add("followUpDate");
        if (before.Priority != after.Priority) names.Add("priority");
        return names;
    }

    /// <param name="problem">What a caller is told when a value is wrong: a part of a sentence.</param>
    public static bool TryApply(UserTaskAttributes before, UserTaskCorrections? changes, out UserTaskAttributes after, out string problem)
    {
        after = before;
        problem = "";
        if (changes is null) return true;
        problem = Check(changes) ?? "";
        if (problem.Length > 0) return false;
        after = new UserTaskAttributes(
            changes.Assignee ?? before.Assignee,
            changes.CandidateUsers ?? before.CandidateUsers,
            changes.CandidateGroups ?? before.CandidateGroups,
            changes.DueDate is { } due ? IsoDate.Plain(due) : before.DueDate,
            changes.FollowUpDate is { } followUp ? IsoDate.Plain(followUp) : before.FollowUpDate,
            changes.Priority ?? before.Priority);
        return true;
    }

    private static string? Check(UserTaskCorrections changes)
    {
        if (changes.Priority is < 0 or > UserTaskElement.PriorityAtMost)
            return $"the priority {changes.Priority} is not from 0 to {UserTaskElement.PriorityAtMost}";
        return Date(changes.DueDate, "due date") ?? Date(changes.FollowUpDate, "follow-up date")
            ?? (changes.Assignee?.Length > TextAtMost ? $"the assignee has more than {TextAtMost:N0} characters" : null);
    }

    private static string? Date(string? text, string what) =>
        string.IsNullOrEmpty(text) || IsoDate.TryParse(text, localIsUtc: false, out _)
            ? null
            : $"the {what} '{text}' is no date with time and offset, such as 2030-01-31T08:00:00Z";
}
