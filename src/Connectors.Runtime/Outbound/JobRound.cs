using Fairlead.Connectors.Runtime.Secrets;
using Fairlead.Protocol;

using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>Does what waits now, once, in place of the <see cref="JobLoops"/>: for whoever moves the time himself.</summary>
public sealed class JobRound(ConnectorCatalog catalog, ICluster cluster, JobWork work, IOptions<ConnectorsOptions> options)
{
    /// <summary>Takes the jobs of all connectors and begins to do them.</summary>
    /// <returns>One for each job; it ends when the cluster was told what became of the job.</returns>
    public async Task<IReadOnlyList<Task>> BeginAsync(CancellationToken abandon)
    {
        var begun = new List<Task>();
        foreach (var connector in catalog.Outbound)
        {
            var jobs = await cluster.ActivateJobsAsync(
                new ActivateJobs
                {
                    Type = connector.JobType,
                    Worker = options.Value.Worker,
                    Timeout = options.Value.TimeoutOf(connector.JobType),
                    JobsAtMost = options.Value.JobsAtMostOf(connector.JobType),
                    Wait = TimeSpan.Zero,
                    FetchVariables = connector.FetchVariables,
                },
                abandon);
            begun.AddRange(jobs.Select(job => work.DoAsync(connector, job, new Redactor(), abandon)));
        }

        return begun;
    }
}
