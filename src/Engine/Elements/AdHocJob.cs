using Fairlead.Engine.Commands;
using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>
/// The job of a worker that chooses in an ad-hoc sub-process. There is one when it begins, and a new one whenever something in it has
/// completed; one that a worker still holds then is gone, so that he finds nothing to complete.
/// </summary>
internal static class AdHocJob
{
    public static void Create(Execution x, ElementInstance adHoc, string type, int retries) =>
        JobTask.Create(x, adHoc, type, retries, headers: null, JobKind.AdHocSubProcess);

    /// <summary>Creates the next job. The type and the retries are evaluated again.</summary>
    public static void Ask(Execution x, ElementInstance adHoc, AdHocNode node)
    {
        var variables = new VisibleVariables(x.State, adHoc.Key);
        if (JobTask.Evaluate(x, node.Worker!.JobType, node.Worker.Retries, variables, out var type, out var retries) is { } problem)
            Incidents.Raise(x, adHoc, problem);
        else
            Create(x, adHoc, type, retries);
    }

    /// <summary>Takes the job back, and what went wrong with it.</summary>
    public static void GiveUp(Execution x, ElementInstance adHoc)
    {
        if (adHoc.Incident is { } incident) x.Emit(new Event.IncidentResolved(incident, adHoc.Instance, adHoc.Key));
        if (adHoc.Job is { } job) x.Emit(new Event.JobCanceled(job));
    }

    /// <summary>Does what the worker decided: all of it or, when it is refused, nothing.</summary>
    /// <param name="variables">Of the job; they change the nearest scopes that have them, from the ad-hoc sub-process outward.</param>
    public static Reply Complete(
        Execution x, JobKey job, ElementInstance adHoc, IReadOnlyList<NamedValue> variables, JobResult? decided)
    {
        var node = (AdHocNode)x.NodeOf(adHoc);
        var expectation = $"Expected to complete job {job.Value} of ad-hoc sub-process '{node.Id}', but";
        if (decided is not (null or JobResult.AdHocSubProcess))
            return Refusal.InvalidArgument($"{expectation} the result is one of a user task: its type must be adHocSubProcess.");
        var result = decided as JobResult.AdHocSubProcess ?? new([], IsCompletionConditionFulfilled: false, CancelsRemaining: false);
        if (result is { IsCompletionConditionFulfilled: true, Elements.Count: > 0 })
        {
            return Refusal.InvalidArgument(
                $"{expectation} the result says both that it is done and that elements shall begin: choose one of them.");
        }

        if (AdHocChoice.Read(expectation, node, result.Elements, out var choice) is { } refused) return refused;

        x.Emit(new Event.JobCompleted(job));
        Scopes.Merge(x, adHoc.Key, variables);
        var current = x.State.Element(adHoc.Key)!;
        if (result.IsCompletionConditionFulfilled) AdHocSubProcess.Fulfil(x, current, node, result.CancelsRemaining);
        else choice.Begin(x, current, result.CancelsRemaining);
        return new Reply.Done();
    }
}
