using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Protocol;

using Microsoft.Extensions.Logging;

namespace Fairlead.Connectors.Runtime;

/// <summary>Tells the cluster what became of a job, and says it again when the cluster is not listening for a moment.</summary>
public sealed class ClusterCommands(ICluster cluster, TimeProvider time, ILogger<ClusterCommands> logger)
{
    private const int AttemptsAtMost = 3;
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <param name="redactor">Cleans what the cluster says: it may quote what it was sent.</param>
    /// <returns>Whether the cluster took it: otherwise the job is gone, or goes to another worker after its timeout.</returns>
    internal async Task<Report> ReportAsync(ActivatedJob job, Outbound.JobOutcome outcome, Redactor redactor, CancellationToken cancellation)
    {
        try
        {
            await RepeatAsync(() => SendAsync(job.Key, outcome, cancellation), cancellation);
            return Report.Taken;
        }
        catch (ClusterException gone) when (gone.Error is ClusterError.NotFound)
        {
            Log.JobGone(logger, job.Key.Value, job.Type);
            return Report.Gone;
        }
        catch (ClusterException refused) when (refused.Error is ClusterError.InvalidArgument && outcome is Outbound.JobOutcome.Completed)
        {
            // Given back without a word it would be done again, for ever.
            return await ReportAsync(job, Refused("The call succeeded, but the cluster did not accept its result", refused, redactor), redactor, cancellation);
        }
        catch (ClusterException refused) when (
            refused.Error is ClusterError.InvalidState or ClusterError.InvalidArgument
            && outcome is Outbound.JobOutcome.Thrown { Error.Code: var code }
            && job.Kind is JobKind.ExecutionListener or JobKind.TaskListener)
        {
            // The same: a listener has no way out but to fail.
            return await ReportAsync(job, Refused($"The connector threw the BPMN error '{code}', which its listener cannot throw", refused, redactor), redactor, cancellation);
        }
        catch (ClusterException refused)
        {
            Log.JobNotReported(logger, refused, job.Key.Value, job.Type, refused.Error);
            return Report.NotTaken;
        }
    }

    /// <summary>Holds a job for another time than it was activated with.</summary>
    /// <returns>When the job is given to others, by the clock of this process.</returns>
    /// <exception cref="ClusterException">The cluster refused, for example because the job is gone.</exception>
    internal async Task<DateTimeOffset> HoldAsync(ActivatedJob job, TimeSpan timeout, CancellationToken cancellation)
    {
        // Counted from before the command: the cluster's own count begins later, never earlier.
        var deadline = time.GetUtcNow() + timeout;
        try
        {
            await RepeatAsync(() => cluster.UpdateJobTimeoutAsync(job.Key, timeout, cancellation), cancellation);
            return deadline;
        }
        catch (ClusterException silent) when (MayPass(silent.Error))
        {
            // Whether it took effect is unknown; the earlier of the two holds in either case.
            Log.JobTimeoutNotUpdated(logger, silent, job.Key.Value, job.Type, silent.Error);
            return deadline < job.Deadline ? deadline : job.Deadline;
        }
    }

    internal enum Report
    {
        /// <summary>It is applied.</summary>
        Taken,

        /// <summary>There is no such job any more.</summary>
        Gone,

        /// <summary>Not heard, or refused: the job will be done again.</summary>
        NotTaken,
    }

    private static Outbound.JobOutcome.Failed Refused(string what, ClusterException refused, Redactor redactor) => new(new JobFailure
    {
        RetriesLeft = 0,
        Message = Outbound.Limits.Cut($"{what}: {redactor.Clean(refused.Message)} [RESULT_REFUSED]"),
    }, "RESULT_REFUSED");

    private Task SendAsync(JobKey job, Outbound.JobOutcome outcome, CancellationToken cancellation) => outcome switch
    {
        Outbound.JobOutcome.Completed { AdHoc: { } adHoc } completed =>
            cluster.CompleteAdHocJobAsync(job, completed.Variables, adHoc, cancellation),
        Outbound.JobOutcome.Completed completed => cluster.CompleteJobAsync(job, completed.Variables, cancellation),
        Outbound.JobOutcome.Failed failed => cluster.FailJobAsync(job, failed.Failure, cancellation),
        Outbound.JobOutcome.Thrown thrown => cluster.ThrowErrorAsync(job, thrown.Error, cancellation),
        // Held for as long as it has to wait, by nobody: then the cluster hands it out again.
        Outbound.JobOutcome.Parked parked => cluster.UpdateJobTimeoutAsync(job, parked.Pause, cancellation),
        _ => throw new System.Diagnostics.UnreachableException($"No command for {outcome.GetType().Name}."),
    };

    private async Task RepeatAsync(Func<Task> command, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await command();
                return;
            }
            catch (ClusterException busy) when (attempt < AttemptsAtMost && MayPass(busy.Error))
            {
                await Task.Delay(FirstPause * Math.Pow(2, attempt - 1), time, cancellation);
            }
        }
    }

    private static bool MayPass(ClusterError error) =>
        error is ClusterError.Unavailable or ClusterError.ResourceExhausted or ClusterError.DeadlineExceeded;
}
