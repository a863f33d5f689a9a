using Fairlead.Protocol;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Outbound;

/// <summary>Runs a job loop for each outbound connector as long as the host runs.</summary>
public sealed class JobLoops(
    ConnectorCatalog catalog, ICluster cluster, JobWork work, IOptions<ConnectorsOptions> options, TimeProvider time) : BackgroundService
{
    private readonly CancellationTokenSource _abandon = new();
    private readonly List<JobLoop> _loops = [];

    /// <summary>Takes no more jobs, finishes those under way up to the limit, then gives them up.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(options.Value.ShutdownLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            await Task.WhenAll(_loops.Select(loop => loop.FinishAsync(both.Token)));
        }
        catch (OperationCanceledException)
        {
            Log.StopLimitReached(work.Logger, options.Value.ShutdownLimit);
            await _abandon.CancelAsync();
        }
    }

    public override void Dispose()
    {
        _abandon.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        foreach (var connector in catalog.Outbound)
            _loops.Add(new JobLoop(connector, cluster, work, options.Value, time));
        return Task.WhenAll(_loops.Select(loop => loop.RunAsync(stoppingToken, _abandon.Token)));
    }
}
