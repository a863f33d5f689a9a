using System.Diagnostics;
using System.Text;
using Fairlead.Broker;
using Fairlead.Protocol;
using Microsoft.Extensions.Logging.Abstractions;

namespace Fairlead.Bench.Size;

/// <summary>Clusters in this process, filled and emptied in bulk.</summary>
internal static class Clusters
{
    /// <summary>Commands in flight while many are sent: enough to fill a turn.</summary>
    private const int InFlight = 512;

    /// <param name="waitingAtMost">Commands that are sent at once.</param>
    public static Task<EmbeddedCluster> OpenAsync(string folder, CancellationToken cancellation, int waitingAtMost = 10_000) =>
        EmbeddedCluster.OpenAsync(
            new BrokerOptions { DataFolder = folder, CommandsWaitingAtMost = waitingAtMost },
            TimeProvider.System,
            NullLoggerFactory.Instance,
            cancellation);

    public static Task DeployAsync(EmbeddedCluster cluster, string bpmn, CancellationToken cancellation) =>
        cluster.DeployAsync([new DeploymentFile("bench.bpmn", Encoding.UTF8.GetBytes(bpmn))], cancellation);

    /// <summary>Creates instances as fast as the cluster takes them.</summary>
    /// <param name="variables">UTF-8 JSON of the instance with this number.</param>
    public static async Task CreateAsync(
        ICluster cluster, string process, int count, Func<int, byte[]> variables, CancellationToken cancellation)
    {
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, Math.Min(InFlight, count)).Select(_ => Task.Run(
            async () =>
            {
                for (var i = Interlocked.Increment(ref next); i < count; i = Interlocked.Increment(ref next))
                    await cluster.CreateInstanceAsync(new CreateInstance { ProcessId = process, Variables = variables(i) }, cancellation);
            },
            cancellation)));
    }

    /// <summary>Waits until a search finds everything that is durable now.</summary>
    public static async Task<TimeSpan> UntilSearchableAsync(EmbeddedCluster cluster, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                await cluster.Search.FindInstanceAsync(new(1), cancellation);
                return Stopwatch.GetElapsedTime(start);
            }
            catch (ClusterException behind) when (behind.Error is ClusterError.Unavailable)
            {
                // It waited for ten seconds and is still behind.
            }
        }
    }

    /// <summary>Completes jobs of the benchmark's type until it is stopped.</summary>
    /// <param name="fetch">Variables that the worker gets; empty for all.</param>
    public static async Task WorkAsync(ICluster cluster, string name, byte[] result, IReadOnlyList<string> fetch, CancellationToken stop)
    {
        var ask = new ActivateJobs
        {
            Type = Models.JobType,
            Worker = name,
            Timeout = TimeSpan.FromMinutes(5),
            JobsAtMost = 100,
            Wait = TimeSpan.FromSeconds(10),
            FetchVariables = fetch,
        };
        try
        {
            var completing = Task.CompletedTask;
            while (true)
            {
                var jobs = await cluster.ActivateJobsAsync(ask, stop);
                // The next jobs are asked for while these are completed, as a runtime would.
                await completing;
                completing = Task.WhenAll(jobs.Select(job => cluster.CompleteJobAsync(job.Key, result, CancellationToken.None)));
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
    }

    public static double Megabytes(string folder) => new DirectoryInfo(folder)
        .EnumerateFiles("*", SearchOption.AllDirectories)
        .Sum(file => file.Length) / (double)(1 << 20);
}
