using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>Jobs that are gone or no longer held are passed over: whoever returns them cannot do more about it.</summary>
internal static class ReturnJobsHandler
{
    public static Reply Handle(Execution x, Command.ReturnJobs command)
    {
        foreach (var key in command.Keys)
            if (x.State.Job(key) is { Phase: JobPhase.Activated } job) Return(x, job);

        return new Reply.Done();
    }

    /// <summary>Who holds a job is not indexed; when the job is due is, and a held job is due within its timeout.</summary>
    public static Reply Handle(Execution x, Command.ReturnJobsHeldBy command)
    {
        var held = x.State.DueBy(x.Now + command.TimeoutAtMost)
            .Where(due => due.Kind is DueKind.JobDeadline)
            .Select(due => x.State.Job(new JobKey(due.Key))!)
            .Where(job => job.Worker == command.Worker)
            .ToList();
        foreach (var job in held) Return(x, job);
        return new Reply.Done();
    }

    private static void Return(Execution x, Job job)
    {
        x.Emit(new Event.JobAvailable(job.Key, JobAvailableReason.Returned));
        x.NotifyAvailable(job.Type);
    }
}
