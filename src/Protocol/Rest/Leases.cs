namespace Fairlead.Protocol.Rest;

/// <summary>Who reads which source.</summary>
public sealed record LeasesResult
{
    /// <summary>Those that are held, in order of their names.</summary>
    public required IReadOnlyList<LeaseItem> Items { get; init; }
}

/// <summary>Who holds a lease. Ours: not part of the REST API of Camunda 8.</summary>
public sealed record LeaseItem
{
    /// <summary>Of what is owned.</summary>
    public required string Name { get; init; }

    /// <summary>Who holds it.</summary>
    public required string Owner { get; init; }

    /// <summary>A text of digits. Grows each time that the lease changes hands.</summary>
    public required LeaseToken Token { get; init; }

    /// <summary>By the cluster's clock.</summary>
    public required DateTimeOffset Until { get; init; }

    /// <summary>From the moment of the answer, in milliseconds.</summary>
    public required long Remaining { get; init; }

    /// <summary>As it goes over REST.</summary>
    public static LeaseItem Of(Lease lease) => new()
    {
        Name = lease.Name,
        Owner = lease.Owner,
        Token = new(lease.Token),
        Until = lease.Until,
        Remaining = (long)lease.Remaining.TotalMilliseconds,
    };

    /// <summary>As the port says it.</summary>
    public Lease ToLease() => new(Name, Owner, Token.Value, Until, TimeSpan.FromMilliseconds(Remaining));
}

/// <summary>What a holder shows; on the wire a text of digits.</summary>
public readonly record struct LeaseToken(long Value);

/// <summary>Takes or renews a lease.</summary>
public sealed record AcquireLeaseRequest
{
    /// <summary>Of what is owned: at most 256 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Unique for each start of a runtime.</summary>
    public required string Owner { get; init; }

    /// <summary>From now, in milliseconds.</summary>
    public required long Duration { get; init; }
}

/// <summary>A lease as its holder shows it.</summary>
public sealed record LeaseHoldBody
{
    /// <summary>Of what is owned.</summary>
    public required string Name { get; init; }

    /// <summary>See <see cref="LeaseItem.Token"/>.</summary>
    public required LeaseToken Token { get; init; }

    /// <summary>As it goes over REST.</summary>
    public static LeaseHoldBody? Of(LeaseHold? hold) => hold is null ? null : new() { Name = hold.Name, Token = new(hold.Token) };

    /// <summary>As the cluster takes it.</summary>
    public LeaseHold ToHold() => new(Name, Token.Value);
}
