using Fairlead.Connectors.Runtime.Inbound;
using Fairlead.Protocol;
using Fairlead.Protocol.Rest;

using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Fairlead.Connectors.Runtime.Inbox;

/// <summary>
/// Applies held events when their trigger is not suspended any more: those of one trigger in the order in which they came. One runtime at
/// a time does this for all of the cluster. Where it stopped, the next one goes on: what is applied is not held any more.
/// </summary>
public sealed class HeldEvents(
    ICluster cluster,
    InboundGate gate,
    InboxDriver driver,
    InboundSupervisor supervisor,
    IOptions<InboundOptions> options,
    TimeProvider time,
    ILogger<HeldEvents> logger)
    : BackgroundService
{
    public const string Defect = "INBOX_DEFECT";

    private const string LeaseName = "fairlead/held-events";
    private const int PageSize = 100;

    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(15);

    private readonly string _owner = Guid.CreateVersion7().ToString("N");
    private readonly SemaphoreSlim _wake = new(0, 1);
    private LeaseHold? _lease;

    /// <summary>Looks at what is suspended now: what was suspended or resumed before the call counts when it returns.</summary>
    public async Task RefreshAsync(CancellationToken cancellation)
    {
        await gate.RefreshAsync(cancellation);
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Awake already.
        }
    }

    public override void Dispose()
    {
        _wake.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (cluster.Inbox is null)
            return;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PassAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception failure)
            {
                // Whatever it was, what is held stays held, and the next pass begins anew.
                gate.MayDrive();
                Log.HeldPassFailed(logger, failure);
            }

            await WaitAsync(stoppingToken);
        }

        await GiveBackAsync();
    }

    private async Task PassAsync(CancellationToken stop)
    {
        await gate.RefreshAsync(stop);
        // Before deployed models were read, every trigger looks as if it were gone.
        if (supervisor.Problem is not null || !gate.TakeMayDrive())
            return;
        if (!await OwnsAsync(stop))
        {
            gate.MayDrive();
            return;
        }

        var blocked = new HashSet<(string Tenant, InboundTrigger Trigger)>();
        InboxKey? after = null;
        while (true)
        {
            var page = await cluster.Inbox!.FindKeptAsync(
                new FindKept { State = InboxState.Held, After = after, AtMost = PageSize }, stop);
            if (page.Count is 0)
                break;
            if (!await OwnsAsync(stop))
            {
                gate.MayDrive();
                return;
            }

            // Triggers stand beside each other; the events of one do not.
            await Task.WhenAll(page
                .GroupBy(entry => (entry.TenantId, entry.Trigger))
                .Where(group => !blocked.Contains(group.Key) && !gate.IsSuspended(group.Key.TenantId, group.Key.Trigger))
                .Select(async group =>
                {
                    if (!await DriveAsync(group.Key.TenantId, group.Key.Trigger, group, stop))
                    {
                        lock (blocked)
                            blocked.Add(group.Key);
                    }
                })
                .ToList());
            after = page[^1].Key;
        }

        if (blocked.Count > 0)
            gate.MayDrive();
    }

    /// <returns>False when the trigger has to wait for a later pass.</returns>
    private async Task<bool> DriveAsync(string tenantId, InboundTrigger trigger, IEnumerable<InboxEntry> entries, CancellationToken stop)
    {
        var count = 0;
        foreach (var entry in entries)
        {
            // It may have been suspended again by now.
            if (gate.IsSuspended(tenantId, trigger))
                break;
            if (await DriveAsync(entry.Key, stop) is { Outcome: InboxDriveOutcome.NotNow } away)
            {
                Log.HeldNotNow(logger, entry.Key.Value, trigger.ProcessId, trigger.ElementId, away.Forecast.Reason);
                return false;
            }

            count++;
        }

        Log.HeldDriven(logger, count, trigger.ProcessId, trigger.ElementId);
        return true;
    }

    private async Task<DrivenEvent?> DriveAsync(InboxKey key, CancellationToken stop)
    {
        try
        {
            return await driver.DriveAsync(key, _lease, stop);
        }
        catch (Exception defect) when (defect is not (ClusterException or OperationCanceledException))
        {
            // Those behind it must not wait for ever.
            Log.HeldDefect(logger, defect, key.Value);
            await cluster.Inbox!.NoteFailureAsync(
                key, Defect, $"The runtime failed on the event with {defect.GetType().Name}; its log says more. [{Defect}]", stop);
            return null;
        }
    }

    private async Task<bool> OwnsAsync(CancellationToken stop)
    {
        if (cluster.Leases is not { } leases)
            return true;
        var lease = await leases.AcquireAsync(new AcquireLease(LeaseName, _owner, LeaseDuration), stop);
        _lease = lease.Owner == _owner ? lease.Hold : null;
        return _lease is not null;
    }

    private async Task GiveBackAsync()
    {
        if (_lease is not { } lease || cluster.Leases is not { } leases)
            return;
        try
        {
            using var late = new CancellationTokenSource(TimeSpan.FromSeconds(1), time);
            await leases.ReleaseAsync(lease, late.Token);
        }
        catch (Exception away) when (away is ClusterException or OperationCanceledException)
        {
            // It ends by itself.
        }
    }

    private async Task WaitAsync(CancellationToken stop)
    {
        using var over = new CancellationTokenSource(options.Value.HeldInterval, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, over.Token);
        try
        {
            await _wake.WaitAsync(either.Token);
        }
        catch (OperationCanceledException)
        {
            // The pause is over, or the loop's condition ends it.
        }
    }
}
