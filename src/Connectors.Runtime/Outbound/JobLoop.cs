using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>Takes jobs of one type as long as there is room, and does them all at the same time.</summary>
internal sealed class JobLoop(OutboundConnector connector, ICluster cluster, JobWork work, ConnectorsOptions options, TimeProvider time)
{
    private static readonly TimeSpan PauseAtMost = TimeSpan.FromSeconds(5);

    private readonly Places _places = new(options.JobsAtMostOf(connector.JobType));

    /// <param name="stop">Takes no more jobs.</param>
    /// <param name="abandon">Gives up the ones under way; the cluster hands them out again after their timeout.</param>
    public async Task RunAsync(CancellationToken stop, CancellationToken abandon)
    {
        var refusals = 0;
        work.Metrics.PlacesLimit(connector.JobType, options.JobsAtMostOf(connector.JobType));
        while (!stop.IsCancellationRequested)
        {
            var taken = 0;
            try
            {
                taken = await _places.TakeAllAsync(atLeast: 1, stop);
                var jobs = await cluster.ActivateJobsAsync(Request(taken), stop);
                work.Metrics.JobsActivated(connector.JobType, jobs.Count);
                foreach (var job in jobs)
                {
                    taken--;
                    // Its owner are the places: FinishAsync takes back every one.
                    _ = Task.Run(() => DoAsync(job, abandon), CancellationToken.None);
                }

                refusals = 0;
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }
            catch (ClusterException refused)
            {
                refusals++;
                Log.JobsNotActivated(work.Logger, refused, connector.JobType, refused.Error);
            }
            catch (Exception defect)
            {
                // One bad answer must not silence a whole type until somebody restarts the server.
                refusals++;
                Log.JobLoopBroken(work.Logger, defect, connector.JobType);
            }
            finally
            {
                if (taken > 0)
                    _places.Return(taken);
            }

            if (refusals > 0)
                await PauseAsync(refusals, stop);
        }
    }

    /// <summary>Waits for the jobs under way; after the loop has ended.</summary>
    public async Task FinishAsync(CancellationToken limit) =>
        _places.Return(await _places.TakeAllAsync(options.JobsAtMostOf(connector.JobType), limit));

    private ActivateJobs Request(int jobsAtMost) => new()
    {
        Type = connector.JobType,
        Worker = options.Worker,
        Timeout = options.TimeoutOf(connector.JobType),
        JobsAtMost = jobsAtMost,
        Wait = options.Wait,
        FetchVariables = connector.FetchVariables,
        TenantIds = [.. options.TenantIds],
    };

    private async Task DoAsync(ActivatedJob job, CancellationToken abandon)
    {
        try
        {
            await work.DoAsync(connector, job, new Redactor(), abandon);
        }
        finally
        {
            _places.Return();
        }
    }

    private async Task PauseAsync(int refusals, CancellationToken stop)
    {
        var pause = TimeSpan.FromMilliseconds(100) * Math.Pow(2, Math.Min(refusals, 10));
        try
        {
            await Task.Delay(pause < PauseAtMost ? pause : PauseAtMost, time, stop);
        }
        catch (OperationCanceledException)
        {
            // The loop's condition ends it.
        }
    }
}
