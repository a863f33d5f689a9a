using Fairlead.Bpmn;
using Fairlead.Engine.Time;

namespace Fairlead.Engine.Model;

/// <summary>A user task that the engine keeps. What is null is not said by the model.</summary>
internal sealed class UserTaskNode : ActivityNode
{
    public required ModelText? Assignee { get; init; }

    public required ModelText? CandidateGroups { get; init; }

    public required ModelText? CandidateUsers { get; init; }

    public required ModelText? DueDate { get; init; }

    public required ModelText? FollowUpDate { get; init; }

    public required ModelText? Priority { get; init; }

    public required ModelText? ExternalForm { get; init; }

    public required FileNode? Form { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>In the order of the model.</summary>
    public required (JobListenerEvent Event, Listener Listener)[] Listeners { get; init; }

    public static UserTaskNode Of(FlowNode.UserTask model, IReadOnlyDictionary<string, string> headers, TextCompiler texts)
    {
        var task = model.Task;
        return new UserTaskNode
        {
            Id = model.Id,
            Type = "USER_TASK",
            Assignee = Value(task.Assignee, "assignee"),
            CandidateGroups = Value(task.CandidateGroups, "candidate groups"),
            CandidateUsers = Value(task.CandidateUsers, "candidate users"),
            DueDate = Date(task.DueDate, "due date"),
            FollowUpDate = Date(task.FollowUpDate, "follow-up date"),
            Priority = Value(task.Priority, "priority"),
            ExternalForm = Value(task.ExternalForm, "external form reference"),
            Form = FileNode.Of(task.Form, "form id", texts),
            Headers = headers,
            Listeners =
            [
                .. task.Listeners.Select(listener => (EventOf(listener.Event), new Listener(
                    texts.Value(listener.Type, "type of a task listener"),
                    texts.Value(listener.Retries, "retries of a task listener"),
                    []))),
            ],
        };

        ModelText? Value(Text? text, string what) => text is null ? null : texts.Value(text, what);

        ModelText? Date(Text? text, string what)
        {
            if (text is { IsExpression: false } && !IsoDate.TryParse(text.Value, localIsUtc: false, out _))
            {
                texts.Report(
                    EngineCode.DateInvalid,
                    $"The {what} \"{text.Value}\" is no date with time and offset: write one such as 2030-01-31T08:00:00Z, or an expression that "
                    + "begins with \"=\".",
                    model.Line);
            }

            return Value(text, what);
        }
    }

    private static JobListenerEvent EventOf(TaskListenerEvent @event) => @event switch
    {
        TaskListenerEvent.Creating => JobListenerEvent.Creating,
        TaskListenerEvent.Assigning => JobListenerEvent.Assigning,
        TaskListenerEvent.Updating => JobListenerEvent.Updating,
        TaskListenerEvent.Completing => JobListenerEvent.Completing,
        TaskListenerEvent.Canceling => JobListenerEvent.Canceling,
    };
}
