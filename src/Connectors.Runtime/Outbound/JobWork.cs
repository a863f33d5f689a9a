using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Protocol;

using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>One job from activation to the cluster's answer, counted and logged.</summary>
public sealed class JobWork(
    JobDecision decision, ClusterCommands commands, RuntimeMetrics metrics, TimeProvider time, ILogger<JobWork> logger)
{
    internal ILogger Logger { get; } = logger;

    internal async Task DoAsync(OutboundConnector connector, ActivatedJob job, Redactor redactor, CancellationToken abandon)
    {
        var began = time.GetTimestamp();
        metrics.Invocation("activated", job);
        try
        {
            var outcome = await decision.DecideAsync(connector, job, redactor, abandon);
            metrics.Executed(job, time.GetElapsedTime(began));
            if (outcome is JobOutcome.Failed { Failure: var failure })
                Log.JobFailed(Logger, job.Key.Value, job.Type, job.ElementId, failure.RetriesLeft, redactor.Clean(failure.Message));
            await commands.ReportAsync(job, outcome, abandon);
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

    private static string Name(JobOutcome outcome) => outcome switch
    {
        JobOutcome.Completed => "completed",
        JobOutcome.Failed => "failed",
        JobOutcome.Thrown => "bpmn-error",
        _ => throw new System.Diagnostics.UnreachableException($"No name for {outcome.GetType().Name}."),
    };
}
