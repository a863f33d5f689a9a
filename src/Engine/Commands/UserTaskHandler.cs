using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

/// <summary>What people do with tasks.</summary>
internal static class UserTaskHandler
{
    public static Reply Handle(Execution x, Command.AssignUserTask command)
    {
        if (string.IsNullOrWhiteSpace(command.Assignee))
            return Refusal.InvalidArgument($"Expected to assign user task {command.Key.Value}, but no assignee was given.");
        if (Find(x, command.Key, "assign", out var task, out var element) is { } refused) return refused;
        if (!command.AllowOverride && task.Attributes.Assignee.Length > 0 && task.Attributes.Assignee != command.Assignee)
        {
            return Refusal.InvalidState(
                $"Expected to assign user task {command.Key.Value} without taking it from anybody, but it is assigned to "
                + $"'{task.Attributes.Assignee}'.");
        }

        return Change(x, element, task, UserTaskPhase.Assigning, command.Action, new(command.Assignee, null, null, null, null, null));
    }

    public static Reply Handle(Execution x, Command.UnassignUserTask command) =>
        Find(x, command.Key, "unassign", out var task, out var element)
        ?? Change(x, element, task, UserTaskPhase.Assigning, command.Action, new("", null, null, null, null, null));

    public static Reply Handle(Execution x, Command.UpdateUserTask command)
    {
        if (command is { Action: "", Changes: { DueDate: null, FollowUpDate: null, CandidateUsers: null, CandidateGroups: null, Priority: null } })
        {
            return Refusal.InvalidArgument(
                $"Expected to update user task {command.Key.Value}, but neither a change nor an action was given.");
        }

        return Find(x, command.Key, "update", out var task, out var element)
            ?? Change(x, element, task, UserTaskPhase.Updating, command.Action, command.Changes with { Assignee = null });
    }

    public static Reply Handle(Execution x, Command.CompleteUserTask command)
    {
        if (!JsonValues.TryReadObject(command.Variables, out _, out var problem))
            return Refusal.Variables($"complete user task {command.Key.Value}", problem);
        // A copy: the caller may use his buffer again.
        return Find(x, command.Key, "complete", out var task, out var element)
            ?? UserTasks.Change(
                x, element, task, UserTaskPhase.Completing, command.Action, task.Attributes, command.Variables.ToArray());
    }

    private static Reply Change(
        Execution x, ElementInstance element, UserTask task, UserTaskPhase change, string action, UserTaskCorrections wanted) =>
        UserTaskValues.TryApply(task.Attributes, wanted, out var attributes, out var problem)
            ? UserTasks.Change(x, element, task, change, action, attributes, default)
            : Refusal.InvalidArgument($"Expected to change user task {task.Key.Value}, but {problem}.");

    private static Reply.Rejected? Find(Execution x, UserTaskKey key, string what, out UserTask task, out ElementInstance element)
    {
        task = null!;
        element = null!;
        if (x.State.UserTask(key) is not { } found)
            return Refusal.NotFound($"Expected to {what} user task {key.Value}, but there is no such active user task.");
        if (found.Phase is not UserTaskPhase.Created)
        {
            return Refusal.InvalidState(
                $"Expected to {what} user task {key.Value}, but it is {found.Phase.ToString().ToLowerInvariant()}: its task listeners are "
                + "asked first.");
        }

        task = found;
        element = x.State.Element(found.Element)!;
        return null;
    }
}
