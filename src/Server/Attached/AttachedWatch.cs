using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Protocol;
using Fairlead.Protocol.Remote;
using Microsoft.Extensions.Options;

namespace Fairlead.Server.Attached;

/// <summary>Waits for the cluster elsewhere, tells its operator whether it answers, and hears of deployments there.</summary>
internal sealed class AttachedWatch(
    RemoteCluster cluster, InboundSupervisor inbound, IOptions<ClusterOptions> options, TimeProvider time, ILogger<AttachedWatch> logger)
    : BackgroundService
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Returns when the cluster has answered and its webhooks are known. Until then this process listens nowhere: whoever calls it tries
    /// again, and is not told that there is no such webhook.
    /// </summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        string? told = null;
        while (true)
        {
            try
            {
                await cluster.ConnectAsync(cancellation);
                await inbound.ReconcileAsync(cancellation);
                Log.ClusterFound(logger, Kind);
                return;
            }
            catch (ClusterException refused)
            {
                if (refused.Message != told)
                    Log.ClusterAwaited(logger, told = refused.Message);
                await Task.Delay(Pause, time, cancellation);
            }
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        cluster.ContactChanged += Tell;
        return cluster.WatchDefinitionsAsync(inbound.Wake, stoppingToken);
    }

    private string Kind => $"{options.Value.Address} is " + (cluster.IsOurs
        ? "a server of ours, which knows repetitions of events."
        : "no server of ours: it knows a repetition only by the message id of a buffered message, and keeps nothing that cannot be applied.");

    private void Tell(ClusterContact contact)
    {
        if (contact.Problem is { } problem)
            Log.ClusterLost(logger, problem);
        else
            Log.ClusterFound(logger, Kind);
    }
}
