using Fairlead.Engine.Elements;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

internal static class CompleteJobHandler
{
    public static Reply Handle(Execution x, Command.CompleteJob command)
    {
        if (JobRules.Find(x, command.Key, "complete", command.Variables, out var job, out var element, out var variables) is { } refused)
            return refused;

        if (job.Kind is JobKind.ExecutionListener)
        {
            ExecutionListeners.Complete(x, job, element, variables);
            return new Reply.Done();
        }

        if (job.Kind is JobKind.AdHocSubProcess) return AdHocJob.Complete(x, job.Key, element, variables, command.Result);
        if (job.Kind is JobKind.TaskListener) return TaskListenerAnswer.Handle(x, job, element, variables, command.Result);

        x.Emit(new Event.JobCompleted(command.Key));
        Completion.Complete(x, x.State.Element(element.Key)!, x.NodeOf(element), variables);
        return new Reply.Done();
    }
}
