namespace Fairlead.Protocol;

/// <summary>
/// Decides who of several runtimes on one cluster reads a source. The cluster's clock counts. Whoever holds a lease has a token
/// that grows with each change of hands, so that one who lost it without noticing cannot write any more.
/// </summary>
public interface ILeases
{
    /// <summary>
    /// Takes the lease, or renews it, unless another owner holds it. One whose time was over before it was renewed has changed hands, too.
    /// </summary>
    Task<Lease> AcquireAsync(AcquireLease request, CancellationToken cancellation);

    /// <summary>Gives it back before its time. Nothing happens when it is lost already.</summary>
    Task ReleaseAsync(LeaseHold lease, CancellationToken cancellation);

    /// <summary>All leases that are held, in order of their names.</summary>
    Task<IReadOnlyList<Lease>> FindLeasesAsync(CancellationToken cancellation);
}

/// <summary>Asks for a lease.</summary>
/// <param name="Name">Of what is owned: at most 256 characters.</param>
/// <param name="Owner">Unique for each start of a runtime: at most 256 characters.</param>
/// <param name="Duration">From now, 1 ms to 1 day; renew it well before.</param>
public sealed record AcquireLease(string Name, string Owner, TimeSpan Duration);

/// <summary>Who holds a lease. It is the caller's when <see cref="Owner"/> is.</summary>
/// <param name="Token">Grows each time that the lease changes hands, and is never given out again.</param>
/// <param name="Until">By the cluster's clock.</param>
/// <param name="Remaining">From the moment of the answer, for whoever has another clock.</param>
public sealed record Lease(string Name, string Owner, long Token, DateTimeOffset Until, TimeSpan Remaining)
{
    /// <summary>What a holder shows with each write.</summary>
    public LeaseHold Hold => new(Name, Token);
}

/// <summary>A lease as its holder shows it.</summary>
public sealed record LeaseHold(string Name, long Token);
