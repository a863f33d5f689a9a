using Fairlead.Protocol;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbound;

/// <summary>Compares what deployed models ask for with what runs, and makes the second equal to the first, for ever.</summary>
public sealed class InboundSupervisor(
    InboundWanted wanted, InboundActual actual, IOptions<InboundOptions> options, TimeProvider time, ILogger<InboundSupervisor> logger)
    : BackgroundService
{
    private readonly SemaphoreSlim _one = new(1);
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>A hint that something was deployed. Never needed: the next comparison would find it.</summary>
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
            actual.BecomeLike(await wanted.FindAsync(cancellation));
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
