using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Elements;

/// <summary>Service task and its kin: creates a job, and is done when a worker has done it.</summary>
internal static class JobTask
{
    public static Problem? Activate(Execution x, ElementInstance element, JobNode node)
    {
        if (Entry.Prepare(x, element, node, own: null, out var entry) is { } problem) return problem;
        if (Evaluations.Text(x, node.JobType, entry.Variables, "job type", out var type) is { } noType) return noType;
        if (string.IsNullOrWhiteSpace(type)) return Problem.ExtractValue($"The job type must not be blank, but {node.JobType} is.");
        if (Evaluations.Count(x, node.Retries, entry.Variables, "retries", out var retries) is { } noRetries) return noRetries;

        List<string>? headers = null;
        if (node.Computed.Length > 0 && ComputedHeaders.Evaluate(x, node, entry.Variables, out headers) is { } noHeader) return noHeader;

        entry.Commit(x);
        Create(x, element, type, retries, headers);
        entry.Activated(x);
        if (entry.Waits.Count > 0) Correlation.TakeBuffered(x, element.Key);
        return null;
    }

    /// <param name="headers">Names and values in turn of those that were evaluated; null when there are none.</param>
    public static void Create(
        Execution x,
        ElementInstance element,
        string type,
        int retries,
        IReadOnlyList<string>? headers,
        JobKind kind = JobKind.BpmnElement,
        JobListenerEvent listenerEvent = JobListenerEvent.Unspecified)
    {
        var root = x.State.Element(element.Instance.Root)!.Root!;
        x.Emit(new Event.JobCreated(
            new(x.NewKey()),
            element.Key,
            element.Instance,
            element.Definition,
            root.ProcessId,
            root.Version,
            element.ElementId,
            type,
            retries,
            headers,
            kind,
            listenerEvent));
        x.NotifyAvailable(type);
    }
}
