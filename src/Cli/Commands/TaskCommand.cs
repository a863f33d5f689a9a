using System.CommandLine;
using Fairlead.Cli.Input;
using Fairlead.Cli.Output;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;
using static System.FormattableString;

namespace Fairlead.Cli.Commands;

/// <summary>Shows a user task, assigns it, or completes it.</summary>
internal static class TaskCommand
{
    private const int VariablesAtMost = 1_000;

    public static Command Create(CommonOptions options)
    {
        var key = Keys.Argument("KEY", "Key of the task, as ./fairlead tasks shows it.");
        var assign = new Option<string?>("--assign") { Description = "Assigns the task to somebody.", HelpName = "WHO" };
        var unassign = new Option<bool>("--unassign") { Description = "Takes the task from whom it is assigned to." };
        var complete = new Option<bool>("--complete") { Description = "Completes the task." };
        var variables = Variables.Option();
        var action = new Option<string?>("--action") { Description = "What task listeners see as the action.", HelpName = "ACTION" };
        var command = new Command("task", "Shows a user task with what it sees, assigns it, or completes it.")
        {
            key, assign, unassign, complete, variables, action,
        };
        Session.SetAction(command, options, (session, parsed, cancellation) => RunAsync(
            session,
            new UserTaskKey(parsed.GetRequiredValue(key)),
            new Wish(
                parsed.GetValue(assign),
                parsed.GetValue(unassign),
                parsed.GetValue(complete),
                Variables.Read(parsed.GetValue(variables)),
                parsed.GetValue(action)),
            cancellation));
        return command;
    }

    private static async Task RunAsync(Session session, UserTaskKey key, Wish wish, CancellationToken cancellation)
    {
        if (wish.Assignee is not null && wish.Unassigns)
            throw new UsageException("--assign and --unassign contradict each other.");
        if (wish is { Completes: false, Variables: not null })
            throw new UsageException("--variables belong to --complete.");

        if (wish.Assignee is { } assignee)
            await session.Client.AssignUserTaskAsync(key, new() { Assignee = assignee, Action = wish.Action }, cancellation);
        if (wish.Unassigns)
            await session.Client.UnassignUserTaskAsync(key, cancellation);
        if (wish.Completes)
            await session.Client.CompleteUserTaskAsync(key, new() { Variables = wish.Variables, Action = wish.Action }, cancellation);

        var task = await session.Client.GetUserTaskAsync(key, cancellation);
        if (session.WantsJson)
        {
            JsonOutput.Write(task, JsonOutput.Shapes.UserTaskItem);
            return;
        }

        Write(task);
        if (wish.Completes)
            Screen.WriteLine(Invariant($"See what becomes of it: ./fairlead instance {task.ProcessInstanceKey.Value}"));
        else
            await WriteVariablesAsync(session, key, cancellation);
    }

    private static void Write(UserTaskItem task)
    {
        Screen.WriteLine(Invariant($"Task {task.UserTaskKey.Value} is {RestWord.Of(task.State)}: {task.Name ?? task.ElementId}"));
        Screen.WriteLine(Invariant(
            $"Element {task.ElementId} of {task.ProcessDefinitionId} (version {task.ProcessDefinitionVersion}), instance {task.ProcessInstanceKey.Value}"));
        Say("Assigned to", task.Assignee);
        Say("Candidate users", string.Join(", ", task.CandidateUsers));
        Say("Candidate groups", string.Join(", ", task.CandidateGroups));
        Say("Due", task.DueDate is { } due ? Times.Moment(due) : null);
        Say("Follow-up", task.FollowUpDate is { } followUp ? Times.Moment(followUp) : null);
        Say("Form", task.ExternalFormReference);
        Screen.WriteLine(Invariant($"Priority {task.Priority}"));
    }

    private static void Say(string what, string? text)
    {
        if (!string.IsNullOrEmpty(text))
            Screen.WriteLine($"{what} {text}");
    }

    private static async Task WriteVariablesAsync(Session session, UserTaskKey key, CancellationToken cancellation)
    {
        var found = await session.Client.SearchVariablesAsync(
            key,
            new SearchQuery<UserTaskVariableFilter>
            {
                Sort = [new SearchSort { Field = "name" }],
                Page = new SearchPage { Limit = VariablesAtMost },
            },
            cancellation);
        foreach (var variable in found.Items)
            Screen.WriteLine($"{variable.Name} = {variable.Value}{(variable.IsTruncated ? " …" : "")}");
    }

    private sealed record Wish(string? Assignee, bool Unassigns, bool Completes, JsonObjectText? Variables, string? Action);
}
