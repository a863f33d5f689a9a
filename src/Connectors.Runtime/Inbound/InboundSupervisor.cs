using Fairlead.Protocol;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>Compares what deployed models ask for with what runs, and makes the second equal to the first, for ever.</summary>
public sealed class InboundSupervisor(
    InboundWanted wanted,
    InboundActual actual,
    RuntimeMetrics metrics,
    IOptions<InboundOptions> options,
    TimeProvider time,
    ILogger<InboundSupervisor> logger)
    : BackgroundService
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Why the last comparison failed; null when it did not. "Not yet" before the first one.</summary>
    public string? Problem { get; private set; } = "Deployed processes were not looked through yet.";

    /// <summary>A hint that something was deployed, or that a secret was set. Never needed: the next comparison would find it.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Awake already.
        }
    }

    /// <summary>Compares now, and returns when what was deployed before the call is running or has a reason.</summary>
    /// <exception cref="ClusterException">The cluster could not be asked; what runs goes on.</exception>
    public async Task ReconcileAsync(CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            await actual.BecomeLikeAsync(await wanted.FindAsync(cancellation), cancellation);
            Problem = null;
        }
        catch (ClusterException refused)
        {
            Problem = $"Deployed processes could not be looked through: {refused.Message}";
            throw;
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>Starts an inbound connector anew.</summary>
    /// <returns>False when there is none with this id.</returns>
    public async Task<bool> ResetAsync(string executableId, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            return await actual.ResetAsync(executableId, cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    public override void Dispose()
    {
        _one.Dispose();
        _wake.Dispose();
        base.Dispose();
    }

    /// <summary>Gives back what this runtime owns, so that another takes over at once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await _one.WaitAsync(cancellationToken);
        try
        {
            await actual.StopAllAsync();
        }
        finally
        {
            _one.Release();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReconcileAsync(stoppingToken);
                await WaitAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure)
            {
                // Whatever it was, the next comparison starts from what is: nothing is lost by going on.
                metrics.InboundPassFailed();
                Log.InboundPassFailed(logger, failure);
                await WaitAsync(stoppingToken);
            }
        }
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        using var over = new CancellationTokenSource(options.Value.Interval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
        try
        {
            await _wake.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // The interval is over, or the loop's condition ends it.
        }
    }
}
