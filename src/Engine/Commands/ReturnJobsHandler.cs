using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>Jobs that are gone or no longer held are passed over: whoever returns them cannot do more about it.</summary>
internal static class ReturnJobsHandler
{
    public static Reply Handle(Execution x, Command.ReturnJobs command)
    {
        foreach (var key in command.Keys)
        {
            if (x.State.Job(key) is not { Phase: JobPhase.Activated } job) continue;
            x.Emit(new Event.JobAvailable(key, JobAvailableReason.Returned));
            x.NotifyAvailable(job.Type);
        }

        return new Reply.Done();
    }
}
