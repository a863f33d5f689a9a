using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

internal static class ThrowErrorHandler
{
    public static Reply Handle(Execution x, Command.ThrowError command)
    {
        if (JobRules.Find(x, command.Key, "throw an error for", command.Variables, out var job, out var element, out _) is { } refused)
            return refused;
        if (job.Kind is JobKind.ExecutionListener)
        {
            return Refusal.InvalidState(
                $"Expected to throw an error for job {job.Key.Value}, but it belongs to an execution listener, which cannot throw errors: "
                + "fail the job, or throw the error in the work of an element.");
        }


        if (job.Kind is JobKind.TaskListener)
        {
            return Refusal.InvalidState(
                $"Expected to throw an error for job {job.Key.Value}, but it belongs to a task listener, which cannot throw errors: deny the "
                + "change, or fail the job.");
        }

        x.Emit(new Event.JobErrorThrown(job.Key, command.Code, command.Message));
        if (Errors.Find(x, element, command.Code, out var catchable) is { } caught)
            CatchEvents.Trigger(x, x.State.Element(caught.Element.Key)!, caught.Catcher, command.Variables);
        else
            Incidents.Raise(x, element, Errors.Unhandled(command.Code, command.Message, catchable), job.Key);
        return new Reply.Done();
    }
}
