using System.Diagnostics;

using Fairlead.Engine.Commands;
using Fairlead.Engine.Model;
using Fairlead.Engine.Modifying;

namespace Fairlead.Engine.Running;

/// <summary>
/// The life of user tasks. Between what somebody asks for and its effect the listeners are asked, one job after the other in the order of
/// the model; a task changes one thing at a time.
/// </summary>
internal static class UserTasks
{
    private const string Assignee = "assignee";

    /// <summary>Creates the task; <see cref="GoOn"/> asks the listeners.</summary>
    /// <param name="externalForm">May be empty.</param>
    /// <param name="form">The deployed form; null for none.</param>
    public static void Create(
        Execution x, ElementInstance element, UserTaskNode node, UserTaskAttributes attributes, string externalForm, ResourceKey? form)
    {
        var root = x.State.Element(element.Instance.Root)!.Root!;
        x.Emit(new Event.UserTaskCreating(
            new(x.NewKey()),
            element.Key,
            element.Instance,
            element.Definition,
            root.ProcessId,
            root.Version,
            element.ElementId,
            attributes,
            externalForm.Length > 0 ? externalForm : null,
            [.. node.Headers.OrderBy(header => header.Key, StringComparer.Ordinal).SelectMany(header => new[] { header.Key, header.Value })],
            form));
    }

    /// <summary>Asks for a change of a task that is created.</summary>
    /// <param name="change">Assigning, updating or completing.</param>
    /// <param name="variables">UTF-8 JSON object, or empty.</param>
    public static Reply Change(
        Execution x,
        ElementInstance element,
        UserTask task,
        UserTaskPhase change,
        string action,
        UserTaskAttributes wanted,
        ReadOnlyMemory<byte> variables)
    {
        var node = (UserTaskNode)x.NodeOf(element);
        x.Emit(new Event.UserTaskChanging(task.Key, element.Instance, change, action, wanted, UserTaskValues.Differences(task.Attributes, wanted), variables));
        GoOn(x, element, node);
        return x.State.UserTask(task.Key) is { Change: not null } ? new Reply.Waiting(task.Key) : new Reply.Done();
    }

    /// <summary>Asks the next listener, or lets the change take effect when there is none left. Does nothing when none is under way.</summary>
    public static void GoOn(Execution x, ElementInstance element, UserTaskNode node)
    {
        while (x.State.Element(element.Key) is { UserTask: { } key } now && x.State.UserTask(key) is { Change: { } change } task)
        {
            var @event = EventOf(task.Phase);
            if (Find(node, @event, change.ListenersDone) is { } listener)
            {
                if (ListenerJobs.Create(x, now, listener, JobKind.TaskListener, @event) is { } problem) Incidents.Raise(x, now, problem);
                return;
            }

            Finish(x, now, node, task, change);
        }
    }

    /// <summary>A listener has answered: its job is done.</summary>
    public static void Answer(Execution x, ElementInstance element, UserTask task, JobResult.UserTask? answer, UserTaskAttributes wanted)
    {
        var change = task.Change!;
        if (answer is { Denied: true })
        {
            x.Emit(new Event.UserTaskDenied(task.Key, element.Instance, task.Phase, answer.DeniedReason));
            var reason = answer.DeniedReason.Length > 0 ? $": {answer.DeniedReason}" : " without saying why.";
            Settle(x, task, Refusal.InvalidState($"Expected to {Verb(task.Phase)} user task {task.Key.Value}, but a task listener denied it{reason}"));
            return;
        }

        if (UserTaskValues.Differences(change.Wanted, wanted) is { Count: > 0 } corrected)
        {
            // While a task is being created there is nothing that the attributes could differ from but what the model said.
            var changed = task.Phase is UserTaskPhase.Creating
                ? [.. change.Changed.Union(corrected)]
                : UserTaskValues.Differences(task.Attributes, wanted);
            x.Emit(new Event.UserTaskCorrected(task.Key, element.Instance, wanted, changed));
        }

        var node = (UserTaskNode)x.NodeOf(element);
        GoOn(x, element, node);
        if (task.Phase is UserTaskPhase.Canceling && x.State.Element(element.Key) is { UserTask: null })
            x.Later(WorkKind.Terminate, element.Key, node);
    }

    /// <summary>The element ends before its time. It waits for the canceling listeners.</summary>
    public static void Cancel(Execution x, ElementInstance element, UserTaskNode node)
    {
        var task = x.State.UserTask(element.UserTask!.Value)!;
        Settle(x, task, Refusal.InvalidState(
            $"Expected to {Verb(task.Phase)} user task {task.Key.Value}, but its element ended while the task listeners were asked."));
        if (Find(node, JobListenerEvent.Canceling, 0) is null || Modification.Discards(x, element))
        {
            x.Emit(new Event.UserTaskCanceled(task.Key, element.Instance, task.Attributes));
            return;
        }

        x.Emit(new Event.UserTaskCanceling(task.Key, element.Instance));
        GoOn(x, element, node);
    }

    public static JobListenerEvent EventOf(UserTaskPhase phase) => phase switch
    {
        UserTaskPhase.Creating => JobListenerEvent.Creating,
        UserTaskPhase.Assigning => JobListenerEvent.Assigning,
        UserTaskPhase.Updating => JobListenerEvent.Updating,
        UserTaskPhase.Completing => JobListenerEvent.Completing,
        UserTaskPhase.Canceling => JobListenerEvent.Canceling,
        UserTaskPhase.Created => throw new UnreachableException("Nobody listens to a task that does not change."),
    };

    private static void Finish(Execution x, ElementInstance element, UserTaskNode node, UserTask task, UserTaskChange change)
    {
        switch (task.Phase)
        {
            case UserTaskPhase.Creating:
                x.Emit(new Event.UserTaskCreated(task.Key, element.Instance, change.Wanted with { Assignee = "" }));
                // Whoever the model names is assigned like by anybody else, listeners included.
                if (change.Wanted.Assignee.Length > 0)
                    x.Emit(new Event.UserTaskChanging(task.Key, element.Instance, UserTaskPhase.Assigning, "", change.Wanted, [Assignee], default));
                break;
            case UserTaskPhase.Assigning or UserTaskPhase.Updating:
                x.Emit(new Event.UserTaskChanged(task.Key, element.Instance, task.Phase, change.Wanted));
                Settle(x, task, new Reply.Done());
                break;
            case UserTaskPhase.Completing:
                x.Emit(new Event.UserTaskCompleted(task.Key, element.Instance, change.Wanted));
                Settle(x, task, new Reply.Done());
                Completion.Complete(x, x.State.Element(element.Key)!, node, CatchEvents.Read(change.Variables));
                break;
            case UserTaskPhase.Canceling:
                x.Emit(new Event.UserTaskCanceled(task.Key, element.Instance, change.Wanted));
                break;
            case UserTaskPhase.Created:
                throw new UnreachableException($"User task {task.Key.Value} does not change.");
        }
    }

    /// <summary>Whoever asked for the change, if he still waits, gets his answer.</summary>
    private static void Settle(Execution x, UserTask task, Reply answer)
    {
        if (task.Phase is UserTaskPhase.Assigning or UserTaskPhase.Updating or UserTaskPhase.Completing)
            x.Notify(new Notice.UserTaskSettled(task.Key, answer));
    }

    private static Listener? Find(UserTaskNode node, JobListenerEvent @event, int number)
    {
        foreach (var (own, listener) in node.Listeners)
            if (own == @event && number-- == 0)
                return listener;
        return null;
    }

    private static string Verb(UserTaskPhase phase) => phase switch
    {
        UserTaskPhase.Assigning => "assign",
        UserTaskPhase.Updating => "update",
        UserTaskPhase.Completing => "complete",
        UserTaskPhase.Creating => "create",
        UserTaskPhase.Canceling or UserTaskPhase.Created => "cancel",
    };
}
