using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Protocol;

using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>One job from activation to the cluster's answer, counted and logged.</summary>
public sealed class JobWork(
    JobDecision decision, ClusterCommands commands, CallBook book, RuntimeMetrics metrics, TimeProvider time, ILogger<JobWork> logger)
{
    internal ILogger Logger { get; } = logger;

    internal async Task DoAsync(OutboundConnector connector, ActivatedJob job, Redactor redactor, CancellationToken abandon)
    {
        var began = time.GetTimestamp();
        metrics.Invocation("activated", job);
        try
        {
            var (call, key) = await book.BeginAsync(job, redactor, abandon);
            var outcome = await DecideAsync(connector, job, call, key, abandon);
            metrics.Executed(job, time.GetElapsedTime(began));
            if (outcome is JobOutcome.Failed { Failure: var failure })
                Log.JobFailed(Logger, job.Key.Value, job.Type, job.ElementId, failure.RetriesLeft, redactor.Clean(failure.Message));
            var taken = await commands.ReportAsync(job, outcome, abandon);
            book.End(call, key, job, StateOf(outcome, taken), outcome);
            if (outcome is not JobOutcome.Parked)
                metrics.Invocation(Name(outcome), job);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            Log.JobAbandoned(Logger, job.Key.Value, job.Type);
        }
        catch (Exception defect)
        {
            // Nobody awaits this task: what escapes here would vanish. The job comes back after its timeout.
            Log.JobLoopDefect(Logger, job.Key.Value, job.Type, redactor.Clean(defect.ToString()));
        }
    }

    private async Task<JobOutcome> DecideAsync(
        OutboundConnector connector, ActivatedJob job, CallInProgress call, long key, CancellationToken abandon)
    {
        try
        {
            return await decision.DecideAsync(connector, job, call, abandon);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            book.End(call, key, job, CallState.Abandoned, outcome: null);
            throw;
        }
    }

    private static CallState StateOf(JobOutcome outcome, bool taken) => (outcome, taken) switch
    {
        (JobOutcome.Parked, _) => CallState.Parked,
        (_, false) => CallState.NotTaken,
        (JobOutcome.Completed, _) => CallState.Completed,
        (JobOutcome.Failed, _) => CallState.Failed,
        (JobOutcome.Thrown, _) => CallState.BpmnError,
        _ => throw new System.Diagnostics.UnreachableException($"No state for {outcome.GetType().Name}."),
    };

    private static string Name(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Completed => "completed",
        JobOutcome.Failed => "failed",
        JobOutcome.Thrown => "bpmn-error",
        _ => throw new System.Diagnostics.UnreachableException($"No name for {outcome.GetType().Name}."),
    };
}
