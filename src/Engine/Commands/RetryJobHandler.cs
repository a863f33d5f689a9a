using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>Ends what a job waits for: its backoff, or its incident, for which it gets one more retry when it has none.</summary>
internal static class RetryJobHandler
{
    public static Reply Handle(Execution x, Command.RetryJob command)
    {
        if (x.State.Job(command.Key) is not { } job) return JobRules.Unknown(command.Key, "retry");
        if (job.Phase is JobPhase.Activated)
            return Refusal.InvalidState($"Expected to retry job {command.Key.Value}, but a worker holds it: it is under way.");
        if (job.Phase is JobPhase.Available) return new Reply.Done();

        if (job.RetriesLeft < 1) x.Emit(new Event.JobUpdated(job.Key, 1, Deadline: null));
        var reason = JobAvailableReason.BackoffOver;
        if (x.State.Element(job.Element)?.Incident is { } incident)
        {
            x.Emit(new Event.IncidentResolved(incident, job.Instance, job.Element));
            reason = JobAvailableReason.IncidentResolved;
        }

        x.Emit(new Event.JobAvailable(job.Key, reason));
        x.NotifyAvailable(job.Type);
        return new Reply.Done();
    }
}
