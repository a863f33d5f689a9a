using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

internal static class FailJobHandler
{
    private const int MessageAtMost = 10_000;

    public static Reply Handle(Execution x, Command.FailJob command)
    {
        if (JobRules.Find(x, command.Key, "fail", command.Variables, out var job, out var element, out var variables) is { } refused)
            return refused;

        var message = command.Message.Length <= MessageAtMost ? command.Message : command.Message[..MessageAtMost];
        var retriesLeft = Math.Max(command.RetriesLeft, 0);
        Timestamp? retryAt = retriesLeft > 0 && command.Backoff > TimeSpan.Zero ? x.Now + command.Backoff : null;
        x.Emit(new Event.JobFailed(job.Key, retriesLeft, retryAt, message));
        Scopes.SetLocal(x, element, variables);
        if (retriesLeft == 0)
            Incidents.Raise(x, element, Problem.NoRetries(job.Kind, message.Length > 0 ? message : "No more retries left."), job.Key);
        else if (retryAt is null)
            x.NotifyAvailable(job.Type);
        return new Reply.Done();
    }
}
