using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

/// <summary>What the worker of a task listener may say.</summary>
internal static class TaskListenerAnswer
{
    private const int ReasonAtMost = 10_000;

    public static Reply Handle(Execution x, Job job, ElementInstance element, NamedValue[] variables, JobResult? result)
    {
        var expectation = $"Expected to complete job {job.Key.Value} of a task listener, but";
        var task = x.State.UserTask(element.UserTask!.Value)!;
        if (variables.Length > 0)
            return Refusal.InvalidArgument($"{expectation} variables were given: complete the user task with variables instead.");
        if (result is not (null or JobResult.UserTask))
            return Refusal.InvalidArgument($"{expectation} the result is that of another kind of job.");

        var answer = (JobResult.UserTask?)result;
        var corrections = answer?.Corrections is { } given && given != NoCorrections ? given : null;
        if (answer is { Denied: true })
        {
            if (task.Phase is UserTaskPhase.Creating or UserTaskPhase.Canceling)
                return Refusal.InvalidArgument($"{expectation} it denied that the task is {Word(task)}, which nobody can.");
            if (corrections is not null)
                return Refusal.InvalidArgument($"{expectation} it both denied the change and corrected it: do one of them.");
            if (answer.DeniedReason.Length > ReasonAtMost) answer = answer with { DeniedReason = answer.DeniedReason[..ReasonAtMost] };
        }

        if (!UserTaskValues.TryApply(task.Change!.Wanted, corrections, out var wanted, out var problem))
            return Refusal.InvalidArgument($"{expectation} {problem}.");

        x.Emit(new Event.JobCompleted(job.Key));
        UserTasks.Answer(x, x.State.Element(element.Key)!, x.State.UserTask(task.Key)!, answer, wanted);
        return new Reply.Done();
    }

    private static UserTaskCorrections NoCorrections { get; } = new(null, null, null, null, null, null);

    private static string Word(UserTask task) => task.Phase is UserTaskPhase.Creating ? "created" : "canceled";
}
