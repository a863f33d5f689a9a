namespace Fairlead.Protocol.Rest;

/// <summary>What the cluster consists of.</summary>
public sealed record TopologyResult
{
    /// <summary>Its nodes.</summary>
    public required IReadOnlyList<TopologyBroker> Brokers { get; init; }

    /// <summary>Identifies the cluster.</summary>
    public string? ClusterId { get; init; }

    /// <summary>Number of nodes.</summary>
    public required int ClusterSize { get; init; }

    /// <summary>Number of partitions.</summary>
    public required int PartitionsCount { get; init; }

    /// <summary>Copies of each partition.</summary>
    public required int ReplicationFactor { get; init; }

    /// <summary>The protocol version that clients may expect; they look at its first two numbers.</summary>
    public required string GatewayVersion { get; init; }

    /// <summary>Identifies the last change of the cluster.</summary>
    public required string LastCompletedChangeId { get; init; }
}

/// <summary>A node.</summary>
public sealed record TopologyBroker
{
    /// <summary>Counts from 0.</summary>
    public required int NodeId { get; init; }

    /// <summary>Its host name.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary>The partitions it runs.</summary>
    public required IReadOnlyList<TopologyPartition> Partitions { get; init; }

    /// <summary>The protocol version.</summary>
    public required string Version { get; init; }
}

/// <summary>A partition on a node.</summary>
public sealed record TopologyPartition
{
    /// <summary>Counts from 1.</summary>
    public required int PartitionId { get; init; }

    /// <summary><c>leader</c>, <c>follower</c> or <c>inactive</c>.</summary>
    public required string Role { get; init; }

    /// <summary><c>healthy</c>, <c>unhealthy</c> or <c>dead</c>.</summary>
    public required string Health { get; init; }
}

/// <summary>The licence of the cluster. Fairlead is free software and needs none.</summary>
public sealed record LicenseResult
{
    /// <summary>True.</summary>
    public required bool ValidLicense { get; init; }

    /// <summary>Kind of licence.</summary>
    public required string LicenseType { get; init; }

    /// <summary>Whether it was bought.</summary>
    public required bool IsCommercial { get; init; }

    /// <summary>When it ends; null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>Who the caller is.</summary>
public sealed record CurrentUserResult
{
    /// <summary>The name to log in with.</summary>
    public required string Username { get; init; }

    /// <summary>The name to show.</summary>
    public string? DisplayName { get; init; }

    /// <summary>Mail address.</summary>
    public string? Email { get; init; }

    /// <summary>What the caller may open.</summary>
    public IReadOnlyList<string> AuthorizedComponents { get; init; } = [];

    /// <summary>Tenants of the caller.</summary>
    public IReadOnlyList<TenantItem> Tenants { get; init; } = [];

    /// <summary>Groups of the caller.</summary>
    public IReadOnlyList<string> Groups { get; init; } = [];

    /// <summary>Roles of the caller.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Always null.</summary>
    public string? SalesPlanType { get; init; }

    /// <summary>Always empty.</summary>
    public IReadOnlyDictionary<string, string> C8Links { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether there is a session to end.</summary>
    public bool CanLogout { get; init; }
}

/// <summary>A tenant.</summary>
public sealed record TenantItem
{
    /// <summary>The name to show.</summary>
    public required string Name { get; init; }

    /// <summary>Identifies it.</summary>
    public required string TenantId { get; init; }

    /// <summary>What it is for.</summary>
    public string? Description { get; init; }
}
