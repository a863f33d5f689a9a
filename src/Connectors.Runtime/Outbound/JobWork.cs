using Fairlead.Connectors.Runtime.Calls;
using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Connectors.Sdk;
using Fairlead.Connectors.Runtime.Telemetry;
using Fairlead.Protocol;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>One job from activation to the cluster's answer, counted and logged.</summary>
public sealed class JobWork(
    JobDecision decision,
    ClusterCommands commands,
    CallBook book,
    RuntimeMetrics metrics,
    IOptions<ConnectorsOptions> options,
    TimeProvider time,
    ILogger<JobWork> logger)
{
    internal ILogger Logger { get; } = logger;

    internal RuntimeMetrics Metrics => metrics;

    internal async Task DoAsync(OutboundConnector connector, ActivatedJob job, Redactor redactor, CancellationToken abandon)
    {
        var began = time.GetTimestamp();
        using var span = Spans.BeginJob(job);
        using var scope = JobScope.Begin(Logger, job);
        metrics.Invocation("activated", job);
        metrics.Place(job.Type, 1);
        try
        {
            await using var lease = new JobLease(job, commands, options.Value, time, Logger);
            var (call, key) = await book.BeginAsync(connector, job, redactor, abandon);
            job = call.Ordered(job);
            var outcome = await DecideAsync(connector, job, call, key, lease, abandon);
            metrics.Executed(job, time.GetElapsedTime(began));
            if (outcome is JobOutcome.Failed { Failure: var failure, Code: var code })
                Log.JobFailed(Logger, job.Key.Value, job.Type, job.ElementId, failure.RetriesLeft, code);
            var state = await ReportAsync(job, outcome, call, lease, abandon);
            book.End(call, key, job, state, outcome);
            await TellAsync(call, job, state, abandon);
            metrics.JobHandled(job.Type);
            Spans.EndJob(span, outcome, Name(outcome));
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
            Log.JobLoopDefect(Logger, job.Key.Value, job.Type, DefectText.Of(defect));
        }
        finally
        {
            metrics.Place(job.Type, -1);
        }
    }

    private async Task<JobOutcome> DecideAsync(
        OutboundConnector connector, ActivatedJob job, CallInProgress call, long key, JobLease lease, CancellationToken abandon)
    {
        try
        {
            return await decision.DecideAsync(connector, job, call, lease, abandon);
        }
        catch (OperationCanceledException) when (abandon.IsCancellationRequested)
        {
            book.End(call, key, job, CallState.Abandoned, outcome: null);
            throw;
        }
        finally
        {
            // The exchange is over; that the cluster is told is none of the other side's business.
            call.Connections?.Dispose();
        }
    }

    private async Task<CallState> ReportAsync(
        ActivatedJob job, JobOutcome outcome, CallInProgress call, JobLease lease, CancellationToken abandon)
    {
        await lease.StopAsync();
        if (lease.IsLost)
        {
            // Another worker may be doing it: its result is the one that counts.
            Log.ResultLate(Logger, job.Key.Value, job.Type);
            return outcome is JobOutcome.Parked ? CallState.Parked : CallState.Late;
        }

        var report = await commands.ReportAsync(job, outcome, call.Redactor, abandon);
        // An attempt that was put aside has answered nothing.
        if (call.SettlesUnknown && outcome is not JobOutcome.Parked && report is not ClusterCommands.Report.NotTaken)
            await book.SettleAsync(job, abandon);
        var state = StateOf(outcome, report);
        // The next attempt finds it, and does what the model says about it.
        return call.IsOutcomeUnknown && state is CallState.Failed ? CallState.Unknown : state;
    }

    /// <summary>The connector's own state follows what became of the job.</summary>
    private async Task TellAsync(CallInProgress call, ActivatedJob job, CallState state, CancellationToken abandon)
    {
        try
        {
            await call.EndAsync(
                state switch
                {
                    CallState.Completed => CallEnd.Completed,
                    CallState.Failed or CallState.Unknown => CallEnd.Failed,
                    CallState.BpmnError => CallEnd.ErrorThrown,
                    _ => CallEnd.NotTaken,
                },
                abandon);
        }
        catch (Exception defect) when (!abandon.IsCancellationRequested)
        {
            Log.ConnectorDefect(Logger, job.Key.Value, job.Type, DefectText.Of(defect));
        }
    }

    private static CallState StateOf(JobOutcome outcome, ClusterCommands.Report report) => (outcome, report) switch
    {
        (JobOutcome.Parked, _) => CallState.Parked,
        (_, ClusterCommands.Report.Gone) => CallState.Late,
        (_, ClusterCommands.Report.NotTaken) => CallState.NotTaken,
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
        JobOutcome.Parked => "parked",
        _ => throw new System.Diagnostics.UnreachableException($"No name for {outcome.GetType().Name}."),
    };
}
