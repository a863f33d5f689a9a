using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

/// <summary>Does what is due. A later entry may be gone by what an earlier one did.</summary>
internal static class TickHandler
{
    public static Reply Handle(Execution x)
    {
        foreach (var due in x.State.DueBy(x.Now).Take(x.Options.DueAtMost).ToList())
        {
            switch (due.Kind)
            {
                case DueKind.Timer:
                    if (x.State.Timer(new(due.Key)) is { } timer) TimerFiring.Fire(x, timer);
                    break;
                case DueKind.JobDeadline:
                    MakeAvailable(x, new(due.Key), JobAvailableReason.TimedOut);
                    break;
                case DueKind.JobRetry:
                    MakeAvailable(x, new(due.Key), JobAvailableReason.BackoffOver);
                    break;
                case DueKind.MessageExpiry:
                    if (x.State.Message(new(due.Key)) is { } message) x.Emit(new Event.MessageExpired(message.Key));
                    break;
                case DueKind.LedgerExpiry:
                    x.Emit(new Event.InboundForgotten(due.Name));
                    break;
                case DueKind.InboxExpiry:
                    if (x.State.Kept(new InboxKey(due.Key)) is { } kept) InboxHandler.Expire(x, kept);
                    break;
                case DueKind.LeaseExpiry:
                    if (x.State.LeaseOf(due.Key) is { } lease) x.Emit(new Event.LeaseEnded(lease.Token));
                    break;
            }

            // Each timer is a change of its own.
            Conditions.Ask(x);
        }

        return new Reply.Done();
    }

    private static void MakeAvailable(Execution x, JobKey key, JobAvailableReason reason)
    {
        if (x.State.Job(key) is not { } job) return;
        x.Emit(new Event.JobAvailable(key, reason));
        x.NotifyAvailable(job.Type);
    }
}
