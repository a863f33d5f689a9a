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
        if (Evaluate(x, node.JobType, node.Retries, entry.Variables, out var type, out var retries) is { } noJob) return noJob;

        List<string>? headers = null;
        if (node.Computed.Length > 0 && ComputedHeaders.Evaluate(x, node, entry.Variables, out headers) is { } noHeader) return noHeader;
        if (LinkedFiles.AddHeaders(x, element, node, entry.Variables, ref headers) is { } noFile) return noFile;

        entry.Commit(x);
        Create(x, element, type, retries, headers);
        entry.Activated(x);
        if (entry.Waits.Count > 0) Correlation.TakeBuffered(x, element.Key);
        return null;
    }

    public static Problem? Evaluate(
        Execution x, ModelText jobType, ModelText retries, VisibleVariables variables, out string type, out int retriesLeft)
    {
        retriesLeft = 0;
        if (Evaluations.Text(x, jobType, variables, "job type", out type) is { } noType) return noType;
        return string.IsNullOrWhiteSpace(type)
            ? Problem.ExtractValue($"The job type must not be blank, but {jobType} is.")
            : Evaluations.Count(x, retries, variables, "retries", out retriesLeft);
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
