using Fairlead.Engine.Model;
using Fairlead.Engine.Running;
using Fairlead.Engine.Values;

namespace Fairlead.Engine.Commands;

internal static class ActivateJobsHandler
{
    private static readonly Dictionary<string, string> NoHeaders = [];

    public static Reply Handle(Execution x, Command.ActivateJobs command)
    {
        if (string.IsNullOrWhiteSpace(command.Type))
            return Refusal.InvalidArgument("Expected to activate jobs, but the type is blank.");
        if (command.Timeout < TimeSpan.FromMilliseconds(1))
        {
            return Refusal.InvalidArgument(
                $"Expected to activate jobs for at least a millisecond, but the timeout is {(long)command.Timeout.TotalMilliseconds} ms.");
        }

        if (command.JobsAtMost < 1)
            return Refusal.InvalidArgument($"Expected to activate at least one job, but at most {command.JobsAtMost} are wanted.");

        var chosen = Choose(x.State, command);
        var deadline = x.Now + command.Timeout;
        var activated = new ActivatedJob[chosen.Count];
        for (var i = 0; i < activated.Length; i++)
        {
            var (job, variables) = chosen[i];
            x.Emit(new Event.JobActivated(job.Key, command.Worker, deadline));
            activated[i] = Describe(x, job, command.Worker, deadline, variables);
        }

        return new Reply.Jobs(activated);
    }

    /// <summary>What a worker would get if it asked now; the job stays as it is.</summary>
    public static ActivatedJob Preview(Execution x, Job job) => Describe(x, job, job.Worker ?? "", x.Now, VariablesOf(x.State, job, []));

    private static ReadOnlyMemory<byte> VariablesOf(State state, Job job, IReadOnlyList<string> names) =>
        TaskListenerJobs.VariablesOf(state, job, names) ?? Scopes.WriteVisible(state, job.Element, names);

    private static ActivatedJob Describe(Execution x, Job job, string worker, Timestamp deadline, ReadOnlyMemory<byte> variables)
    {
        var root = x.State.Element(job.Instance.Root)!.Root!;
        return new ActivatedJob(
            job.Key,
            job.Type,
            job.Instance,
            job.Definition,
            job.ProcessId,
            job.ProcessVersion,
            job.ElementId,
            job.Element,
            HeadersOf(x, job),
            worker,
            job.RetriesLeft,
            deadline,
            variables,
            job.Kind,
            job.ListenerEvent)
        {
            Tenant = job.Tenant,
            Tags = root.Tags,
            Trace = root.Trace,
            TraceLinks = root.TraceLinks,
            UserTask = TaskListenerJobs.UserTaskOf(x.State, job),
        };
    }

    /// <summary>Those of the model, and those that were evaluated.</summary>
    public static IReadOnlyDictionary<string, string> HeadersOf(Execution x, Job job)
    {
        var modelled = job.HasAllHeaders ? NoHeaders : ModelledHeadersOf(x, job);
        if (job.Headers.IsEmpty) return modelled;
        var all = new Dictionary<string, string>(modelled);
        for (var i = 0; i < job.Headers.Length; i += 2) all[job.Headers[i]] = job.Headers[i + 1];
        return all;
    }

    private static IReadOnlyDictionary<string, string> ModelledHeadersOf(Execution x, Job job) =>
        (x.Process(job.Definition).Find(job.ElementId), job.Kind) switch
        {
            (JobNode node, JobKind.BpmnElement or JobKind.ExecutionListener) => node.Headers,
            (AdHocNode { Worker: { } worker }, JobKind.AdHocSubProcess or JobKind.ExecutionListener) => worker.Headers,
            (UserTaskNode node, _) => node.Headers,
            _ => NoHeaders,
        };

    /// <summary>One of each in turn, as long as there are any.</summary>
    private static IEnumerable<JobKey> InTurn(IReadOnlyList<IEnumerable<JobKey>> queues)
    {
        var left = new Queue<IEnumerator<JobKey>>(queues.Select(queue => queue.GetEnumerator()));
        while (left.TryDequeue(out var queue))
        {
            if (!queue.MoveNext()) continue;
            yield return queue.Current;
            left.Enqueue(queue);
        }
    }

    /// <summary>The oldest jobs of each tenant whose variables fit together; the first one in any case, or nobody would ever get it.</summary>
    private static List<(Job Job, ReadOnlyMemory<byte> Variables)> Choose(State state, Command.ActivateJobs command)
    {
        var chosen = new List<(Job, ReadOnlyMemory<byte>)>();
        var sizeBytes = 0L;
        foreach (var key in InTurn([.. command.Tenants.Distinct().Select(tenant => state.AvailableJobs(tenant, command.Type))]))
        {
            var job = state.Job(key)!;
            var variables = VariablesOf(state, job, command.FetchVariables);
            sizeBytes += variables.Length;
            if (chosen.Count > 0 && sizeBytes > command.SizeAtMostBytes) break;
            chosen.Add((job, variables));
            if (chosen.Count == command.JobsAtMost) break;
        }

        return chosen;
    }
}
