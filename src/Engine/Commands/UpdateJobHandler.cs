using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

internal static class UpdateJobHandler
{
    public static Reply Handle(Execution x, Command.UpdateJob command)
    {
        if (x.State.Job(command.Key) is not { } job) return JobRules.Unknown(command.Key, "update");
        var expectation = $"Expected to update job {command.Key.Value}, but";
        if (command is { RetriesLeft: null, Timeout: null })
            return Refusal.InvalidArgument($"{expectation} neither retries nor a timeout were given.");
        if (command.RetriesLeft < 1)
            return Refusal.InvalidArgument($"{expectation} {command.RetriesLeft} retries were given and at least one is needed.");
        if (command.Timeout < TimeSpan.FromMilliseconds(1))
            return Refusal.InvalidArgument($"{expectation} the timeout is less than a millisecond.");
        if (command.Timeout is not null && job.Phase is not JobPhase.Activated)
            return Refusal.InvalidState($"{expectation} no worker holds it, so that it has no timeout to change.");

        x.Emit(new Event.JobUpdated(
            job.Key,
            command.RetriesLeft ?? job.RetriesLeft,
            command.Timeout is { } timeout ? x.Now + timeout : null));
        return new Reply.Done();
    }
}
