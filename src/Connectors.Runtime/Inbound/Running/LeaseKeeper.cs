using Fairlead.Protocol;

namespace Fairlead.Connectors.Runtime.Inbound.Running;

/// <summary>Takes a lease and keeps it. What counts is our own clock from the moment of asking: it ends here before it ends there.</summary>
internal sealed class LeaseKeeper(ILeases leases, string name, string owner, TimeSpan duration, TimeProvider time)
{
    /// <summary>Asks once.</summary>
    /// <returns>Who holds it now.</returns>
    /// <exception cref="ClusterException">The cluster cannot be asked.</exception>
    public async Task<HeldLease> TakeAsync(CancellationToken cancellation)
    {
        var asked = time.GetTimestamp();
        var lease = await leases.AcquireAsync(new AcquireLease(name, owner, duration), cancellation).WaitAsync(cancellation);
        return new HeldLease(lease, lease.Owner == owner, asked);
    }

    /// <summary>Renews it for as long as that succeeds.</summary>
    /// <returns>When it is lost.</returns>
    public async Task KeepAsync(HeldLease held, CancellationToken cancellation)
    {
        var pause = duration / 3;
        while (await WaitAsync(held, pause, cancellation))
        {
            using var late = new CancellationTokenSource(Left(held), time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
            try
            {
                var next = await TakeAsync(either.Token);
                // Another token: it had ended in between, and what was written under the old one would be refused.
                if (!next.IsOurs || next.Lease.Token != held.Lease.Token)
                    return;
                held = next;
                pause = duration / 3;
            }
            catch (ClusterException)
            {
                pause = duration / 10;
            }
            catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
            {
                return;
            }
        }
    }

    /// <summary>So that another need not wait until it ends by itself.</summary>
    public async Task GiveBackAsync(HeldLease held)
    {
        using var late = new CancellationTokenSource(duration / 3, time);
        try
        {
            await leases.ReleaseAsync(held.Lease.Hold, late.Token).WaitAsync(late.Token);
        }
        catch (Exception refused) when (refused is ClusterException or OperationCanceledException)
        {
            // It ends by itself.
        }
    }

    /// <returns>False when the lease ends first.</returns>
    private async Task<bool> WaitAsync(HeldLease held, TimeSpan pause, CancellationToken cancellation)
    {
        var left = Left(held);
        if (left <= pause)
        {
            if (left > TimeSpan.Zero)
                await Task.Delay(left, time, cancellation);
            return false;
        }

        await Task.Delay(pause, time, cancellation);
        return true;
    }

    private TimeSpan Left(HeldLease held)
    {
        var left = held.Lease.Remaining - time.GetElapsedTime(held.Asked);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }
}

/// <param name="Asked">Timestamp of our clock before the cluster was asked.</param>
internal sealed record HeldLease(Lease Lease, bool IsOurs, long Asked);
