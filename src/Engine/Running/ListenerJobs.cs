using Fairlead.Engine.Elements;
using Fairlead.Engine.Model;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Running;

/// <summary>Makes the jobs of listeners, of whatever kind. Whoever runs several lets the next one wait for the one before.</summary>
internal static class ListenerJobs
{
    /// <summary>Creates the job; nothing happened when there is a problem.</summary>
    public static Problem? Create(
        Execution x, ElementInstance element, Listener listener, JobKind kind, JobListenerEvent listenerEvent)
    {
        var variables = new VisibleVariables(x.State, element.Key);
        if (Evaluations.Text(x, listener.JobType, variables, "job type of the listener", out var type) is { } noType) return noType;
        if (string.IsNullOrWhiteSpace(type))
            return Problem.ExtractValue($"The job type of the listener must not be blank, but {listener.JobType} is.");
        if (Evaluations.Count(x, listener.Retries, variables, "retries of the listener", out var retries) is { } noRetries)
            return noRetries;

        JobTask.Create(x, element, type, retries, listener.Headers.Length > 0 ? listener.Headers : null, kind, listenerEvent);
        return null;
    }
}
