using System.Diagnostics;

using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

/// <summary>What all commands to end the work on a job have in common.</summary>
internal static class JobRules
{
    /// <summary>Accepts a job that is available or held: a worker that was too slow can still win.</summary>
    /// <param name="what">For example "complete".</param>
    public static Reply.Rejected? Find(
        Execution x,
        JobKey key,
        string what,
        ReadOnlyMemory<byte> json,
        out Job job,
        out ElementInstance element,
        out NamedValue[] variables)
    {
        job = null!;
        element = null!;
        variables = [];
        if (x.State.Job(key) is not { } found) return Unknown(key, what);
        if (found.Phase is JobPhase.Failed or JobPhase.ErrorThrown)
        {
            var why = found switch
            {
                { Phase: JobPhase.ErrorThrown } => "has thrown an error that nothing caught",
                { RetryAt: null } => "has failed and has no retries left",
                _ => "has failed and waits for its next try",
            };
            return Refusal.InvalidState($"Expected to {what} job {key.Value}, but it {why}.");
        }

        if (!JsonValues.TryReadObject(json, out variables, out var problem)) return Refusal.Variables($"{what} job {key.Value}", problem);
        job = found;
        element = x.State.Element(found.Element) ?? throw new UnreachableException($"Job {key.Value} has no element instance.");
        return null;
    }

    public static Reply.Rejected Unknown(JobKey key, string what) =>
        Refusal.NotFound($"Expected to {what} job {key.Value}, but there is no such job.");
}
