using Fairlead.Engine.Model;
using Fairlead.Engine.Running;

namespace Fairlead.Engine.Commands;

internal static class ResolveIncidentHandler
{
    public static Reply Handle(Execution x, Command.ResolveIncident command)
    {
        if (x.State.Incident(command.Key) is not { } incident)
            return Refusal.NotFound($"Expected to resolve incident {command.Key.Value}, but there is no such incident.");

        var job = incident.Job is { } jobKey ? x.State.Job(jobKey) : null;
        if (job is { RetriesLeft: < 1 })
        {
            return Refusal.InvalidState(
                $"Expected to resolve incident {command.Key.Value}, but its job {job.Key.Value} has no retries left: "
                + "set its retries first.");
        }

        x.Emit(new Event.IncidentResolved(incident.Key, incident.Instance, incident.Element));
        if (job is not null)
        {
            x.Emit(new Event.JobAvailable(job.Key, JobAvailableReason.IncidentResolved));
            x.NotifyAvailable(job.Type);
            return new Reply.Done();
        }

        // The step that failed is done again; what it needs may be there now.
        var element = x.State.Element(incident.Element)!;
        var step = element.Phase switch
        {
            _ when element.UserTask is not null => WorkKind.TaskListeners,
            ElementPhase.Activating => WorkKind.Activate,
            ElementPhase.Activated when element.Loop is not null => WorkKind.Spread,
            ElementPhase.Activated when x.NodeOf(element) is AdHocNode => WorkKind.AskWorker,
            _ => WorkKind.Complete,
        };
        x.Later(step, element.Key, x.NodeOf(element));
        return new Reply.Done();
    }
}
